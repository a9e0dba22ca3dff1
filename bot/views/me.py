"""`/owner me` and `/owner me data`: my roles, what waits for me, what is stored about me (PRODUCT §6, §7)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from bot.cards import Button, Card, Line, Lines, Paragraph, Part, Strong, Style, Text, When
from bot.model import Person, Role, SeatId, System
from bot.views import actions
from bot.views.replies import ref
from bot.views.words import plural, role_with_gloss, spans


@dataclass(frozen=True, slots=True)
class Held:
    """One role of mine, and when its next question comes."""

    system: System
    role: Role
    seat_id: SeatId
    next_on: date | None
    asked: Person | None = None  # a cover, in my place


@dataclass(frozen=True, slots=True)
class Away:
    """I am away: until when, and who said yes to covering."""

    until: date | None
    cover: Person | None


def card(waiting: tuple[Line, ...], roles: tuple[Held, ...], alone: tuple[Line, ...] = (), away: Away | None = None) -> Card:
    """What waits first, with its buttons; whether I am away; where nobody would notice if I stopped; then the roles."""
    head = f"{plural(len(waiting), 'thing')} for you" if waiting else "Nothing waits for you"
    parts: list[Part] = [Lines(waiting)] if waiting else []
    parts += [Lines((_away(away, bool(roles)),))] if away else []
    parts += [Lines(alone)] if alone else []
    if roles:
        parts += [Paragraph(spans(Strong(f"Your {plural(len(roles), 'role')}"))), Lines(tuple(_roles(roles, away is not None)))]
    return Card(spans(Strong(f"{head}.")), tuple(parts), (), "me")


def nothing() -> Card:
    """Without roles: the search."""
    text = "You hold no role and nothing waits for you. /owner and a system's name tells you whom to ask."
    return Card(spans(text), (), (Button(actions.AWAY, "", "I'm away…"),), "me")


def _away(one: Away, holds: bool) -> Line:
    """With the way back."""
    until: Text = spans(" until ", When(one.until)) if one.until else spans(" until you say you are back")
    cover: Text = spans(". ", ref(one.cover), " answers in your place.") if one.cover else spans(". Nobody answers in your place.")
    return Line(spans("You are away", *until, *(cover if holds else spans("."))), (), (), (Button(actions.BACK, "", "I'm back"),))


def _next(one: Held, away: bool) -> Text:
    if one.next_on is None or (away and one.asked is None):
        return spans(", nobody is asked while you are away") if away else ()
    return (
        spans(", ", ref(one.asked), " is asked next on ", When(one.next_on)) if one.asked else spans(", asked next on ", When(one.next_on))
    )


def _roles(roles: tuple[Held, ...], away: bool) -> Iterator[Line]:
    """The first mention of a role carries its gloss; with sixty of them once is enough (VOICE)."""
    said: set[Role] = set()
    for one in roles:
        named = one.role.value if one.role in said else role_with_gloss(one.role)
        said.add(one.role)
        buttons = (
            Button(actions.LOOK_UP, one.system.id, "Look at it"),
            Button(actions.HAND_OVER_PAGE, one.seat_id, "What I need to know", Style.QUIET),
            Button(actions.NOT_ME, one.seat_id, "Not me any more…", Style.QUIET),
        )
        yield Line(spans(Strong(one.system.name), f": {named}", *_next(one, away)), (), (), buttons)
