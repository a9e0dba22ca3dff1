"""What anybody may read at our address: what this is, what is kept about people, on what terms. The app's details in Teams lead here."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path

from aiohttp import web

from adapters.html.cards import environment

TEMPLATES = Path(__file__).parent / "templates"
PAGES = {"/": "about.html", "/privacy": "privacy.html", "/terms": "terms.html"}
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


def add_about(app: web.Application, kept: Sequence[Mapping[str, object]]) -> None:
    """`kept`: every table, with what, why, who and how_long, as `rollcall privacy` has them. Nobody's name is on these pages."""
    templates = environment(TEMPLATES)
    for path, name in PAGES.items():
        app.router.add_get(path, _page(templates.get_template(name).render(kept=kept)))


def _page(text: str) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    async def page(request: web.Request) -> web.StreamResponse:
        return web.Response(text=text, content_type="text/html", headers=HEADERS)

    return page
