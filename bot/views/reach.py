"""Why nothing arrives, and what mends it, in a sentence (PRODUCT §4, Not delivered is not silence; VOICE, Not delivered)."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from bot.cards import Button, Line, Span, Strong, Text, When
from bot.model import OutOfReach, Platform
from bot.rules.reach import NotYet, Why
from bot.views import actions
from bot.views.words import plural, spans

BECAUSE: Mapping[Why, str] = MappingProxyType(
    {
        OutOfReach.DEACTIVATED: "the account was deactivated",
        OutOfReach.NOT_FOUND: "the account is no longer there",
        OutOfReach.BOT: "the account is a program's",
        OutOfReach.BLOCKED: "my messages are kept out",
        OutOfReach.NOT_INSTALLED: "I am not installed for this account",
        OutOfReach.NOT_ALLOWED: "the workspace's rules keep my messages from this account",
        OutOfReach.MESSAGES_OFF: "my messages are switched off in the whole workspace",
        OutOfReach.UNINSTALLED: "I am no longer installed in the workspace",
        OutOfReach.SCOPE_MISSING: "I may not write in the workspace",
        OutOfReach.UNCONFIRMED: "whether my messages arrive is never confirmed",
        OutOfReach.OTHER: "the platform refuses my messages",
        NotYet.NO_ACCOUNT: "no account is known",
        NotYet.UNPROVEN: "the account is there again, and nothing has arrived yet",
    }
)
MEND: Mapping[Why, str] = MappingProxyType(
    {
        OutOfReach.DEACTIVATED: "name somebody else",
        OutOfReach.NOT_FOUND: "name somebody else, or have them write to me once",
        OutOfReach.BOT: "name a person",
        OutOfReach.BLOCKED: "ask them another way to let me in, or name somebody else",
        OutOfReach.NOT_INSTALLED: "ask them another way to install me, or name somebody else",
        OutOfReach.NOT_ALLOWED: "ask an admin of the workspace to allow them, or name somebody else",
        OutOfReach.MESSAGES_OFF: "an admin switches them on in the app's settings",
        OutOfReach.UNINSTALLED: "an admin installs me again",
        OutOfReach.SCOPE_MISSING: "an admin installs me again, with that permission",
        OutOfReach.UNCONFIRMED: "ask them another way to write to me once",
        OutOfReach.OTHER: "ask an admin what the log says, or name somebody else",
        NotYet.NO_ACCOUNT: "have them write to me once, or name somebody else",
        NotYet.UNPROVEN: "the next message shows it",
    }
)
NAMES: Mapping[Platform, str] = MappingProxyType({Platform.SLACK: "Slack", Platform.TEAMS: "Teams", Platform.LOCAL: "The local chat"})
ADMINS_DO: Mapping[OutOfReach, tuple[str, str]] = MappingProxyType(
    {
        OutOfReach.MESSAGES_OFF: ("My messages are switched off there.", "Switch them on in the app's settings"),
        OutOfReach.UNINSTALLED: ("I am no longer installed there.", "Install me again"),
        OutOfReach.SCOPE_MISSING: ("I may not write there.", "Install me again with every permission I ask for"),
    }
)
THEN: Mapping[Why, str] = MappingProxyType(  # of what Slack and Teams send no event only the next message tells
    {
        OutOfReach.MESSAGES_OFF: "the next message that arrives shows it, and I ask everybody again then",
        OutOfReach.UNINSTALLED: "I ask everybody again by myself then",
        OutOfReach.SCOPE_MISSING: "I ask everybody again by myself then",
    }
)


def told(why: Why, who: Span | str) -> Text:
    """To whoever answers for the system: what happened to the messages to `who`, and whose turn it is."""
    match why:
        case OutOfReach.DEACTIVATED:
            return spans("The account of ", who, " was deactivated. Name somebody else.")
        case OutOfReach.NOT_FOUND:
            return spans("The account of ", who, " is no longer there. If they are, have them write to me once; else name somebody else.")
        case OutOfReach.BOT:
            return spans("The account of ", who, " is a program's, and nobody reads there. Name a person.")
        case OutOfReach.BLOCKED:
            return spans("The account of ", who, " keeps my messages out. Ask them another way to let me in and write to me once.")
        case OutOfReach.NOT_INSTALLED:
            return spans("I am not installed for ", who, ". Ask them another way to install me and write to me once.")
        case OutOfReach.NOT_ALLOWED:
            return spans(
                "The workspace's rules keep my messages from ", who, ". One of its admins can allow them; else name somebody else."
            )
        case OutOfReach.MESSAGES_OFF | OutOfReach.UNINSTALLED | OutOfReach.SCOPE_MISSING:
            return spans("It is not about ", who, f": {BECAUSE[why]}. An admin can mend it for everybody; {THEN[why]}.")
        case OutOfReach.UNCONFIRMED:
            return spans("Whether two messages reached ", who, " was never confirmed. Ask them another way to write to me once.")
        case OutOfReach.OTHER:
            return spans("The messages to ", who, " are refused, and I do not know why. The log tells an admin more.")
        case NotYet.NO_ACCOUNT:
            return spans("I know no account of ", who, ". Have them write to me once, or name somebody else.")
        case NotYet.UNPROVEN:
            return spans("The account of ", who, " is there again, and nothing has arrived yet. The next message shows it.")


def outage(platform: Platform, name: str, since: datetime) -> Line:
    """To the admins who read elsewhere, once: a workspace does not answer."""
    head = spans(Strong(f"{NAMES[platform]} has not answered for {name}"), " since ", When(since, "moment"), ".")
    text = "Nobody is out of reach by that: what waits for them leaves once it answers, and the time is taken off everybody's clock."
    return Line(head, spans(text))


def workspace(name: str, why: OutOfReach, people: int) -> Line:
    """To the admins, once: a whole workspace is out of reach. `people`: who is known to be."""
    happened, mend = ADMINS_DO[why]
    head = spans(Strong(f"Nobody in {name} gets my messages."), f" {happened}")
    text = f"{mend}; rollcall doctor says where. {plural(people, 'person is', 'people are')} out of reach until then; {THEN[why]}."
    return Line(head, spans(text), (), (Button(actions.GAPS, "", "See the gaps"),))
