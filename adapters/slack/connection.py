"""Who reaches whom: we Slack, Slack us; and whether the two clocks agree (docs.slack.dev, Verifying requests from Slack)."""

import json
import secrets
import time
from urllib.parse import urlsplit

import aiohttp

from adapters.asking import Answered, Silent, ahead, ask
from adapters.findings import Found, fine, look, wrong
from adapters.slack import raw

EVENTS = "/slack/events"
A_MINUTE = 60  # seconds; clocks that differ by more drift
SERVE = "Start rollcall serve, then run rollcall doctor again."
PASSES_ON = f"Let whatever answers there pass {EVENTS} on to rollcall serve."


async def slack_answers(session: aiohttp.ClientSession, api_url: str, *, signed: bool) -> tuple[bool, list[Found]]:
    """Whether Slack's API is there, and what its clock says against ours. `signed`: Slack's requests come by HTTP, with a time."""
    answer = await ask(session, f"{api_url}api.test")
    now = time.time()  # noqa: TID251
    host = urlsplit(api_url).netloc
    if isinstance(answer, Silent):
        return False, [wrong(f"Slack ({host}) cannot be reached: {answer.why}.", "This machine must be allowed to open https there.")]
    if answer.status >= 500:
        return False, [wrong(f"Slack ({host}) is in trouble itself (status {answer.status}).", "See slack-status.com, and try later.")]
    return True, [fine(f"Slack answers ({host})."), *clock(answer.headers.get("Date", ""), now, signed=signed)]


def clock(date: str, now: float, *, signed: bool) -> list[Found]:
    """`date`: the header of Slack's answer; `now`: this machine's clock, in seconds since 1970."""
    apart_by = ahead(date, now)
    if apart_by is None:
        return []
    apart = f"This machine's clock is {abs(apart_by):,.0f} seconds {'ahead of' if apart_by > 0 else 'behind'} Slack's"
    mend = "Let the machine set its clock by the network (NTP)."
    if abs(apart_by) > raw.AGE and signed:
        return [wrong(f"{apart}, so what Slack sends is refused: its time is too far from ours.", mend)]
    if abs(apart_by) > A_MINUTE:
        then_what = (
            f"; from {raw.AGE} seconds on what Slack sends is refused" if signed else ", so people are asked at other times than they think"
        )
        return [look(f"{apart}{then_what}.", mend)]
    return [fine("This machine's clock and Slack's agree.")]


async def request_url(session: aiohttp.ClientSession, public_url: str | None, secret: str, *, serving: bool) -> list[Found]:
    """What Slack would meet at our address, seen from this machine. `serving`: rollcall serve runs here."""
    if public_url is None:
        words = "ROLLCALL_PUBLIC_URL is not set, so I cannot see whether Slack reaches this Rollcall."
        return [look(words, f"Set it to the address that stands in the app's settings, without {EVENTS}.")]
    url, challenge = f"{public_url.rstrip('/')}{EVENTS}", secrets.token_hex(8)
    body = json.dumps({"type": "url_verification", "challenge": challenge}).encode()
    plain = {"Content-Type": "application/json"}
    answer = await ask(session, url, body, plain | raw.sign(secret, body, time.time()))  # noqa: TID251
    if isinstance(answer, Silent):
        return [_nobody(url, answer.why, serving)]
    if answer.status != 200 or challenge not in answer.text:
        return [_refusing(url, answer, serving)]
    unsigned = await ask(session, url, body, plain)
    if isinstance(unsigned, Answered) and unsigned.status == 401:
        return [fine(f"{url} answers what is signed, and refuses what is not.")]
    return [wrong(f"{url} answers what nobody signed.", PASSES_ON)]


def _nobody(url: str, why: str, serving: bool) -> Found:
    if not serving:
        return look(f"{url} does not answer yet: {why}.", SERVE)
    return wrong(
        f"{url} does not answer: {why}.",
        "See that the name leads to this machine, that TLS ends in front of it, and that Slack may come in.",
    )


def _refusing(url: str, answer: Answered, serving: bool) -> Found:
    """Somebody answers, but not as Rollcall does."""
    status, why = answer.status, answer.text.strip()
    if status == 401 and why == "wrong_signature":
        return wrong(f"{url} has another signing secret.", "Give the serve that runs there the signing secret of these settings.")
    if status == 401 and why == "stale":
        return wrong(f"{url} takes our request for an old one: its machine's clock is wrong.", "Let it set its clock by the network (NTP).")
    if 300 <= status < 400:
        return wrong(f"{url} sends elsewhere (status {status}), and Slack does not follow.", "Set ROLLCALL_PUBLIC_URL to where it leads.")
    if status in (404, 405):
        if not serving:
            return look(f"{url} is not there yet (status {status}).", SERVE)
        return wrong(f"{url} is not there (status {status}).", f"{PASSES_ON} If it does: start serve again, so that it has these settings.")
    if status in (502, 503, 504):
        found = wrong if serving else look
        return found(f"In front of {url} somebody answers, behind it nobody (status {status}).", PASSES_ON if serving else SERVE)
    if status in (401, 403):
        return wrong(f"{url} is refused by something in front of Rollcall (status {status}).", f"Slack signs in nowhere. {PASSES_ON}")
    return wrong(f"{url} is answered by something else (status {status}).", PASSES_ON)
