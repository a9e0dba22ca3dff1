"""Away, cover, back: who is asked meanwhile; never why (PRODUCT §6)."""

from bot.cards import Button, Field, FieldKind, Form, Line, Text, When
from bot.model import Absence, Person
from bot.views import actions
from bot.views.replies import ref
from bot.views.words import plural, spans


def cover_asked(absence: Absence, away: Person, seats: int) -> Line:
    """To the cover."""
    if absence.ended_at is not None:
        return Line(spans(ref(away), " is back, so there is nothing to cover."))
    if absence.cover_agreed_at is not None:
        return Line(spans("You cover for ", ref(away), *_until(absence), ". Their questions come to you."))
    if absence.cover_declined_at is not None:
        return Line(spans("You said no to covering for ", ref(away), "."))
    head = spans(
        ref(away),
        " asks you to stand in",
        *_until(absence),
        f": the questions of {plural(seats, 'job')} would come to you. You answer, you don't decide.",
    )
    return Line(head, (), (), (Button(actions.COVER_ACCEPT, absence.id, "Yes, I cover"), Button(actions.COVER_DECLINE, absence.id, "No")))


def _until(absence: Absence) -> Text:
    return spans(" until ", When(absence.ends_on)) if absence.ends_on else spans(" for a while")


def cover_declined(away: Person, cover: Person) -> Line:
    """To whoever can name another."""
    head = spans(ref(cover), " cannot stand in for ", ref(away), ", so nobody is asked in their place.")
    return Line(head, (), (), (Button(actions.COVER, away.id, "Name a cover"),))


def still_away(absence: Absence) -> Line:
    """After 10 working days without a date."""
    if absence.ended_at is not None:
        return Line(())
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
        actions.COVER, person.id, f"A cover for {person.name}", "Ask them", (Field("cover", "Who stands in?", FieldKind.PERSON, True),)
    )
