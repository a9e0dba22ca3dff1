"""Bad input and trouble: clear, kind, and what to do next (VOICE)."""

from bot.cards import Button, Card, Fact, Facts, Paragraph, Strong
from bot.commands import HELP
from bot.model import Person
from bot.views.replies import names, said
from bot.views.words import cut, either, spans


def trouble(reference: str) -> Card:
    """On our side; nothing was changed."""
    words = f"That was not saved: something went wrong on our side. Nothing is lost on yours, please press again in a minute. (reference {reference})"
    return said(words, state="trouble")


def unknown_person(admins: list[Person]) -> Card:
    """An account we don't know, or one that is not a person."""
    return Card(spans("I don't know this account, so I can't answer it. Ask ", *names(admins), "."), (), (), "unknown_person")


def not_met(platform: str) -> Card:
    """Somebody we have not met, while their platform does not say who they are."""
    words = f"I can't see who you are just now: {platform} did not answer. Nothing was changed, please try again in a minute."
    return said(words, state="not_met")


def unknown_action() -> Card:
    """A button that has gone."""
    return said("That button no longer does anything. /owner me shows what waits for you.", state="unknown_action")


def guest() -> Card:
    """Guests and outsiders see only what they answer for."""
    return said("Guests see the systems they hold a role of. /owner me shows yours.", state="guest")


def not_a_date(text: str) -> Card:
    """A date that was not understood."""
    return said(f"I don't understand “{text[:40]}” as a date. Try 2026-12-07, 7 December or friday.", state="not_a_date")


def unfinished(word: str, how: str) -> Card:
    """A command's word alone: how it goes on, and how a system of that name is reached."""
    named = f" A system called “{word}”: /owner system {word}." if word != "system" else ""
    return said(f"/owner {word} needs the rest as well: {how}.{named}", state="unfinished")


def help_card() -> Card:
    """`/owner help`: this, short."""
    rows = Facts(tuple(Fact(command, spans(words)) for command, words in HELP))
    return Card(
        spans(Strong("Every AI system has three people. I tell you whom to ask.")),
        (rows, Paragraph(spans("In our direct message a few words do as well: “all good”, or the name of a system."), soft=True)),
        (),
        "help",
    )


def choose_role(lines: tuple[tuple[str, str, str], ...], action: str) -> Card:
    """Several of the person's roles fit: (ref, system, role)."""
    if not lines:
        return said("There is nothing of yours to answer there.", state="choose_role")
    labels = [cut(f"{system}: {role}", 75) for _, system, role in lines]
    buttons = tuple(Button(action, about, label) for (about, _, _), label in zip(lines, labels, strict=True))
    more = f", or one of {len(labels) - 3:,} more" if len(labels) > 3 else ""
    named = f"{', '.join(labels[:3])}{more}" if more else either(labels)
    return Card(spans(f"Which one do you mean: {named}?"), (), buttons, "choose_role")
