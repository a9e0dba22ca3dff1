"""Away, cover, back: who is asked meanwhile; never why (PRODUCT §6)."""

from bot.cards import Button, Card, Field, FieldKind, Form, Line, Text, When
from bot.model import Absence, Person
from bot.views import actions
from bot.views.replies import names, ref
from bot.views.words import plural, spans


def cover_asked(absence: Absence, away: Person, seats: int, by: Person | None = None) -> Line:
    """To the cover; `by`: who says that somebody is away, where it is not they."""
    if absence.ended_at is not None:
        return Line(spans(ref(away), " is back, so there is nothing to cover."))
    if absence.cover_agreed_at is not None:
        return Line(spans("You cover for ", ref(away), *_until(absence), ". Their questions come to you."))
    if absence.cover_declined_at is not None:
        return Line(spans("You said no to covering for ", ref(away), "."))
    asks: Text = spans(ref(by), " asks you to stand in for ", ref(away)) if by else spans(ref(away), " asks you to stand in")
    head = spans(
        *asks,
        *_until(absence),
        f": the questions of {plural(seats, 'job')} would come to you. You answer, you don't decide.",
    )
    return Line(head, (), (), (Button(actions.COVER_ACCEPT, absence.id, "Yes, I cover"), Button(actions.COVER_DECLINE, absence.id, "No")))


def cover_replaced(away: Person) -> Line:
    """To whoever was asked before somebody else was."""
    return Line(spans("You are not asked to stand in for ", ref(away), " any more."))


def _until(absence: Absence) -> Text:
    return spans(" until ", When(absence.ends_on)) if absence.ends_on else spans(" for a while")


def cover_declined(away: Person, cover: Person) -> Line:
    """To whoever can name another."""
    head = spans(ref(cover), " cannot stand in for ", ref(away), ", so nobody is asked in their place.")
    return Line(head, (), (), (Button(actions.COVER, away.id, "Name a cover"),))


def declared(person: Person, cover: Person) -> Card:
    """To whoever said that somebody is away."""
    head = spans("Noted: ", ref(person), " counts as away until they say they are back (at most 20 working days). ", ref(cover))
    return Card(spans(*head, " is asked to cover. ", ref(person), " is told, and can say that they are here."), (), (), "away")


def not_yours_to_say(person: Person, admins: list[Person]) -> Card:
    """Away moves all of somebody's questions, those for other stewards as well."""
    who = "has not said that they are away, and holds jobs that others answer for. They can say so with /owner away, or ask "
    return Card(spans(ref(person), f" {who}", *names(admins), "."), (), (), "not_away")


def marked(absence: Absence, by: Person | None, cover: Person | None) -> Line:
    """To somebody who did not say so themselves."""
    if absence.ended_at is not None:
        return Line(spans("You are not marked as away any more."))
    who: Text = spans(ref(by)) if by else spans("Somebody")
    asked: Text = spans(", and ", ref(cover), " is asked to stand in") if cover else ()
    head = spans(*who, " has marked you as away", *asked, ": your questions go to a cover who says yes. Are you here?")
    return Line(head, (), (), (Button(actions.BACK, "", "I'm here"),))


def still_away(absence: Absence, now: Absence | None = None) -> Line:
    """After 10 working days without a date; answered: `now`, the absence that goes on."""
    if absence.ended_at is not None:
        until: Text = _until(now) if now else ()
        return Line(spans("You are away", *until, ".") if now else spans("You are not away any more."))
    head = spans(
        "You have been away since ", When(absence.starts_on), ". Still away? Without a word I ask you again from the 20th working day on."
    )
    return Line(head, (), (), (Button(actions.BACK, "", "I'm back"), Button(actions.STILL_AWAY, absence.id, "Still away…")))


def away_form(ref_: str = "") -> Form:
    """Away until a date, with a cover; both may be left empty."""
    fields = (
        Field("until", "Your last day away", FieldKind.DATE, hint="Empty: until you say you are back, at most 20 working days."),
        Field("cover", "Who stands in for you?", FieldKind.PERSON, hint="They are asked and say yes or no."),
    )
    return Form(actions.AWAY, ref_, "Away", "Done", fields)


def cover_form(person: Person) -> Form:
    """A steward names a cover for somebody away."""
    return Form(
        actions.COVER,
        person.id,
        f"Name a cover: for {person.name}",
        "Ask them",
        (Field("cover", "Who stands in?", FieldKind.PERSON, True),),
    )
