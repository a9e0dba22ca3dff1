"""What somebody who can act reads about a silence: the job and its mend, not a verdict on a person (VOICE)."""

from dataclasses import dataclass
from datetime import date

from bot.cards import Button, Card, Line, Lines, Paragraph, Strong, Style, Text, When
from bot.model import Episode, EpisodeKind, Person, Role, System
from bot.rules.prune import PRUNED
from bot.rules.reach import EVERYBODYS, REMEDIES, NotYet, Remedy, Why
from bot.views import actions, reach, words
from bot.views.replies import ref, said
from bot.views.words import spans


@dataclass(frozen=True, slots=True)
class TellingFacts:
    """One open episode for one reader."""

    episode: Episode
    system: System
    role: Role
    person: Person | None = None  # silent, unreachable or away
    ever_answered: bool = False  # by anybody, on this seat
    left: Person | None = None  # who held the vacant seat last
    left_on: date | None = None
    left_why: str = ""
    covered_before: Person | None = None
    may_mend: bool = True  # this reader may offer the seat
    looked_in_a_row: int = 0
    out_of_reach: Why = NotYet.UNPROVEN  # of somebody unreachable


def line(facts: TellingFacts) -> Line:
    """One silence with the buttons that end it."""
    build = {
        EpisodeKind.SILENT: _silent,
        EpisodeKind.VACANT: _vacant,
        EpisodeKind.UNREACHABLE: _unreachable,
        EpisodeKind.UNCOVERED: _uncovered,
    }[facts.episode.kind]
    return build(facts)


def card(facts: TellingFacts) -> Card:
    """The same alone."""
    one = line(facts)
    return Card(one.title, (Paragraph(one.text),) if one.text else (), one.buttons, "telling")


def several(facts: tuple[TellingFacts, ...], shown: int = 10) -> Card:
    """Many silences for one reader make one message: the count, the ten worst, *Mend the first*."""
    return Card(
        spans(Strong(f"{words.plural(len(facts), 'job')} of your systems need somebody.")),
        (Lines(tuple(line(one) for one in facts[:shown])),),
        (Button(actions.MEND_FIRST, facts[0].episode.seat_id, "Mend the first"), Button(actions.GAPS, "", "See them all")),
        "tellings",
    )


def _silent(facts: TellingFacts) -> Line:
    system, ever = facts.system.name, facts.ever_answered
    heads: dict[Role, str] = {
        Role.OPERATOR: f"Nobody has said whether {system} is normal",
        Role.MAINTAINER: f"Nobody has confirmed the technical side of {system}",
        Role.STEWARD: f"Nobody has said whether {system} still earns its keep",
    }
    start: Text = spans(" since ", When(facts.episode.since)) if ever else spans(" yet")
    told: Text = ()
    if facts.person is not None:
        reminded = {0: "", 1: " and reminded once", 2: " and reminded twice"}.get(facts.episode.reminded, " and reminded")
        asked: Text = spans(" was asked that day") if ever else spans(" was asked on ", When(facts.episode.since))
        told = spans(ref(facts.person), *asked, f"{reminded}; the messages arrived.")
    if facts.looked_in_a_row >= 3:
        told += spans(" You have looked three times in a row: it needs a successor.")
    return Line(spans(Strong(heads[facts.role]), *start, "."), told, (), _silent_buttons(facts))


def _silent_buttons(facts: TellingFacts) -> tuple[Button, ...]:
    ask = Button(actions.ASK_AGAIN, facts.episode.id, "Ask again")
    looked = Button(actions.LOOKED, facts.episode.id, "I looked: it's fine")
    seat = facts.episode.seat_id
    reassign = (Button(actions.REASSIGN, seat, "Reassign"),) if facts.may_mend else ()
    pause = (Button(actions.EXCUSE, seat, "Pause the questions…", Style.QUIET),) if facts.may_mend else ()
    return (ask, *reassign, *pause) if facts.looked_in_a_row >= 3 else (ask, *reassign, looked, *pause)


def _vacant(facts: TellingFacts) -> Line:
    head = spans(Strong(f"{facts.system.name} has no {facts.role.value}"), f" ({words.MISSING[facts.role]}).")
    return Line(head, _why_vacant(facts), (), _name_buttons(facts))


OVER = {"declined": " declined on ", "expired": " did not take the offer up on ", "withdrawn": " has not been asked since "}
LEFT = {
    "left": (" left the organisation on ", " left the organisation"),
    "stepped_down": (" stepped down on ", " stepped down"),
}


def _why_vacant(facts: TellingFacts) -> Text:
    if facts.left is None:
        return ()
    if facts.left_why in OVER and facts.left_on is not None:
        return spans(ref(facts.left), OVER[facts.left_why], When(facts.left_on), ". Nobody is asked meanwhile.")
    covered = spans(" ", ref(facts.covered_before), " covered before.") if facts.covered_before else ()
    if facts.left_why == PRUNED:
        day = spans(" (import of ", When(facts.left_on), ")") if facts.left_on else ()
        return spans("The register no longer names ", ref(facts.left), *day, ". Nobody is asked meanwhile.", *covered)
    dated, undated = LEFT.get(facts.left_why, (" has not held it since ", " no longer holds it"))
    why = spans(dated, When(facts.left_on)) if facts.left_on else spans(undated)
    return spans(ref(facts.left), *why, ". Nobody is asked meanwhile.", *covered)


def _name_buttons(facts: TellingFacts) -> tuple[Button, ...]:
    if not facts.may_mend:
        return (Button(actions.LOOK_UP, facts.system.id, "Who can?"),)
    seat = facts.episode.seat_id
    ask = (
        (Button(actions.ASK_COVER, f"{seat}:{facts.covered_before.id}", f"Ask {words.first_name(facts.covered_before.name)}"),)
        if facts.covered_before
        else ()
    )
    name = Button(actions.OFFER, seat, "Name somebody else" if ask else "Name a person")
    return (*ask, name, Button(actions.EXCUSE, seat, "Accept the gap until…", Style.QUIET))


def _unreachable(facts: TellingFacts) -> Line:
    who = ref(facts.person) if facts.person else "its holder"
    head = spans(
        Strong(f"The {facts.role.value}'s question for {facts.system.name} cannot be delivered."),
        f" Until it is, {words.MISSING[facts.role]}.",
    )
    why = facts.out_of_reach
    text = spans(*reach.told(why, who), " This is not silence: nothing arrived since ", When(facts.episode.since), ".")
    again = Button(actions.ASK_AGAIN, facts.episode.id, "Try again")
    offer = Button(actions.OFFER, facts.episode.seat_id, "Name somebody else", Style.QUIET if why in EVERYBODYS else Style.PLAIN)
    buttons = (offer, again) if REMEDIES[why] is Remedy.NAME_ANOTHER else (again, offer)
    return Line(head, text, (), tuple(one for one in buttons if facts.may_mend or one is again))


def _uncovered(facts: TellingFacts) -> Line:
    who = spans(ref(facts.person)) if facts.person else spans("Its holder")
    head = spans(Strong(f"Nobody is asked about {facts.system.name}"), f" as {facts.role.value} for now ({words.MISSING[facts.role]}).")
    buttons = (Button(actions.COVER, facts.person.id if facts.person else "", "Name a cover"),) if facts.may_mend else ()
    return Line(head, spans(*who, " is away, and no cover has said yes."), (), buttons)


def your_own(kind: EpisodeKind) -> Card:
    """A silence is looked after by somebody else than the one it is about."""
    if kind is EpisodeKind.SILENT:
        return said("It is your own word that is waited for: answer the question, and this is over. /owner me shows it.", state="yourself")
    return said("This is about you, so somebody else looks after it. /owner me shows what waits for you.", state="yourself")
