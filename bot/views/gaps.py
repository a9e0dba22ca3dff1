"""The diagnostic as people read it: what to do first, the worst, each with its one mend (PRODUCT §8, VOICE)."""

from datetime import datetime

from bot.cards import Button, Card, Line, Lines, Link, Note, Paragraph, Part, State, Strong, Style, Text, When
from bot.model import Person, PersonId, Role, SeatState, Sighting
from bot.rules.drift import Drift
from bot.rules.gaps import Diagnosis, Gap, GapLine, Mend
from bot.rules.named_human import Reason
from bot.views import actions, gap_groups, words
from bot.views.gap_groups import By, Group, mark_of
from bot.views.gap_words import drift_words, gap_words
from bot.views.refusals import SHORT
from bot.views.replies import names
from bot.views.unwatched import unwatched_line
from bot.views.words import plural, spans

SHOWN = 10
NAME = 200  # characters of a name that its button carries


def first_line(found: Diagnosis) -> str:
    """The register's first line (VOICE)."""
    if found.high_live:
        live = "system is high-impact and live" if found.high_live == 1 else "of your systems are high-impact and live"
        return f"{found.high_live:,} {live}. {_named(found.high_live, found.high_named)}"
    if not found.systems:
        return "The register is empty: add your first system, or import a list."
    return f"{plural(found.systems, 'system')}, {found.fully_owned:,} with three people who said yes."


def _named(live: int, named: int) -> str:
    if live == 1:
        return "It names a person." if named else "It names nobody."
    few = {0: "None of them names a person.", 1: "One of them names a person.", live: "All of them name a person."}
    return few.get(named, f"{named:,} of them name a person.")


def first_step(found: Diagnosis) -> str:
    """What to do first, in one sentence."""
    if found.unheard:
        first = words.cut(found.unheard[0].system.name, 80)
        return f"If you stopped, nobody would notice: nobody is left to tell about {first}. Name somebody there first."
    if found.lines and not found.lines[0].mendable:
        return "The worst stands first. What is not yours to mend says who can."
    if found.uninvited:
        if found.uninvited_people == 1:
            return "First: invite the one person who is named and has not been asked."
        return f"First: invite the {found.uninvited_people:,} people who are named for {found.uninvited:,} seats and have not been asked."
    stewards = sum(line.gap is Gap.VACANT and line.seat.role is Role.STEWARD for line in found.lines)
    if stewards:
        return f"First: name a steward for the first of {plural(stewards, 'system')} below; the steward then offers the other two."
    return "First: mend the first line below." if found.lines else "Nothing needs mending."


def gaps_line(found: Diagnosis) -> Line:
    """One message to the admins about what an import left (STATES, Offer)."""
    vacant, uninvited = found.seats.get(SeatState.VACANT, 0), found.uninvited
    named = (
        f", {plural(uninvited, 'seat')} with {plural(found.uninvited_people, 'person', 'people')} named and not asked yet"
        if uninvited
        else ""
    )
    text = f"{plural(vacant, 'seat')} without a person{named}. {first_step(found)}"
    worst = tuple(gap_line(one) for one in found.lines[:SHOWN])
    buttons: tuple[Button, ...] = (Button(actions.MEND_FIRST, found.lines[0].seat.seat_id if found.lines else "", "Mend the first"),)
    if uninvited:
        buttons += (Button(actions.INVITE_THESE, "", "Invite these", confirm=f"Send {plural(uninvited, 'offer')} now, stewards first?"),)
    return Line(spans(Strong(first_line(found))), spans(text), (Lines(tuple(Line(one.title, one.text) for one in worst)),), buttons)


def headline(found: Diagnosis, everything: bool) -> str:
    """The register's first line, or what waits on the reader's own systems."""
    return first_line(found) if everything else f"Your {plural(found.systems, 'system')}: {plural(len(found.lines), 'thing')} to mend."


def gaps_card(
    found: Diagnosis, reader: PersonId | None = None, *, everything: bool, page: int = 0, drifting: tuple[Drift, ...] = (),
    sightings: tuple[Sighting, ...] = (), may_invite: bool = True, may_add: bool = True, people_read: datetime | None = None, address: str = "",
) -> Card:  # fmt: skip
    """The diagnostic's first screen: what to do first, the ten worst, what drifts, who holds most, what was asked for in vain.

    `address`: where the whole of it stands on one page. `people_read`: when a directory last said who left.
    """
    parts: list[Part] = [*_unwatched(found, reader), Paragraph(spans(first_step(found)))] if not page else []
    if everything and found.systems and not page:
        parts.append(Paragraph(spans(summary(found)), soft=True))
    shown = found.lines[page * SHOWN : (page + 1) * SHOWN]
    if shown:
        parts.append(Lines(tuple(gap_line(one) for one in shown)))
    left = len(found.lines) - (page + 1) * SHOWN
    if left > 0:
        parts.append(Note(spans(f"and {left:,} more.")))
    if not page:
        parts += _beside(found, everything, drifting, sightings, may_add)
        parts += [Note(who_left(people_read))] if people_read is not None else []
    if address:
        parts.append(Note(spans(Link("Everything on one page", address))))
    return Card(spans(Strong(headline(found, everything))), tuple(parts), _turning(found, everything and may_invite, page, left), "gaps")


def who_left(read: datetime) -> Text:
    """How fresh it is: a platform without events is asked (R8)."""
    return spans("Who left was last read from the directory on ", When(read, "moment"), ".")


def _unwatched(found: Diagnosis, reader: PersonId | None) -> list[Part]:
    """What stands first: whom nobody would miss (R10)."""
    lines = tuple(unwatched_line(one, reader) for one in found.unwatched[:3])
    more = (Note(spans(f"and {len(found.unwatched) - 3:,} more of whom nobody would notice.")),) if len(found.unwatched) > 3 else ()
    return [Lines(lines), *more] if lines else []


def _beside(found: Diagnosis, everything: bool, drifting: tuple[Drift, ...], sightings: tuple[Sighting, ...], may_add: bool) -> list[Part]:
    parts: list[Part] = [Lines(tuple(_drift_line(found, one) for one in drifting[:3]))] if drifting else []
    if len(drifting) > 3:
        parts.append(Note(spans(f"{len(drifting) - 3:,} more systems drift: see them by system.")))
    if everything and found.load and found.load[0].seats > 2:
        parts.append(Note(spans(most_loaded(found))))
    if everything and sightings:
        parts.append(Lines(tuple(_sighting(one, may_add) for one in sightings)))
    return parts


def _drift_line(found: Diagnosis, one: Drift) -> Line:
    """With the mend of the job that stopped first; where only the facts moved, the words for normal are looked at."""
    if not one.stopped:
        return Line(drift_words(one), (), (), (Button(actions.LOOK_UP, one.system.system_id, "Look at it"),))
    first = one.stopped[0]
    lines = (line for line in found.lines if line.system.system_id == one.system.system_id and line.seat.role is first.role)
    mend = next((mend_of(line) for line in lines if line.gap is first.gap), None)
    return Line(drift_words(one), (), (), (mend,) if mend else ())


def _sighting(one: Sighting, may_add: bool) -> Line:
    return Line(spans(sighting_words(one)), (), (), (add_it(one),) if may_add else ())


def sighting_words(one: Sighting) -> str:
    """Asked for and not in the register; never by whom (PRODUCT §7)."""
    times = "once" if one.count == 1 else f"{one.count:,} times"
    return f"Asked for {times}: “{words.cut(one.shown, 80)}”. Not in the register."


def add_it(one: Sighting) -> Button:
    """The name comes with it."""
    return Button(actions.ADD, one.shown[:NAME], "Add it")


def _turning(found: Diagnosis, may_invite: bool, page: int, left: int) -> tuple[Button, ...]:
    """The other ways to look at it."""
    buttons: list[Button] = []
    if left > 0:
        buttons.append(Button(actions.GAPS, f"page:{page + 1}", "Next ten"))
    if may_invite and found.uninvited and not page:
        buttons.append(invite_button())
    if found.systems:
        for ref, label in (("system", "By system"), ("person", "By person"), ("unit", "By unit")):
            buttons.append(Button(actions.GAPS, ref, label, Style.QUIET))
    if found.lines:
        buttons.append(Button(actions.GAPS_TABLE, "", "As a table", Style.QUIET))
    return tuple(buttons)


def invite_button() -> Button:
    """An import's offers, released at once."""
    return Button(actions.INVITE_THESE, "", "Invite these", confirm="Send the offers now, stewards first?")


def _grouped(title: str, groups: tuple[Group, ...], page: int) -> Card:
    shown = groups[page * SHOWN : (page + 1) * SHOWN]
    lines = tuple(Line(spans(Strong(one.name)), spans(one.words), (), (Button(actions.GAPS, one.ref, "Show"),)) for one in shown)
    left = len(groups) - (page * SHOWN + len(shown))
    more = (Button(actions.GAPS, f"{groups[0].kind}s:{page + 1}", "Next ten"),) if left > 0 else ()
    note = (Note(spans(f"and {left:,} more.")),) if left > 0 else ()
    return Card(
        spans(Strong(title)), (Lines(lines), *note) if lines else (), (*more, Button(actions.GAPS, "", "Worst first", Style.QUIET)), "gaps"
    )


def by_system(found: Diagnosis, page: int = 0) -> Card:
    """Every system with how much is missing, the worst first."""
    groups = gap_groups.of_systems(found)
    return _grouped(gap_groups.title(By.SYSTEM, len(groups)), groups, page)


def by_person(found: Diagnosis, page: int = 0) -> Card:
    """Who holds how much, and for how many hours: a risk where it is more than granted (R9)."""
    groups = gap_groups.of_people(found)
    return _grouped(gap_groups.title(By.PERSON, len(groups)), groups, page)


def by_unit(found: Diagnosis, page: int = 0) -> Card:
    """Where the gaps are."""
    groups = gap_groups.of_units(found)
    return _grouped(gap_groups.title(By.UNIT, len(groups)), groups, page)


def part_of(title: str, lines: tuple[GapLine, ...], planned: str = "", drifts: Drift | None = None) -> Card:
    """The gaps of one system, person or unit."""
    parts: list[Part] = [Paragraph(spans(planned))] if planned else []
    parts += [Paragraph(drift_words(drifts))] if drifts else []
    parts += [Lines(tuple(gap_line(one) for one in lines[:SHOWN]))] if lines else []
    if len(lines) > SHOWN:
        parts.append(Note(spans(f"and {len(lines) - SHOWN:,} more.")))
    if not parts:
        parts.append(Paragraph(spans("Nothing needs mending here.")))
    return Card(spans(Strong(title)), tuple(parts), (Button(actions.GAPS, "", "Worst first", Style.QUIET),), "gaps")


def summary(found: Diagnosis) -> str:
    """The figures in a sentence."""
    seats = {state: found.seats.get(state, 0) for state in SeatState}
    retired = f" ({found.retired:,} more retired)" if found.retired else ""
    figures = f"{plural(found.systems, 'system')}{retired}, {found.fully_owned:,} fully owned. "
    figures += f"Seats: {seats[SeatState.HELD]:,} held, {seats[SeatState.PROPOSED]:,} proposed, {seats[SeatState.VACANT]:,} vacant."
    why = ", ".join(f"{count:,} {SHORT[Reason(reason)]}" for reason, count in list(found.reasons.items())[:6] if reason in set(Reason))
    return f"{figures} Given instead of a person: {why}." if why else figures


def most_loaded(found: Diagnosis) -> str:
    """Everything rests on the one who cares most."""
    top = found.load[0]
    live = "" if top.live == top.seats else f" ({top.live:,} of them not retired)"
    named = f"{top.name} is named for {plural(top.seats, 'seat')} on {plural(top.systems, 'system')}{live}, more than anybody else."
    return named + (" More than a tenth of everything rests on one person." if top.outsized else "")


def gap_line(one: GapLine) -> Line:
    """A gap with its mend in the same sentence."""
    head = spans(State(mark_of(one), one.system.name), *_unit(one), ": ", *gap_words(one))
    return Line(head, (), (), (mend_of(one),))


def _unit(one: GapLine) -> Text:
    return spans(f" ({one.system.unit})") if one.system.unit else ()


def mend_of(one: GapLine) -> Button:
    """The one action that mends it, where the reader may; else who can."""
    seat, system = one.seat, one.system.system_id
    if not one.mendable:
        return Button(actions.LOOK_UP, system, "Who can?")
    steward = next((other for other in one.system.seats if other.role is Role.STEWARD), seat)
    buttons: dict[Mend, tuple[str, str, str]] = {
        Mend.NAME_A_PERSON: (actions.OFFER, seat.seat_id, "Name a person"),
        Mend.NAME_SOMEBODY_ELSE: (actions.OFFER, seat.seat_id, "Name somebody"),
        Mend.WAIT_OR_NAME: (actions.OFFER, seat.seat_id, "Name somebody"),
        Mend.STEWARD_FIRST: (actions.OFFER, steward.seat_id, "Name its steward"),
        Mend.INVITE_STEWARD: (actions.INVITE_ONE, steward.seat_id, "Invite its steward"),
        Mend.AWAIT_STEWARD: (actions.OFFER, steward.seat_id, "Name another steward"),
        Mend.INVITE: (actions.INVITE_ONE, seat.seat_id, "Invite"),
        Mend.NAME_A_COVER: (actions.COVER, seat.person or "", "Name a cover"),
        Mend.ASK_AGAIN: (actions.ASK_AGAIN, seat.silent_episode, "Ask again"),
        **dict.fromkeys((Mend.ASK_THEM, Mend.ADMIN, Mend.TRY_AGAIN), (actions.ASK_AGAIN, seat.unreachable_episode, "Try again")),
        Mend.NAME_SECOND: (actions.NAME_SECOND, steward.seat_id, "Name one"),
        Mend.WAIT_OR_NAME_SECOND: (actions.NAME_SECOND, steward.seat_id, "Name another"),
        Mend.ANSWER: (actions.GRANT, seat.asks_more, "Answer…"),
        Mend.GIVE_A_REASON: (actions.COMBINE_REASON, seat.seat_id, "Give a reason…"),
        Mend.SPREAD: (actions.GAPS, f"person:{seat.person or ''}", "Show them"),
        Mend.LOOK: (actions.LOOK_UP, system, "Look at it"),
        Mend.EDIT: (actions.EDIT, system, "Edit…"),
        Mend.END_EXCUSE: (actions.EXCUSE, seat.seat_id, "Change it…"),
    }
    if one.mend is Mend.ASK_AGAIN and not seat.silent_episode:
        return Button(actions.OFFER, seat.seat_id, "Name somebody")
    return Button(*buttons[one.mend])


def no_gaps_for_you(admins: list[Person], *, external: bool = False) -> Card:
    """Whoever holds nothing, or holds it from outside, sees whom to ask."""
    head = "The diagnostic shows you the systems you hold a role of, and you hold none. For all of them ask "
    if external:
        head = "The diagnostic is for people of the house. What waits for you: /owner me. For the rest ask "
    return Card(spans(head, *names(admins), "."), (), (), "gaps")
