"""The register as people read it: the diagnostic, the list, what an import left to mend (PRODUCT §8, VOICE)."""

from bot.cards import Button, Card, Line, Lines, Mark, Note, Paragraph, Part, State, Strong, Style, Text, When
from bot.model import Person, Role, SeatState, Stage
from bot.rules.gaps import Diagnosis, Gap, GapLine, Mend
from bot.rules.named_human import Reason
from bot.views import actions, words
from bot.views.refusals import SHORT
from bot.views.replies import names, said
from bot.views.words import plural, spans

SHOWN = 10


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


def gaps_card(found: Diagnosis, *, everything: bool) -> Card:
    """The diagnostic's first screen: what to do first, the ten worst, who holds most."""
    title = first_line(found) if everything else f"Your {plural(found.systems, 'system')}: {plural(len(found.lines), 'thing')} to mend."
    parts: list[Part] = [Paragraph(spans(first_step(found)))]
    if everything and found.systems:
        parts.append(Paragraph(spans(summary(found)), soft=True))
    if found.lines:
        parts.append(Lines(tuple(gap_line(one) for one in found.lines[:SHOWN])))
        if len(found.lines) > SHOWN:
            parts.append(Note(spans(f"and {len(found.lines) - SHOWN:,} more; rollcall gaps on the command line lists them all.")))
    if everything and found.load and found.load[0].seats > 2:
        parts.append(Note(spans(most_loaded(found))))
    buttons = (
        (Button(actions.INVITE_THESE, "", "Invite these", confirm="Send the offers now, stewards first?"),)
        if everything and found.uninvited
        else ()
    )
    return Card(spans(Strong(title)), tuple(parts), buttons, "gaps")


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
    head = spans(State(Mark.LOOK if one.gap in SOFT else Mark.GAP, one.system.name), *_unit(one), ": ", *gap_words(one))
    return Line(head, (), (), _mend(one))


SOFT = frozenset({Gap.QUIET, Gap.PROPOSED, Gap.COMBINED, Gap.OVERLOADED, Gap.NO_SECOND, Gap.LEAVING, Gap.EXCUSED})


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
            return spans(f"{seat.name} is stepping down as {named}: {MEND_WORDS[one.mend]}.")
        case Gap.COMBINED:
            advice = "a vendor or part-time contractor is almost always worth the cost"
            return spans(f"{seat.name} keeps it running technically and holds another job of it: {advice}.")
        case Gap.OVERLOADED:
            return spans(f"{seat.name} holds an outsized share of all systems: spread them.")
        case Gap.NO_SECOND:
            return spans(f"{seat.name} has no second pair of eyes: if the {named} stopped, fewer would notice.")
        case Gap.EXCUSED:
            until: Text = spans(When(seat.excused_until, "short")) if seat.excused_until else ()
            return spans(f"the {named} is excused until ", *until, f" by {seat.excused_by}." if seat.excused_by else ".")


MEND_WORDS: dict[Mend, str] = {
    Mend.NAME_A_PERSON: "name a person",
    Mend.STEWARD_FIRST: "name first its steward, who answers for its purpose and then offers this",
    Mend.INVITE: "invite them",
    Mend.NAME_SOMEBODY_ELSE: "name somebody else, or wait for the answer",
    Mend.NAME_A_COVER: "name a cover",
    Mend.ASK_AGAIN: "ask again, or name somebody else",
    Mend.NAME_SECOND: "name one",
    Mend.GIVE_A_REASON: "give a reason",
    Mend.SPREAD: "spread them",
    Mend.LOOK: "look",
}


def _mend(one: GapLine) -> tuple[Button, ...]:
    """The one action that mends it."""
    seat = one.seat
    match one.mend:
        case Mend.NAME_A_PERSON | Mend.NAME_SOMEBODY_ELSE | Mend.SPREAD:
            return (Button(actions.OFFER, seat.seat_id, "Name a person"),)
        case Mend.STEWARD_FIRST:
            steward = next((other for other in one.system.seats if other.role is Role.STEWARD), seat)
            return (Button(actions.OFFER, steward.seat_id, "Name its steward"),)
        case Mend.INVITE:
            return (Button(actions.INVITE_THESE, seat.seat_id, "Invite"),)
        case Mend.NAME_A_COVER:
            return (Button(actions.COVER, seat.person or "", "Name a cover"),)
        case Mend.ASK_AGAIN:
            return (Button(actions.REASSIGN, seat.seat_id, "Reassign"),)
        case Mend.NAME_SECOND:
            return (Button(actions.LOOK_UP, one.system.system_id, "Look at it"),)
        case Mend.GIVE_A_REASON | Mend.LOOK:
            return (Button(actions.LOOK_UP, one.system.system_id, "Look at it", Style.PLAIN),)


def no_gaps_for_you(admins: list[Person]) -> Card:
    """Whoever holds nothing sees whom to ask."""
    head = "The diagnostic shows you the systems you hold a role of, and you hold none. For all of them ask "
    return Card(spans(head, *names(admins), "."), (), (), "gaps")


def listing(rows: tuple[tuple[str, str, str, Stage], ...], total: int, typed: str) -> Card:
    """`/owner list [words]`: id, name, unit, stage."""
    if not rows:
        return said(f"No system matches “{words.cut(typed, 80)}”." if typed else "The register is empty.", state="list")
    head = f"{plural(total, 'system')}" + (f" with “{words.cut(typed, 80)}”" if typed else "")
    lines = tuple(
        Line(
            spans(Strong(name), f" · {words.STAGE[stage]}" + (f" · {unit}" if unit else "")),
            (),
            (),
            (Button(actions.LOOK_UP, id_, "Whom to ask"),),
        )
        for id_, name, unit, stage in rows
    )
    more = (Note(spans(f"and {total - len(rows):,} more; add a word to narrow it down.")),) if total > len(rows) else ()
    return Card(spans(head), (Lines(lines), *more), (), "list")
