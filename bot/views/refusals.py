"""Why a name cannot hold a role, kindly, with what to do instead (PRODUCT R1, VOICE)."""

import re

from bot.cards import Button, Card, Line, Lines, Plain
from bot.model import Person
from bot.rules.named_human import Reason, Verdict, VerdictKind
from bot.views.replies import ref
from bot.views.words import spans

GROUP = re.compile(r"<!subteam *(@?[^<>]*)>")  # as the adapters hand on a group of the platform
STRANGER = re.compile(r"<@[^<>]+>")  # and somebody who was mentioned or picked, and whom they could not look up

SENTENCES: dict[Reason, str] = {
    Reason.MAILBOX: "is a mailbox, and a mailbox can't answer a question. Who reads it? Name that person.",
    Reason.WEB_PAGE: "is a web page. Who answers what comes in there? Name that person.",
    Reason.BLANK: "names nobody yet. Name the one person who answers for it.",
    Reason.TEAM: "is a team, and a team can't answer a question. Who in it answers for this? Name that person.",
    Reason.SEVERAL_PEOPLE: "names several people. If all of them own it, nobody does: name one, the others can cover.",
    Reason.EVERYONE: "is everybody, and what everybody owns nobody owns. Name one person.",
    Reason.GROUP: "is a group. If everybody owns it, nobody does: who in the group answers for it?",
    Reason.CHANNEL: "is a channel, and things age there. Who in it answers for this? Name that person.",
    Reason.BOT: "is a bot. A role needs a human being: name the person who looks after it.",
    Reason.DEACTIVATED: "has an account that was deactivated. Name somebody who is here.",
    Reason.FUNCTION: "is a function, not a person. Who has it today? Name that person.",
    Reason.ITSELF: "does not work: an AI notices neither its own drift nor that the need has changed. Name a person.",
    Reason.ASK: "may be a person or not, I can't tell from the words. Pick the person, or give their e-mail address.",
    Reason.UNMET: "is nobody I have met yet, and people of the house bring them in. Ask a steward or an admin to name them.",
}

SHORT: dict[Reason, str] = {
    Reason.MAILBOX: "a mailbox",
    Reason.WEB_PAGE: "a web page",
    Reason.BLANK: "left blank",
    Reason.TEAM: "a team",
    Reason.SEVERAL_PEOPLE: "several people",
    Reason.EVERYONE: "everybody",
    Reason.GROUP: "a group",
    Reason.CHANNEL: "a channel",
    Reason.BOT: "a bot",
    Reason.DEACTIVATED: "a deactivated account",
    Reason.FUNCTION: "a function, not a person",
    Reason.ITSELF: "nobody: an AI does not look after itself",
    Reason.ASK: "unclear whether it is one person",
    Reason.UNMET: "somebody I have not met yet",
}


def in_a_line(given: str, verdict: Verdict | None, several: tuple[Person, ...]) -> str:
    """The refusal as one sentence, for the error line of a form."""
    if several:
        if len(several) == 1:
            return f"{several[0].name} has left. Name somebody who is here."
        return f"There are {len(several)} people called {given.strip()}: give the e-mail address of the one you mean."
    if STRANGER.fullmatch(given.strip()):
        return "I have not met this person yet. Ask them to write to me once, or give their e-mail address."
    if verdict is None or verdict.kind is VerdictKind.PERSON:
        return f"I don't know “{given.strip()[:80]}”. Pick somebody from the list, or give their e-mail address."
    return f"{_named(given)} {SENTENCES[verdict.reason or Reason.ASK]}"


def _named(given: str) -> str:
    """What was given; a group by its handle, or by no name where nothing says it."""
    group = GROUP.fullmatch(given.strip())
    return f"“{given.strip()[:80]}”" if group is None else group[1][:80] or "That"


def not_a_person(given: str, verdict: Verdict | None, several: tuple[Person, ...], button: Button | None = None) -> Card:
    """The same as a card, with the people to choose from."""
    parts = (Lines(tuple(Line(spans(ref(one), f" ({one.email})" if one.email else "")) for one in several)),) if len(several) > 1 else ()
    return Card((Plain(in_a_line(given, verdict, several)),), parts, (button,) if button else (), "not_a_person")
