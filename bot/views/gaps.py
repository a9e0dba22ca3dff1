"""The diagnostic as people read it: what to do first, the worst, each with its one mend (PRODUCT §8, VOICE)."""

from bot.cards import Button, Card, Line, Lines, Mark, Note, Paragraph, Part, State, Strong, Style, Text, When
from bot.model import Person, PersonId, Role, SeatState, Sighting
from bot.rules.drift import Drift
from bot.rules.gaps import Diagnosis, Gap, GapLine, Mend
from bot.rules.load import Load
from bot.rules.named_human import Reason
from bot.rules.patterns import Advice
from bot.views import actions, words
from bot.views.refusals import SHORT
from bot.views.replies import names
from bot.views.unwatched import unwatched_line
from bot.views.words import plural, spans

SHOWN = 10
UNIT = 200  # characters of a unit that its button carries


def first_line(found: Diagnosis) -> str:
    """The register's first line (VOICE)."""
    if found.high_live:
        live = "system is high-impact and live" if found.high_live == 1 else "of your systems are high-impact and live"
        named = {0: "None of them names a person.", 1: "One of them names a person."}.get(found.high_named)
        return f"{found.high_live:,} {live}. {named or f'{found.high_named:,} of them name a person.'}"
    if not found.systems:
        return "The register is empty: add your first system, or import a list."
    return f"{plural(found.systems, 'system')}, {found.fully_owned:,} with three people who said yes."


def first_step(found: Diagnosis) -> str:
    """What to do first, in one sentence."""
    if found.unheard:
        return "If you stopped, nobody would notice: some silences have nobody left to tell. Name somebody for them first."
    if found.uninvited:
        named = "the one person who is named and has" if found.uninvited == 1 else f"the {found.uninvited:,} people who are named and have"
        return f"First: invite {named} not been asked."
    stewards = sum(line.gap is Gap.VACANT and line.seat.role is Role.STEWARD for line in found.lines)
    if stewards:
        return f"First: name a steward for the first of {plural(stewards, 'system')} below; the steward then offers the other two."
    return "First: mend the first line below." if found.lines else "Nothing needs mending."


def gaps_line(found: Diagnosis) -> Line:
    """One message to the admins about what an import left (STATES, Offer)."""
    vacant, uninvited = found.seats.get(SeatState.VACANT, 0), found.uninvited
    text = (
        f"{plural(vacant, 'seat')} without a person, {plural(uninvited, 'person', 'people')} named and not asked yet. {first_step(found)}"
    )
    worst = tuple(gap_line(one) for one in found.lines[:SHOWN])
    buttons: tuple[Button, ...] = (Button(actions.MEND_FIRST, found.lines[0].seat.seat_id if found.lines else "", "Mend the first"),)
    if uninvited:
        buttons += (Button(actions.INVITE_THESE, "", "Invite these", confirm=f"Send {plural(uninvited, 'offer')} now, stewards first?"),)
    return Line(spans(Strong(first_line(found))), spans(text), (Lines(tuple(Line(one.title, one.text) for one in worst)),), buttons)


def gaps_card(
    found: Diagnosis,
    reader: PersonId | None = None,
    *,
    everything: bool,
    page: int = 0,
    drifting: tuple[Drift, ...] = (),
    sightings: tuple[Sighting, ...] = (),
) -> Card:
    """The diagnostic's first screen: what to do first, the ten worst, what drifts, who holds most, what was asked for in vain."""
    title = first_line(found) if everything else f"Your {plural(found.systems, 'system')}: {plural(len(found.lines), 'thing')} to mend."
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
        parts += _beside(found, everything, drifting, sightings)
    return Card(spans(Strong(title)), tuple(parts), _turning(found, everything, page, left), "gaps")


def _unwatched(found: Diagnosis, reader: PersonId | None) -> list[Part]:
    """What stands first: whom nobody would miss (R10)."""
    lines = tuple(unwatched_line(one, reader) for one in found.unwatched[:3])
    more = (Note(spans(f"and {len(found.unwatched) - 3:,} more of whom nobody would notice.")),) if len(found.unwatched) > 3 else ()
    return [Lines(lines), *more] if lines else []


def _beside(found: Diagnosis, everything: bool, drifting: tuple[Drift, ...], sightings: tuple[Sighting, ...]) -> list[Part]:
    parts: list[Part] = [Paragraph(drift_words(one)) for one in drifting[:3]]
    if len(drifting) > 3:
        parts.append(Note(spans(f"{len(drifting) - 3:,} more systems drift: see them by system.")))
    if everything and found.load and found.load[0].seats > 2:
        parts.append(Note(spans(most_loaded(found))))
    if everything and sightings:
        parts.append(Lines(tuple(_sighting(one) for one in sightings)))
    return parts


def _sighting(one: Sighting) -> Line:
    """Asked for and not in the register; never by whom (PRODUCT §7)."""
    times = "once" if one.count == 1 else f"{one.count:,} times"
    return Line(
        spans(f"Asked for {times}: “{words.cut(one.shown, 80)}”. Not in the register."),
        (),
        (),
        (Button(actions.ADD, one.shown[:UNIT], "Add it"),),
    )


def _turning(found: Diagnosis, everything: bool, page: int, left: int) -> tuple[Button, ...]:
    """The other ways to look at it."""
    buttons: list[Button] = []
    if left > 0:
        buttons.append(Button(actions.GAPS, f"page:{page + 1}", "Next ten"))
    if everything and found.uninvited and not page:
        buttons.append(Button(actions.INVITE_THESE, "", "Invite these", confirm="Send the offers now, stewards first?"))
    if found.systems:
        for ref, label in (("system", "By system"), ("person", "By person"), ("unit", "By unit")):
            buttons.append(Button(actions.GAPS, ref, label, Style.QUIET))
    return tuple(buttons)


def drift_words(one: Drift) -> Text:
    """Which job has gone quiet, since when, what stopped first, and the mend in the same sentence (PRODUCT §8)."""
    name = State(Mark.LOOK, f"{one.system.name} drifts")
    if not one.stopped:
        return spans(name, f": {one.moved} of its last answers came while the facts moved. Ask whether the words for normal still fit.")
    first, *others = one.stopped
    beside = "".join(f", then the {words.SIDE[other.role]}" for other in others)
    return spans(
        name, f": the {words.SIDE[first.role]} stopped first, ", When(first.since, "short"), f"{beside}; {STOPPED_MEND[first.gap]}."
    )


STOPPED_MEND: dict[Gap, str] = {
    Gap.QUIET: "ask again, or name somebody else",
    Gap.VACANT: "name a person",
    Gap.UNCOVERED: "name a cover",
    Gap.UNREACHABLE: "name somebody else",
}


def _grouped(title: str, rows: tuple[tuple[str, str, str, str], ...], total: int, page: int, kind: str) -> Card:
    """`rows`: title, words, the button's ref and label."""
    lines = tuple(Line(spans(Strong(name)), spans(text), (), (Button(actions.GAPS, ref, label),)) for name, text, ref, label in rows)
    left = total - (page * SHOWN + len(rows))
    more = (Button(actions.GAPS, f"{kind}s:{page + 1}", "Next ten"),) if left > 0 else ()
    note = (Note(spans(f"and {left:,} more.")),) if left > 0 else ()
    return Card(
        spans(Strong(title)), (Lines(lines), *note) if lines else (), (*more, Button(actions.GAPS, "", "Worst first", Style.QUIET)), "gaps"
    )


def by_system(found: Diagnosis, page: int = 0) -> Card:
    """Every system with how much is missing, the worst first."""
    worst: dict[str, list[GapLine]] = {}
    for line in found.lines:
        worst.setdefault(line.system.system_id, []).append(line)
    rows = tuple(
        (words.cut(lines[0].system.name, 100), f"{plural(len(lines), 'thing')} to mend", f"system:{id_}", "Show")
        for id_, lines in worst.items()
    )
    title = f"{plural(len(rows), 'system')} with something to mend"
    return _grouped(title, rows[page * SHOWN : (page + 1) * SHOWN], len(rows), page, "system")


def by_person(found: Diagnosis, page: int = 0) -> Card:
    """Who holds how much, and for how many hours: a risk where it is more than granted (R9)."""
    loads = [one for one in found.load if one.live]
    rows = tuple((words.cut(one.name, 100), load_words(one), f"person:{one.person}", "Show") for one in loads)
    return _grouped(
        f"{plural(len(rows), 'person', 'people')} named for a role", rows[page * SHOWN : (page + 1) * SHOWN], len(rows), page, "person"
    )


def load_words(one: Load) -> str:
    """Roles held, hours needed against hours granted, and what somebody is only named for."""
    hours = f": {one.needed.normalize():f} hours a month needed, {one.granted.normalize():f} granted" if one.needed else ""
    named = f", named for {one.live - one.held:,} more" if one.live > one.held else ""
    return f"{plural(one.held, 'role')}{hours}{named}" + (", more than a tenth of everything" if one.outsized else "")


def by_unit(found: Diagnosis, page: int = 0) -> Card:
    """Where the gaps are."""
    units: dict[str, list[GapLine]] = {}
    for line in found.lines:
        units.setdefault(line.system.unit, []).append(line)
    ordered = sorted(units.items(), key=lambda pair: -len(pair[1]))
    rows = tuple(
        (words.cut(unit, 100) or "no unit", f"{plural(len(lines), 'thing')} to mend", f"unit:{unit[:UNIT]}", "Show")
        for unit, lines in ordered
    )
    return _grouped(f"{plural(len(rows), 'unit')} with something to mend", rows[page * SHOWN : (page + 1) * SHOWN], len(rows), page, "unit")


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
    figures = f"{plural(found.systems, 'system')} ({found.retired:,} more retired), {found.fully_owned:,} fully owned. "
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
    mark = Mark.LOOK if one.gap in SOFT and not one.red else Mark.GAP
    head = spans(State(mark, one.system.name), *_unit(one), ": ", *gap_words(one))
    return Line(head, (), (), _mend(one))


SOFT = frozenset(
    {Gap.QUIET, Gap.PROPOSED, Gap.COMBINED, Gap.OVERLOADED, Gap.PATTERN, Gap.OVERRIDDEN, Gap.NO_SECOND, Gap.LEAVING, Gap.EXCUSED}
)


def _unit(one: GapLine) -> Text:
    return spans(f" ({one.system.unit})") if one.system.unit else ()


def gap_words(one: GapLine) -> Text:
    """What is missing, since when, and what mends it."""
    seat, role, named = one.seat, one.seat.role.value, words.named(one.seat.role)
    since: Text = spans(" since ", When(one.since)) if one.since else ()
    match one.gap:
        case Gap.VACANT:
            given = (
                f" (“{words.cut(seat.given, 60)}” was given: {SHORT[Reason(seat.reason)]})"
                if seat.given and seat.reason in set(Reason)
                else ""
            )
            return spans(f"no {role}{given}", *since, f", so {words.MISSING[seat.role]}: {MEND_WORDS[one.mend]}.")
        case Gap.UNREACHABLE:
            return spans(f"messages to the {named} cannot be delivered", *since, f": {MEND_WORDS[one.mend]}.")
        case Gap.UNCOVERED:
            return spans(f"the {named} is away and nobody covers", *since, f": {MEND_WORDS[one.mend]}.")
        case Gap.QUIET:
            return spans(f"the {words.SIDE[seat.role]} ({role}) has gone quiet", *since, f": {MEND_WORDS[one.mend]}.")
        case Gap.PROPOSED:
            asked = "has been asked and has not answered" if seat.invited else "is named and has not been asked"
            return spans(f"{seat.name or 'somebody'} {asked} to be the {named}: {MEND_WORDS[one.mend]}.")
        case Gap.LEAVING:
            day: Text = spans(" on ", When(seat.leaving_on, "short")) if seat.leaving_on else ()
            return spans(f"{seat.name} is stepping down as {named}", *day, f", successor or not: {MEND_WORDS[one.mend]}.")
        case Gap.COMBINED:
            return spans(_combined(one))
        case Gap.OVERLOADED:
            return spans(f"{seat.name} holds {load_words(one.load) if one.load else 'an outsized share of all systems'}. Spread them.")
        case Gap.PATTERN:
            return spans(f"{ADVICE[one.advice]}: {MEND_WORDS[one.mend]}." if one.advice else "")
        case Gap.OVERRIDDEN:
            until = spans(When(one.system.overridden_until, "short")) if one.system.overridden_until else ()
            why = f" (“{words.cut(one.system.override_reason, 100)}”)" if one.system.override_reason else ""
            return spans("goes on without three people, by an admin's override until ", *until, f"{why}: {MEND_WORDS[one.mend]}.")
        case Gap.NO_SECOND:
            return spans(f"{seat.name} has no second pair of eyes: if the {named} stopped, fewer would notice.")
        case Gap.EXCUSED:
            end: Text = spans(When(seat.excused_until, "short")) if seat.excused_until else ()
            return spans(f"the {named} is excused until ", *end, f" by {seat.excused_by}." if seat.excused_by else ".")


def _combined(one: GapLine) -> str:
    """R4, with its advice."""
    what = "holds all three jobs of it" if one.red else f"is its {words.named(Role.MAINTAINER)} and holds another job of it"
    reason = f" (“{words.cut(one.seat.combined_reason, 100)}”)" if one.seat.combined_reason else ", and no reason is written down"
    return f"{one.seat.name} {what}{reason}: a vendor or part-time contractor is almost always worth the cost."


ADVICE: dict[Advice, str] = {
    Advice.VENDOR_WANTS_OUTSIDE_MAINTAINER: "it is vendor managed, and its maintainer (technical side) is not the vendor's person",
    Advice.VENDOR_WANTS_CONTRACT_END: "it is vendor managed, and nobody has written down when the contract ends",
    Advice.CONTRACT_IS_OVER: "its vendor's contract is over",
    Advice.CONTRACT_ENDS_SOON: "its vendor's contract ends within two months",
    Advice.VENDOR_WANTS_OWN_PEOPLE: "it is vendor managed, and a job that belongs in the house is held from outside",
    Advice.EMBEDDED_WANTS_ONE_UNIT: "it is embedded, and whoever keeps it running is not in the unit that runs it",
}
MEND_WORDS: dict[Mend, str] = {
    Mend.NAME_A_PERSON: "name a person",
    Mend.STEWARD_FIRST: "name first its steward, who answers for its purpose and then offers this",
    Mend.INVITE: "invite them",
    Mend.NAME_SOMEBODY_ELSE: "name somebody else",
    Mend.WAIT_OR_NAME: "name somebody else, or wait for the answer",
    Mend.NAME_A_COVER: "name a cover",
    Mend.ASK_AGAIN: "ask again, or name somebody else",
    Mend.NAME_SECOND: "name one",
    Mend.GIVE_A_REASON: "give a reason",
    Mend.SPREAD: "spread them",
    Mend.LOOK: "look",
    Mend.EDIT: "write it down",
    Mend.END_EXCUSE: "change it",
}


def _mend(one: GapLine) -> tuple[Button, ...]:
    """The one action that mends it."""
    seat, system = one.seat, one.system.system_id
    steward = next((other for other in one.system.seats if other.role is Role.STEWARD), seat)
    buttons: dict[Mend, tuple[str, str, str]] = {
        Mend.NAME_A_PERSON: (actions.OFFER, seat.seat_id, "Name a person"),
        Mend.NAME_SOMEBODY_ELSE: (actions.OFFER, seat.seat_id, "Name somebody"),
        Mend.WAIT_OR_NAME: (actions.OFFER, seat.seat_id, "Name somebody"),
        Mend.STEWARD_FIRST: (actions.OFFER, steward.seat_id, "Name its steward"),
        Mend.INVITE: (actions.INVITE_ONE, seat.seat_id, "Invite"),
        Mend.NAME_A_COVER: (actions.COVER, seat.person or "", "Name a cover"),
        Mend.ASK_AGAIN: (actions.ASK_AGAIN, seat.silent_episode, "Ask again"),
        Mend.NAME_SECOND: (actions.NAME_SECOND, steward.seat_id, "Name one"),
        Mend.GIVE_A_REASON: (actions.COMBINE_REASON, seat.seat_id, "Give a reason…"),
        Mend.SPREAD: (actions.GAPS, f"person:{seat.person or ''}", "Show them"),
        Mend.LOOK: (actions.LOOK_UP, system, "Look at it"),
        Mend.EDIT: (actions.EDIT, system, "Edit…"),
        Mend.END_EXCUSE: (actions.EXCUSE, seat.seat_id, "Change it…"),
    }
    if one.mend is Mend.STEWARD_FIRST and steward.state is SeatState.PROPOSED and not steward.invited:
        return (Button(actions.INVITE_ONE, steward.seat_id, "Invite its steward"),)
    if one.mend is Mend.ASK_AGAIN and not seat.silent_episode:
        return (Button(actions.OFFER, seat.seat_id, "Name somebody"),)
    return (Button(*buttons[one.mend]),)


def no_gaps_for_you(admins: list[Person]) -> Card:
    """Whoever holds nothing sees whom to ask."""
    head = "The diagnostic shows you the systems you hold a role of, and you hold none. For all of them ask "
    return Card(spans(head, *names(admins), "."), (), (), "gaps")
