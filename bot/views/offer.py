"""An offered role: the duties, the hours, the say; and the forms of the answers (R3, VOICE, Offer)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.cards import Button, Card, Choice, Field, FieldKind, Form, Line, Paragraph, Strong, Style, Text, When
from bot.model import Assignment, AssignmentState, Check, Person, Role, SeatId, Second, System
from bot.views import actions, combine, words
from bot.views.forms import with_errors
from bot.views.replies import ref
from bot.views.words import spans

__all__ = ["with_errors"]


@dataclass(frozen=True, slots=True)
class OfferFacts:
    """An offer as its nominee, or whoever offered it, reads it."""

    offer: Assignment
    system: System
    role: Role
    nominee: Person
    by: Person | None = None
    holder: Person | None = None
    reminder: int = 0
    words: str = ""
    hand_over: bool = False  # `by` holds the seat and cannot grant it
    may_grant: bool = True  # the reader can


def line(facts: OfferFacts) -> Line:
    """To the nominee."""
    over = _over(facts)
    if over is not None:
        return over
    by: Text = spans(ref(facts.by)) if facts.by else spans("The register")
    verb = " still asks you to be the " if facts.reminder else " asks you to be the "
    head = spans(*by, verb, Strong(facts.role.value), f" of {facts.system.name}: {words.DUTIES[facts.role]}")
    return Line(head, _granted(facts), _about(facts.system), _buttons(facts))


def card(facts: OfferFacts) -> Card:
    """The same alone."""
    one = line(facts)
    return Card(one.title, ((Paragraph(one.text),) if one.text else ()) + one.parts, one.buttons, f"offer.{facts.offer.state.value}")


def _granted(facts: OfferFacts) -> Text:
    granted = facts.by is not None and not facts.hand_over
    who: Text = spans(ref(facts.by), " grants you ") if facts.by and granted else spans("It comes with " if facts.by else "It takes about ")
    hours = f"{facts.offer.hours.normalize():f} hours a month" if facts.offer.hours is not None else "the hours it takes"
    may = f", and you may {facts.offer.authority}" if facts.offer.authority else ", and you may say stop"
    return spans(*who, f"{hours}{may}.")


def _about(system: System) -> tuple[Paragraph, ...]:
    return (Paragraph(spans(f"What it is for: “{words.cut(system.purpose, 300)}”"), soft=True),) if system.purpose else ()


def _buttons(facts: OfferFacts) -> tuple[Button, ...]:
    return (
        Button(actions.ACCEPT, facts.offer.id, "Accept…"),
        Button(actions.ASK_MORE, facts.offer.id, "Ask for more…"),
        Button(actions.DECLINE, facts.offer.id, "Decline"),
    )


def _over(facts: OfferFacts) -> Line | None:
    name, role = f"{facts.system.name} ({words.GLOSS[facts.role]})", facts.role.value
    match facts.offer.state:
        case AssignmentState.PROPOSED:
            if facts.offer.asks_more_at is not None:
                return Line(
                    spans(
                        Strong(facts.system.name),
                        f": you asked for more before you say yes to being its {words.role_with_gloss(facts.role)}. The offer waits.",
                    ),
                    (),
                    (),
                    _buttons(facts),
                )
            return None
        case AssignmentState.ACCEPTED:
            return Line(
                spans("You are the ", Strong(role), f" of {name}, since ", When(facts.offer.accepted_at or facts.offer.written_on), ".")
            )
        case AssignmentState.DECLINED:
            return Line(spans(f"You declined to be the {role} of {name}. Thank you for saying so."))
        case AssignmentState.EXPIRED:
            return Line(spans(f"The offer to be the {role} of {name} has expired."))
        case AssignmentState.WITHDRAWN:
            why = ": it is retired" if facts.offer.end_reason == "retired" else ""
            return Line(spans(f"The offer to be the {role} of {name} was withdrawn{why}."))
        case AssignmentState.ENDED:
            return Line(spans(f"You were the {role} of {name}."))


def told(facts: OfferFacts) -> Line:
    """To whoever offered: it still waits, or it has ended."""
    name = facts.system.name
    if facts.offer.state is AssignmentState.EXPIRED:
        head = spans(
            ref(facts.nominee),
            f" did not take up the offer to be the {facts.role.value} of {name} ({words.GLOSS[facts.role]}). It has expired.",
        )
        return Line(head, (), (), (Button(actions.OFFER, facts.offer.seat_id, "Name a person"),))
    if facts.offer.state is not AssignmentState.PROPOSED:
        return Line(())
    if facts.offer.asks_more_at is not None:
        return asks_more(facts)
    asked: Text = (
        spans(" has been asked since ", When(facts.offer.delivered_at), " and has not answered.")
        if facts.offer.delivered_at
        else (spans(" cannot be asked, for no account of theirs takes my messages."))
    )
    head = spans(f"{name} waits for its {words.role_with_gloss(facts.role)}: ", ref(facts.nominee), *asked)
    return Line(head, (), (), (_somebody_else(facts), Button(actions.WITHDRAW, facts.offer.id, "Withdraw", Style.QUIET)))


def _somebody_else(facts: OfferFacts) -> Button:
    """Whoever cannot grant the seat, and hands it over, names another successor."""
    return Button(actions.OFFER if facts.may_grant else actions.NOT_ME, facts.offer.seat_id, "Name somebody else")


def asks_more(facts: OfferFacts) -> Line:
    """The nominee would, with more."""
    quote = f": “{words.cut(facts.words, 500)}”" if facts.words else "."
    head = spans(
        ref(facts.nominee),
        f" asks for more before saying yes to being the {facts.role.value} of {facts.system.name} ({words.GLOSS[facts.role]}){quote}",
    )
    answer = (Button(actions.GRANT, facts.offer.id, "Answer…"),) if facts.may_grant else ()
    return Line(head, (), (), (*answer, _somebody_else(facts)))


NO_HOURS = "A number of hours a month, please, like 2 or 4,5."
WHY_NOT: dict[str, str] = {"time": "no time for it", "skill": "not my skill", "authority": "no say in it"}


SKILL = Field(
    "skill",
    "By what skill, in a line?",
    FieldKind.LINE,
    True,
    "For example: you know the work it does; you have run things like it.",
    limit=300,
)


def accept_form(offer_id: str, system: System, role: Role, *, combined: bool = False) -> Form:
    """What the holder says on accepting becomes the system's own words."""
    fields: tuple[Field, ...] = (SKILL,)
    if role is Role.OPERATOR:
        hint = "For example: about 200 a day · under 5 % sent back · none over €10k alone"
        fields += (Field("normal", "What does normal look like, in your words?", FieldKind.LINES, True, hint, system.normal, limit=2000),)
        fields += tuple(field for n in (1, 2, 3) for field in _check(system, n))
    if role is Role.STEWARD:
        keep = "For example: invoices are paid in five days without two more clerks"
        fields += (
            Field("purpose", "What is it for?", FieldKind.LINES, True, keep, system.purpose, limit=2000),
            Field("earns_keep_when", "It earns its keep when …", FieldKind.LINES, True, "", system.earns_keep_when, limit=2000),
            Field("second", "Your second pair of eyes", FieldKind.PERSON, False, "Hears from me only if you go quiet."),
        )
    if combined:
        fields += (combine.field(),)
    fields += (Field("out_of_hours", "You may reach me at any hour when it must be stopped", FieldKind.YES),)
    return Form(actions.ACCEPT, offer_id, f"Be its {role.value}: {system.name}", "Accept", fields)


def _check(system: System, n: int) -> tuple[Field, Field]:
    """One of up to three checks, with a place to look (PRODUCT §3)."""
    before = system.checks[n - 1] if len(system.checks) >= n else Check("")
    label, where = ("What do you look at?", "Where is that? (a link)") if n == 1 else ("And what else?", "And where is that?")
    return (
        Field(f"check_{n}", label, FieldKind.LINE, False, "For example: five of last week's rejections", before.words, limit=300),
        Field(f"check_{n}_link", where, FieldKind.LINE, False, "It begins with https://.", before.link or "", limit=1000),
    )


def decline_form(offer_id: str, system: System, role: Role) -> Form:
    """A reason is welcome, never required."""
    why = (Choice("", "I'd rather not say"), *(Choice(value, label.capitalize()) for value, label in WHY_NOT.items()))
    fields = (Field("why", "Why?", FieldKind.CHOICE, choices=why), Field("reason", "In a line, if you like", FieldKind.LINE))
    return Form(actions.DECLINE, offer_id, f"Decline as {role.value}: {system.name}", "Decline", fields)


def ask_more_form(offer_id: str, system: System, role: Role) -> Form:
    """More hours, or more say."""
    fields = (
        Field(
            "words",
            "What would you need to say yes?",
            FieldKind.LINES,
            True,
            "For example: four hours instead of two, and the right to stop it",
            limit=1000,
        ),
    )
    return Form(actions.ASK_MORE, offer_id, f"Before I say yes: {system.name}", "Send", fields)


def grant_form(offer: Assignment, system: System, role: Role, nominee: Person) -> Form:
    """The answer to asking for more."""
    hours = f"{offer.hours.normalize():f}" if offer.hours is not None else ""
    fields = (
        Field("hours", "Hours a month", FieldKind.NUMBER, value=hours),
        Field("authority", f"{nominee.name} may …", FieldKind.LINE, value=offer.authority),
    )
    return Form(actions.GRANT, offer.id, f"What its {role.value} gets: {system.name}", "Offer again", fields)


def hours_form(holding: Assignment, system: System, role: Role, holder: Person) -> Form:
    """What the holder gets from now on."""
    hours = f"{holding.hours.normalize():f}" if holding.hours is not None else ""
    fields: tuple[Field, ...] = (
        Field("hours", "Hours a month", FieldKind.NUMBER, True, value=hours),
        Field("authority", f"{words.cut(holder.name, 60)} may …", FieldKind.LINE, value=holding.authority, limit=300),
    )
    if holder.external:
        told = Field(
            "told_all", "May see budget and decisions, though from outside", FieldKind.YES, value="yes" if holding.told_all else ""
        )
        fields += (told,)
    return Form(actions.HOURS, holding.seat_id, f"What its {role.value} gets: {system.name}", "Grant", fields)


def offer_form(seat_id: SeatId, system: System, role: Role, hours: str, person: str = "", leader: str = "") -> Form:
    """Whom to ask, with what; `leader`: the operator's, whom an operationally owned system suggests as steward (R6)."""
    hint = "One person, by name: somebody willing, with time and skill."
    if leader:
        hint = f"Usually the operator's leader: {words.cut(leader, 80)}. {hint}"
    fields = (
        Field(
            "person",
            f"Who should be the {role.value}?",
            FieldKind.PERSON,
            True,
            hint,
            person,
        ),
        Field("hours", "Hours a month you grant", FieldKind.NUMBER, value=hours),
        Field("authority", "They may …", FieldKind.LINE, False, "For example: stop it, refuse, spend up to €200", limit=300),
    )
    gloss = spans(f"The {role.value} {words.GLOSS[role]}.")
    return Form(actions.OFFER, seat_id, f"Name its {role.value}: {system.name}", "Ask them", fields, gloss)


def combined_offer_form(seat_id: SeatId, system: System, role: Role, nominee: Person, values: Mapping[str, str]) -> Form:
    """The same person would keep it running and hold another job: it needs a reason (R4)."""
    form = offer_form(seat_id, system, role, "")
    asked = replace(form, fields=(*form.fields, combine.field()))
    why = {"reason": f"{words.cut(nominee.name, 60)} would hold two jobs of it, one of them the technical side. Why?"}
    return with_errors(asked, values, why)


def second_form(seat_id: SeatId, system: System) -> Form:
    """The steward's second pair of eyes."""
    fields = (Field("second", "Your second pair of eyes", FieldKind.PERSON, True, "Hears from me only if you go quiet."),)
    return Form(actions.NAME_SECOND, seat_id, f"A second pair of eyes: {system.name}", "Ask them", fields)


def second_asked(second: Second, system: System, steward: Person | None) -> Line:
    """To the named one."""
    if second.ended_at is not None:
        return Line(spans(f"You are not asked any more to be the second pair of eyes on {system.name}."))
    if second.confirmed_at is not None:
        return Line(spans(f"You are the second pair of eyes on {system.name}. Thank you."))
    who: Text = spans(ref(steward)) if steward else spans("The steward")
    gloss = words.role_with_gloss(Role.STEWARD)
    head = spans(
        *who,
        f", the {gloss} of {system.name}, names you as ",
        Strong("second pair of eyes"),
        ": you hear from me only if the steward goes quiet.",
    )
    return Line(head, (), (), (Button(actions.SECOND_ACCEPT, second.id, "Yes"), Button(actions.SECOND_DECLINE, second.id, "No")))


def second_unconfirmed(second: Second, system: System, person: Person | None) -> Line:
    """To the steward: name somebody else."""
    who: Text = spans(ref(person)) if person else spans("The person you named")
    head = spans(
        *who, f" {_why_unconfirmed(second)} your second pair of eyes on {system.name}. If you went quiet, fewer people would notice."
    )
    return Line(head, (), (), (Button(actions.NAME_SECOND, second.seat_id, "Name somebody else"),))


def _why_unconfirmed(second: Second) -> str:
    if second.end_reason == "left":
        return "has left, and was" if second.confirmed_at else "has left before saying yes to being"
    if second.end_reason == "declined":
        return "said no to being"
    return "has not said yes to being" if second.delivered_at else "takes no messages from me, so cannot be asked to be"


def second_replaced(system: System) -> Line:
    """To whoever was it before."""
    return Line(spans(f"You are no longer the second pair of eyes on {system.name}: somebody else is named. Thank you."))
