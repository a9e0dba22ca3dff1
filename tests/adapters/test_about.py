"""What anybody may read at our address, and the app's details in Teams lead to (issue, Teams, App package)."""

from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from adapters.cli.privacy import rows
from adapters.teams.manifest import NOBODY, PLACEHOLDER, manifest
from adapters.web.about import add_about
from bot.model import Policy


async def page(path: str) -> tuple[int, str]:
    app = web.Application()
    add_about(app, rows(Policy()))
    async with TestClient(TestServer(app, host="127.0.0.1")) as client:
        answer = await client.get(path)
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"] and answer.content_type == "text/html"
        return answer.status, await answer.text()


async def test_every_address_of_the_apps_details_has_its_page() -> None:
    developer = manifest(NOBODY, PLACEHOLDER, "0.1.0")["developer"]
    for field, words in (
        ("websiteUrl", "three named people"),
        ("privacyUrl", "What is kept about people"),
        ("termsOfUseUrl", "Apache License"),
    ):
        status, text = await page(urlsplit(developer[field]).path or "/")
        assert status == 200 and words in text, field


async def test_the_page_about_people_says_all_that_is_kept() -> None:
    _, text = await page("/privacy")
    assert text.count("<tr>") == len(rows(Policy())) + 1 and "730 days" in text and "never asked" in text
