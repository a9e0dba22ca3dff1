"""What Slack's answers mean for a message: whose trouble it is, and which mend it needs (PRODUCT §9; STATES, Messages)."""

from adapters.slack.client import Called, Told
from bot.model import OutOfReach
from bot.ports.sender import Down, Outcome, Refused, Unknown

WHY = {  # Slack's error → why this account takes no messages (reference/methods/chat.postMessage, conversations.open, users.info: Errors)
    "account_inactive": OutOfReach.UNINSTALLED,  # our token's account: of the person it would be user_disabled
    "invalid_auth": OutOfReach.UNINSTALLED,
    "not_authed": OutOfReach.UNINSTALLED,
    "token_revoked": OutOfReach.UNINSTALLED,
    "token_expired": OutOfReach.UNINSTALLED,
    "team_access_not_granted": OutOfReach.UNINSTALLED,  # installed for the organisation, and not for this workspace of it
    "missing_scope": OutOfReach.SCOPE_MISSING,
    "no_permission": OutOfReach.SCOPE_MISSING,
    "not_allowed_token_type": OutOfReach.SCOPE_MISSING,
    "messages_tab_disabled": OutOfReach.MESSAGES_OFF,
    "user_disabled": OutOfReach.DEACTIVATED,
    "is_inactive": OutOfReach.DEACTIVATED,
    "user_not_found": OutOfReach.NOT_FOUND,
    "users_not_found": OutOfReach.NOT_FOUND,
    "cannot_dm_bot": OutOfReach.BOT,
    "user_not_visible": OutOfReach.NOT_ALLOWED,
    "invalid_user_combination": OutOfReach.NOT_ALLOWED,  # somebody of another organisation, with whom no channel is shared
    "restricted_action": OutOfReach.NOT_ALLOWED,
    "ekm_access_denied": OutOfReach.NOT_ALLOWED,
    "cannot_reply_to_message": OutOfReach.BLOCKED,
    "not_in_dm": OutOfReach.BLOCKED,
}
MOVED = frozenset({"channel_not_found", "is_archived", "not_in_channel"})  # the conversation, not the person, is gone
MOVING = frozenset({"org_login_required", "team_added_to_org"})  # the workspace moves to another organisation, and comes back
NO_INSTALLATION = Refused("no_installation", OutOfReach.UNINSTALLED)
UNREADABLE = Down("token_unreadable")  # ours to mend (doctor says how), and nobody is out of reach by it
NO_CONVERSATION = Refused("channel_not_found", OutOfReach.BLOCKED)  # opened anew, and gone again
DEACTIVATED = Refused("deleted", OutOfReach.DEACTIVATED)  # Slack's field of a user


def meant(answer: Called) -> Outcome:
    """What an answer of chat.postMessage means for the message."""
    match answer:
        case Told():
            raise AssertionError("an answer that was a yes")
        case Refused(reason) if reason in MOVING:
            return Down(reason)
        case Refused(reason):
            return Refused(reason, WHY.get(reason, OutOfReach.OTHER))
        case other:
            return other


def not_posted(answer: Called) -> Outcome:
    """A step before the post failed: nothing can have arrived."""
    match answer:
        case Unknown(detail):
            return Down(detail)
        case _:
            return meant(answer)
