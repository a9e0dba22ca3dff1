"""The diagnostic for its page and its files: read once, by the reader's own rights (PRODUCT §8)."""

from dataclasses import dataclass
from datetime import date, datetime

from bot.actions import diagnose
from bot.actions.diagnose import Seen
from bot.actions.work import Work
from bot.cards import Card
from bot.model import Person
from bot.rules.access import Right
from bot.rules.cadence import calendar_of, local_day
from bot.rules.gaps import GapLine
from bot.views import gaps as card_views
from bot.views import gaps_page as views
from bot.views.gaps_page import Page, Wanted
from bot.views.years import with_years

COLLEAGUES = 500  # names that a form proposes


@dataclass(frozen=True, slots=True)
class Reader:
    """Whose page it is, in their zone; `colleagues`: whom a form may propose, nobody for outsiders."""

    name: str
    zone: str
    now: datetime
    today: date
    colleagues: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """The page; without one the reader holds nothing and `nobody` says whom to ask, or there is no such part or page."""

    reader: Reader
    page: Page | None = None
    nobody: Card | None = None
    lines: tuple[GapLine, ...] | None = None  # for a file, all of them


async def show(work: Work, actor: Person, wanted: Wanted) -> Shown:
    """What was asked for, if they may see it."""
    reader = await reader_of(work, actor)
    seen = await diagnose.seen_by(work, actor)
    if seen is None:
        return Shown(reader, nobody=card_views.no_gaps_for_you(await work.admins()))
    made, lines = await _page(work, seen, wanted)
    page = with_years(made, reader.today, reader.zone)
    return Shown(reader, page if page is not None and 1 <= wanted.page <= page.pages else None, lines=lines)


async def _page(work: Work, seen: Seen, wanted: Wanted) -> tuple[Page | None, tuple[GapLine, ...] | None]:
    if wanted.part is not None:
        part = await diagnose.part_of(work, seen, wanted.part, wanted.which)
        return (views.part(part.title, part.lines, part.planned, part.drifts, wanted.page), part.lines) if part else (None, None)
    if wanted.drifts:
        return views.drifts(seen.drifting, wanted.page), seen.found.lines
    if wanted.by is not None:
        return views.grouped(seen.found, wanted.by, wanted.page), seen.found.lines
    page = views.whole(
        seen.found, seen.reader, seen.everything, seen.drifting, seen.sightings, wanted.page, may_invite=Right.INVITE in seen.own,
        may_add=Right.ADD in seen.own, people_read=seen.people_read,
    )  # fmt: skip
    return page, seen.found.lines


async def reader_of(work: Work, actor: Person, colleagues: bool = False) -> Reader:
    """Their name and zone, and whom they may name."""
    calendar = calendar_of(actor, work.organisation)
    known = sorted((one.name for one in await work.tx.people.active()), key=str.casefold) if colleagues and not actor.external else []
    return Reader(actor.name, calendar.zone, work.now, local_day(calendar, work.now), tuple(known[:COLLEAGUES]))
