"""The whole diagnostic on a page: values that a page lays out, with every sentence it says (PRODUCT §8)."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.cards import Button, Line, State, Text, When
from bot.model import Impact, PersonId, Sighting, SystemId
from bot.rules.drift import Drift
from bot.rules.gaps import Diagnosis, Gap, GapLine
from bot.views import gap_groups, words
from bot.views.gap_groups import By, Group, mark_of
from bot.views.gap_words import drift_words, gap_words
from bot.views.gaps import add_it, first_step, headline, invite_button, mend_of, most_loaded, sighting_words, summary, who_left
from bot.views.unwatched import unwatched_line
from bot.views.words import plural, spans

PER_PAGE = 100
DRIFTS, EXCUSED, LOADS = 10, 10, 10  # on the first page; the rest is one link away


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of it: what `drifts`, counted `by` something, or the `part` that `which` names; `page` counts from 1."""

    by: By | None = None
    drifts: bool = False
    part: By | None = None
    which: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class Row:
    """One gap: of which system, which job, in words, and the one action that mends it."""

    system_id: SystemId
    system: State
    about: str
    job: str
    words: Text
    mend: Button | None


@dataclass(frozen=True, slots=True)
class Drifting:
    """A system that drifts, in a sentence."""

    system_id: SystemId
    words: Text


@dataclass(frozen=True, slots=True)
class Excused:
    """A job that is excused, until when and by whom."""

    system_id: SystemId
    system: str
    job: str
    until: Text
    by: str
    mend: Button | None


@dataclass(frozen=True, slots=True)
class Page:
    """What the page shows. `beside` parts stand on the first page of the whole only."""

    title: str
    lead: tuple[str, ...] = ()
    figures: str = ""
    unwatched: tuple[Line, ...] = ()
    invite: Button | None = None
    drifting: tuple[Drifting, ...] = ()
    more_drift: str = ""
    rows: tuple[Row, ...] = ()
    groups: tuple[Group, ...] = ()
    excused: tuple[Excused, ...] = ()
    more_excused: str = ""
    load: tuple[Group, ...] = ()
    load_words: str = ""
    more_load: str = ""
    sightings: tuple[tuple[str, Button | None], ...] = ()
    counted: str = ""
    who_left: Text = ()
    page: int = 1
    pages: int = 1


def whole(
    found: Diagnosis, reader: PersonId, everything: bool, drifting: tuple[Drift, ...], sightings: tuple[Sighting, ...], page: int = 1,
    *, may_invite: bool = True, may_add: bool = True, people_read: datetime | None = None,
) -> Page:  # fmt: skip
    """Everything the reader may see, worst first; what stands beside the lines on the first page only."""
    made = _lined(Page(headline(found, everything)), found.lines, page)
    if page > 1:
        return made
    excused = [one for one in found.lines if one.gap is Gap.EXCUSED]
    people = gap_groups.of_people(found)
    heavy = everything and bool(found.load) and found.load[0].seats > 2
    return replace(
        made,
        lead=(first_step(found),),
        figures=summary(found) if everything and found.systems else "",
        unwatched=tuple(unwatched_line(one, reader) for one in found.unwatched),
        invite=invite_button() if everything and may_invite and found.uninvited else None,
        drifting=tuple(_drifting(one) for one in drifting[:DRIFTS]),
        more_drift=f"All {len(drifting):,} systems that drift" if len(drifting) > DRIFTS else "",
        excused=tuple(_excused(one) for one in excused[:EXCUSED]),
        more_excused=f"and {len(excused) - EXCUSED:,} more, at the end of the list." if len(excused) > EXCUSED else "",
        load=people[:LOADS],
        more_load=f"All {plural(len(people), 'person', 'people')}" if len(people) > LOADS else "",
        load_words=most_loaded(found) if heavy else "",
        who_left=who_left(people_read) if people_read is not None else (),
        sightings=tuple((sighting_words(one), add_it(one) if may_add else None) for one in sightings),
    )


def grouped(found: Diagnosis, by: By, page: int = 1) -> Page:
    """How much there is by system, by person or by unit."""
    groups = {By.SYSTEM: gap_groups.of_systems, By.PERSON: gap_groups.of_people, By.UNIT: gap_groups.of_units}[by](found)
    made = Page(gap_groups.title(by, len(groups)), groups=groups[(page - 1) * PER_PAGE : page * PER_PAGE])
    return _numbered(made, len(groups), page, {By.SYSTEM: "systems", By.PERSON: "people", By.UNIT: "units"}[by])


def drifts(drifting: tuple[Drift, ...], page: int = 1) -> Page:
    """Every system that drifts, high impact first."""
    shown = tuple(_drifting(one) for one in drifting[(page - 1) * PER_PAGE : page * PER_PAGE])
    return _numbered(Page(f"{plural(len(drifting), 'system')} that drift", drifting=shown), len(drifting), page, "systems")


def part(title: str, lines: tuple[GapLine, ...], planned: str, drifting: Drift | None, page: int = 1) -> Page:
    """One system, person or unit."""
    made = Page(title, (planned,) if planned else (), drifting=(_drifting(drifting),) if drifting else ())
    if not (lines or planned or drifting):
        made = replace(made, lead=("Nothing needs mending here.",))
    return _lined(made, lines, page)


def _lined(made: Page, lines: tuple[GapLine, ...], page: int) -> Page:
    shown = tuple(_row(one) for one in lines[(page - 1) * PER_PAGE : page * PER_PAGE])
    return _numbered(replace(made, rows=shown), len(lines), page, "things to mend")


def _numbered(made: Page, total: int, page: int, what: str) -> Page:
    pages = max(1, -(-total // PER_PAGE))
    first, last = (page - 1) * PER_PAGE + 1, min(page * PER_PAGE, total)
    counted = f"{first:,} to {last:,} of {total:,} {what}" if pages > 1 else ""
    return replace(made, page=page, pages=pages, counted=counted)


def _row(one: GapLine) -> Row:
    about = [one.system.unit, words.impact(one.system.impact) if one.system.impact is Impact.HIGH else "", words.STAGE[one.system.stage]]
    return Row(
        one.system.system_id,
        State(mark_of(one), one.system.name),
        " · ".join(part for part in about if part),
        one.seat.role.value,
        gap_words(one),
        mend_of(one),
    )


def _drifting(one: Drift) -> Drifting:
    return Drifting(one.system.system_id, drift_words(one))


def _excused(one: GapLine) -> Excused:
    until = spans(When(one.seat.excused_until)) if one.seat.excused_until else ()
    return Excused(
        one.system.system_id,
        one.system.name,
        words.named(one.seat.role),
        until,
        one.seat.excused_by or "somebody who has left",
        mend_of(one),
    )
