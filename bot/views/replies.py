"""The short private answers to what somebody did: one sentence each, and what to do next where there is something."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from bot.cards import Button, Card, Field, FieldKind, Form, Paragraph, PersonRef, Plain, Span, Strong, Style, When
from bot.model import Person, Role, SeatId, System
from bot.views import actions


def ref(person: Person) -> PersonRef:
    """A person as a mention."""
    return PersonRef(person.id, person.name)


def said(*spans: Span | str, buttons: tuple[Button, ...] = (), state: str = "") -> Card:
    """One sentence as a card."""
    return Card(tuple(Plain(one) if isinstance(one, str) else one for one in spans), (), buttons, state)


def accepted(system: str, role: Role, seat: SeatId, next_question: date | None, empty: tuple[tuple[Role, SeatId], ...]) -> Card:
    """You hold it now; a steward names the other two next."""
    buttons = tuple(Button(actions.OFFER, one, f"Name its {other.value}") for other, one in empty)
    buttons += (Button(actions.HAND_OVER_PAGE, seat, "What I need to know", Style.QUIET),)
    parts: tuple[Paragraph, ...] = ()
    if next_question is not None:
        parts = (Paragraph((Plain("Your first question comes on "), When(next_question), Plain("."))),)
    return Card((Plain("You are the "), Strong(role.value), Plain(f" of {system} now. Thank you.")), parts, buttons, "accepted")


def declined(system: str, role: Role) -> Card:
    """Declining is fine."""
    return said(f"Noted: you decline to be the {role.value} of {system}. Nobody holds it against you.", state="declined")


def offer_is_over(system: str, role: Role, why: str, holder: Person | None, can_offer: Sequence[Person]) -> Card:
    """Accepting what is no longer offered: who holds it now, else who can offer it again."""
    now: tuple[Span, ...] = (
        (ref(holder), Plain(f" is the {role.value} now."))
        if holder
        else (Plain(f"The {role.value}'s seat is empty; "), *names(can_offer), Plain(" can offer it again."))
    )
    words = {"expired": "expired", "withdrawn": "was withdrawn", "declined": "was declined", "accepted": "is answered", "ended": "is over"}
    return Card((Plain(f"This offer for {system} {words.get(why, 'is over')}. "), *now), (), (), "over")


def for_another(what: str, asked: Person | None) -> Card:
    """Only the one who is asked can say yes; None: the reader may not know who that is."""
    if asked is None:
        return said(f"This {what} is not for you. /owner me shows what waits for you.", state="not_yours")
    return said(f"This {what} is for ", ref(asked), ". Only they can answer it.", state="not_yours")


def asked_for_more(granting: Sequence[Person]) -> Card:
    """The clock of the offer waits."""
    return Card((*names(granting), Plain(" will hear what you need. The offer waits until they answer.")), (), (), "asked_more")


def offered(person: Person, system: str, role: Role) -> Card:
    """The offer is on its way."""
    return Card((ref(person), Plain(f" is asked to be the {role.value} of {system}. You will hear what they say.")), (), (), "offered")


def steward_first(system: str, admins: list[Person], seat: SeatId | None = None, *, again: bool = False) -> Card:
    """R2; `seat`: the steward's, where its reader can offer it."""
    why = f"{system} has no steward yet, and the steward is the one who can grant the other two jobs."
    if seat is not None:
        first = "Somebody is asked already: wait for the answer, or name another." if again else "Name its steward first."
        return said(f"{why} {first}", buttons=(name_its_steward(seat, again=again),), state="steward_first")
    return said(f"{why} Ask ", *names(admins), " to offer it first.", state="steward_first")


def name_its_steward(seat: SeatId, *, again: bool = False) -> Button:
    """What comes before the other two jobs (R2); `again`: somebody is asked already."""
    return Button(actions.OFFER, seat, "Name another steward" if again else "Name its steward")


def who_can(system: System) -> Button:
    """Where nothing on a line is its reader's to do."""
    return Button(actions.LOOK_UP, system.id, "Who can?")


def may_not_offer(role: Role, admins: list[Person]) -> Card:
    """R3: who can grant what."""
    grants = "the steward's second pair of eyes or an admin" if role is Role.STEWARD else "its steward or an admin"
    return Card((Plain(f"The {role.value} is offered by {grants}. Ask "), *names(admins), Plain(".")), (), (), "may_not")


def may_not(what: str, admins: list[Person], *buttons: Button, for_: str = "the system's steward or an admin") -> Card:
    """Not theirs to do; who can."""
    return Card((Plain(f"{what} is for {for_}. Ask "), *names(admins), Plain(".")), (), buttons, "may_not")


def for_admins(what: str, admins: list[Person]) -> Card:
    """Not a steward's either."""
    return may_not(what, admins, for_="admins")


def tell_the_admins(name: str) -> Button:
    """Of a system that is not in the register; without a name it asks for one."""
    return Button(actions.TELL_ADMINS, name[:200], "Tell the admins" if name else "Tell the admins…")


def missing_system() -> Form:
    """Which system is not in the register?"""
    field = Field("name", "Which system is missing?", FieldKind.LINE, True, "For example: meeting notes bot", limit=200)
    return Form(actions.TELL_ADMINS, "", "Tell the admins", "Tell them", (field,))


def names(people: Sequence[Person]) -> tuple[Span, ...]:
    """One, another or a third; an admin where nobody is known."""
    if not people:
        return (Plain("an admin"),)
    spans: list[Span] = []
    for number, person in enumerate(people):
        if number:
            spans.append(Plain(" or " if number == len(people) - 1 else ", "))
        spans.append(ref(person))
    return tuple(spans)


def already_asked(person: Person, role: Role) -> Card:
    """One open offer a seat."""
    return Card((ref(person), Plain(f" has been asked to be the {role.value} already and has not answered yet.")), (), (), "already")


def already_holds(person: Person, role: Role) -> Card:
    """Nothing to offer."""
    return Card((ref(person), Plain(f" is the {role.value} already.")), (), (), "already")


def write_to(person: Person) -> Card:
    """The platform opens the conversation where it can; else this tells how to reach the person."""
    where = f" ({person.email})" if person.email else ""
    return said("Write to ", ref(person), f"{where} directly: they are the one to ask.", state="message")


def nobody_to_write_to(admins: Sequence[Person]) -> Card:
    """Who was to be written to holds nothing any more."""
    return Card((Plain("They hold no role any more. Ask "), *names(admins), Plain(", or look the system up.")), (), (), "over")


def away_noted(until: date | None, cover: Person | None, seats: int, *, agreed: bool = False) -> Card:
    """Away; who is asked meanwhile. `agreed`: they cover already and go on."""
    spans: list[Span] = [Plain("Enjoy the time away" if seats == 0 else "Noted: you are away")]
    spans += [Plain(" until "), When(until)] if until else [Plain(" until you say you are back (at most 20 working days)")]
    if cover is not None and agreed:
        spans += [Plain(". "), ref(cover), Plain(" goes on covering for you.")]
    elif cover is not None:
        spans += [Plain(". "), ref(cover), Plain(" is asked to cover, and your questions go there after a yes.")]
    elif seats:
        spans.append(Plain(". Nobody covers for you, so your stewards are told and nobody is asked."))
    else:
        spans.append(Plain("."))
    return Card(tuple(spans), (), (), "away")


def back_noted() -> Card:
    """Back."""
    return said("Welcome back. Your questions come to you again.", state="back")


def not_away() -> Card:
    """Nothing to end."""
    return said("You are not marked as away, so there is nothing to change.", state="not_away")


def cover_agreed(person: Person) -> Card:
    """The cover said yes."""
    return Card((Plain("Thank you. While "), ref(person), Plain(" is away, their questions come to you.")), (), (), "cover_agreed")


def cover_declined(person: Person) -> Card:
    """The cover said no."""
    return Card((Plain("Noted. Whoever can name another cover for "), ref(person), Plain(" hears it.")), (), (), "cover_declined")


def no_longer(what: str) -> Card:
    """The question has gone meanwhile."""
    return said(f"{what} no longer waits for an answer. Nothing was changed.", state="over")


def second_confirmed(steward: Person | None) -> Card:
    """The second pair of eyes said yes."""
    who: tuple[Span, ...] = (ref(steward),) if steward else (Plain("the steward"),)
    return Card((Plain("Thank you. You hear from me only if "), *who, Plain(" goes quiet.")), (), (), "second")


def second_declined() -> Card:
    """The second pair of eyes said no."""
    return said("Noted. The steward is asked to name somebody else.", state="second_declined")


def hours_granted(person: Person, system: str, role: Role, hours: Decimal) -> Card:
    """What somebody was given."""
    return said(ref(person), f" has {hours.normalize():f} hours a month now as {role.value} of {system}.", state="hours")


def looked_noted(system: str, until: date) -> Card:
    """I looked: it's fine."""
    return Card(
        (Plain(f"Noted: you looked at {system}. You hear about it again after "), When(until), Plain(" if it is still quiet.")),
        (),
        (),
        "looked",
    )


def asked_again(person: Person) -> Card:
    """A new message is on its way."""
    return Card((ref(person), Plain(" is asked again. You hear from me if nothing comes.")), (), (), "asked_again")


def told_admins(admins: list[Person]) -> Card:
    """Somebody who can act knows."""
    return Card((*names(admins), Plain(" will see it in the next message.")), (), (), "told")


def invited(count: int) -> Card:
    """Offers released."""
    people = "1 offer is" if count == 1 else f"{count} offers are"
    return said(
        f"{people} on the way, stewards first. You hear of each answer." if count else "There was nobody left to invite.", state="invited"
    )


def excused(system: str, role: Role, until: date) -> Card:
    """Paused, off or an accepted gap, until a date."""
    return Card(
        (Plain(f"Noted: the {role.value} of {system} is excused until "), When(until), Plain(". Then the steward is asked what now.")),
        (),
        (),
        "excused",
    )


def tomorrow_noted(day: date) -> Card:
    """Asked again tomorrow."""
    return Card((Plain("Fine, you see it again on "), When(day), Plain(".")), (), (), "tomorrow")


def undone() -> Card:
    """The answer is taken back."""
    return said("Taken back. The question is open again.", state="undone")
