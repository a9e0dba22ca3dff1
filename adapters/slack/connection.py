"""Who reaches whom: we Slack, Slack us; and whether the two clocks agree (docs.slack.dev, Verifying requests from Slack)."""

import json
import secrets
import time
from urllib.parse import urlsplit

import aiohttp

from adapters.asking import Answered, Silent, ask
from adapters.findings import Found, fine, wrong
from adapters.reaching import clock, no_address, nobody_there, not_ours, passes_on
from adapters.slack import raw
from bot.model import Platform

EVENTS = "/slack/events"


async def slack_answers(session: aiohttp.ClientSession, api_url: str, *, signed: bool) -> tuple[bool, list[Found]]:
    """Whether Slack's API is there, and what its clock says against ours. `signed`: Slack's requests come by HTTP, with a time."""
    answer = await ask(session, f"{api_url}api.test")
    now = time.time()  # noqa: TID251
    host = urlsplit(api_url).netloc
    if isinstance(answer, Silent):
        return False, [wrong(f"Slack ({host}) cannot be reached: {answer.why}.", "This machine must be allowed to open https there.")]
    if answer.status >= 500:
        return False, [wrong(f"Slack ({host}) is in trouble itself (status {answer.status}).", "See slack-status.com, and try later.")]
    return True, [
        fine(f"Slack answers ({host})."),
        *clock(answer.headers.get("Date", ""), now, Platform.SLACK, raw.AGE if signed else None),
    ]


async def request_url(session: aiohttp.ClientSession, public_url: str | None, secret: str, *, serving: bool) -> list[Found]:
    """What Slack would meet at our address, seen from this machine. `serving`: rollcall serve runs here."""
    if public_url is None:
        return [no_address(Platform.SLACK, EVENTS)]
    url, challenge = f"{public_url.rstrip('/')}{EVENTS}", secrets.token_hex(8)
    body = json.dumps({"type": "url_verification", "challenge": challenge}).encode()
    plain = {"Content-Type": "application/json"}
    answer = await ask(session, url, body, plain | raw.sign(secret, body, time.time()))  # noqa: TID251
    if isinstance(answer, Silent):
        return [nobody_there(url, answer.why, Platform.SLACK, serving=serving)]
    if answer.status != 200 or challenge not in answer.text:
        return [_refusing(url, answer, serving)]
    unsigned = await ask(session, url, body, plain)
    if isinstance(unsigned, Answered) and unsigned.status == 401:
        return [fine(f"{url} answers what is signed, and refuses what is not.")]
    return [wrong(f"{url} answers what nobody signed.", passes_on(EVENTS))]


def _refusing(url: str, answer: Answered, serving: bool) -> Found:
    """Somebody answers, but not as Rollcall does."""
    status, why = answer.status, answer.text.strip()
    if status == 401 and why == "wrong_signature":
        return wrong(f"{url} has another signing secret.", "Give the serve that runs there the signing secret of these settings.")
    if status == 401 and why == "stale":
        return wrong(f"{url} takes our request for an old one: its machine's clock is wrong.", "Let it set its clock by the network (NTP).")
    return not_ours(url, EVENTS, answer, Platform.SLACK, serving=serving)
