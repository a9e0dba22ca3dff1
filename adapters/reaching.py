"""What doctor says on every platform alike: two clocks, our own address as the platform would meet it, and who refuses our messages."""

from collections.abc import Mapping

from adapters.asking import Answered, ahead
from adapters.findings import Found, fine, look, wrong
from bot.model import OutOfReach, Platform
from bot.rules.reach import EVERYBODYS
from bot.views.reach import BECAUSE, NAMES
from bot.views.words import plural

A_MINUTE = 60  # seconds; clocks that differ by more drift
SERVE = "Start rollcall serve, then run rollcall doctor again."


def clock(date: str, now: float, platform: Platform, refused_from: int | None) -> list[Found]:
    """`date`: the header of the platform's answer; `now`: this machine's clock, in seconds since 1970.

    `refused_from`: the seconds apart from which what the platform sends is taken for old; None: it says no time.
    """
    apart_by, name = ahead(date, now), NAMES[platform]
    if apart_by is None:
        return []
    apart = f"This machine's clock is {abs(apart_by):,.0f} seconds {'ahead of' if apart_by > 0 else 'behind'} {name}'s"
    mend = "Let the machine set its clock by the network (NTP)."
    if refused_from is not None and abs(apart_by) > refused_from:
        return [wrong(f"{apart}, so what {name} sends is refused: its time is too far from ours.", mend)]
    if abs(apart_by) > A_MINUTE:
        then_what = (
            f"; from {refused_from} seconds on what {name} sends is refused"
            if refused_from is not None
            else ", so people are asked at other times than they think"
        )
        return [look(f"{apart}{then_what}.", mend)]
    return [fine(f"This machine's clock and {name}'s agree.")]


def no_address(platform: Platform, path: str) -> Found:
    """Ours is not in the settings."""
    words = f"ROLLCALL_PUBLIC_URL is not set, so I cannot see whether {NAMES[platform]} reaches this Rollcall."
    return look(words, f"Set it to the address that stands in the app's settings, without {path}.")


def passes_on(path: str) -> str:
    """The mend for whatever stands at our address."""
    return f"Let whatever answers there pass {path} on to rollcall serve."


def nobody_there(url: str, why: str, platform: Platform, *, serving: bool) -> Found:
    """Our address does not answer. `serving`: rollcall serve runs here."""
    if not serving:
        return look(f"{url} does not answer yet: {why}.", SERVE)
    return wrong(
        f"{url} does not answer: {why}.",
        f"See that the name leads to this machine, that TLS ends in front of it, and that {NAMES[platform]} may come in.",
    )


def not_ours(url: str, path: str, answer: Answered, platform: Platform, *, serving: bool) -> Found:
    """Somebody answers at our address, but not as Rollcall does."""
    status, name = answer.status, NAMES[platform]
    if 300 <= status < 400:
        return wrong(f"{url} sends elsewhere (status {status}), and {name} does not follow.", "Set ROLLCALL_PUBLIC_URL to where it leads.")
    if status in (404, 405):
        if not serving:
            return look(f"{url} is not there yet (status {status}).", SERVE)
        mend = f"{passes_on(path)} If it does: start serve again, so that it has these settings."
        return wrong(f"{url} is not there (status {status}).", mend)
    if status in (502, 503, 504):
        found = wrong if serving else look
        return found(f"In front of {url} somebody answers, behind it nobody (status {status}).", passes_on(path) if serving else SERVE)
    if status in (401, 403):
        mend = f"{name} signs in nowhere. {passes_on(path)}"
        return wrong(f"{url} is refused by something in front of Rollcall (status {status}).", mend)
    return wrong(f"{url} is answered by something else (status {status}).", passes_on(path))


def out_of_reach(refusing: Mapping[OutOfReach, int] | None, platform: Platform, mends: Mapping[OutOfReach, str]) -> list[Found]:
    """Known only from messages that were refused. What ails a whole workspace stops Rollcall there; the rest is one person's.

    `refusing`: how many accounts, by why; None: the register cannot be read. `mends`: in the platform's words.
    """
    if refusing is None:
        return []
    if not refusing:
        return [fine(f"{NAMES[platform]} refuses no message to anybody.")]
    return [_refusing(why, refusing[why], platform, mends[why]) for why in OutOfReach if why in refusing]


def _refusing(why: OutOfReach, people: int, platform: Platform, mend: str) -> Found:
    found = wrong if why in EVERYBODYS else look
    return found(f"{plural(people, 'person gets', 'people get')} no message on {NAMES[platform]}: {BECAUSE[why]}.", mend)
