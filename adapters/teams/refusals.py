"""What the Bot Connector's answers mean for a message: whose trouble it is, and which mend it needs (PRODUCT §9; STATES, Messages).

Codes: learn.microsoft.com/microsoftteams/platform/bots/build-conversational-capability, Status codes from bot conversational APIs.
"""

from adapters.teams.connector import Called, Told
from bot.model import OutOfReach
from bot.ports.sender import Down, Outcome, Refused, Unknown

WHY = {  # the Connector's code → why this account takes no messages
    "BotNotInConversationRoster": OutOfReach.NOT_INSTALLED,
    "ForbiddenOperationException": OutOfReach.NOT_INSTALLED,
    "BotNotInConversation": OutOfReach.NOT_INSTALLED,
    "ConversationBlockedByUser": OutOfReach.BLOCKED,
    "MessageWritesBlocked": OutOfReach.BLOCKED,
    "BotDisabledByAdmin": OutOfReach.UNINSTALLED,
    "NotEnoughPermissions": OutOfReach.SCOPE_MISSING,
    "InvalidBotApiHost": OutOfReach.NOT_ALLOWED,
    "MemberNotFoundInConversation": OutOfReach.NOT_FOUND,
    "UserNotFound": OutOfReach.NOT_FOUND,
    "status_403": OutOfReach.NOT_INSTALLED,  # without a word it nearly always means that the app is not there
}
GONE = frozenset({"ConversationNotFound", "ActivityNotFoundInConversation", "status_404"})  # the conversation or message, not the person
NO_CONVERSATION = Refused("ConversationNotFound", OutOfReach.NOT_INSTALLED)  # opened anew, and gone again
DEACTIVATED = Refused("deleted", OutOfReach.DEACTIVATED)  # the directory's word


def meant(answer: Called) -> Outcome:
    """What an answer to a message means for it."""
    match answer:
        case Told():
            raise AssertionError("an answer that was a yes")
        case Refused(reason):
            return Refused(reason, WHY.get(reason, OutOfReach.OTHER))
        case other:
            return other


def not_sent(answer: Called) -> Outcome:
    """A step before the message failed: it cannot have arrived."""
    return Down(answer.detail) if isinstance(answer, Unknown) else meant(answer)
