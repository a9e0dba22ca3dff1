"""A role is held by one active human being (PRODUCT R1): accounts are judged by their flags, free text by its words.

Where words alone would refuse a living person the verdict is *ask* (STATES, People).
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from bot.model import Account
from bot.rules import named_human_words as words
from bot.rules.typed import SHORT


class VerdictKind(StrEnum):
    """What a name is."""

    PERSON = "person"
    NOT_A_PERSON = "not_a_person"
    ASK = "ask"


class Reason(StrEnum):
    """Why a name is no person, or why it must be asked."""

    MAILBOX = "mailbox"
    WEB_PAGE = "web_page"
    BLANK = "blank"
    TEAM = "team"
    SEVERAL_PEOPLE = "several_people"
    EVERYONE = "everyone"
    GROUP = "group"
    CHANNEL = "channel"
    BOT = "bot"
    DEACTIVATED = "deactivated"
    FUNCTION = "function"
    ITSELF = "itself"
    ASK = "ask"
    UNMET = "unmet"  # named by an outsider, who brings nobody in


@dataclass(frozen=True, slots=True)
class Verdict:
    """`reason` is None for a person."""

    kind: VerdictKind
    reason: Reason | None = None


PERSON = Verdict(VerdictKind.PERSON)
ASK = Verdict(VerdictKind.ASK, Reason.ASK)
UNMET = Verdict(VerdictKind.NOT_A_PERSON, Reason.UNMET)

MENTION = re.compile(r"<at\b[^<]*</at>|<@[A-Z0-9|._-]+>", re.IGNORECASE)
EMAIL = re.compile(r"[^\s<>,;()\[\]]+@[^\s<>,;()\[\]@]+\.[^\s<>,;()\[\]@]+")
WEB = re.compile(r"(?:https?|ftp)://|^www\.|^[\w-]+(?:\.[\w-]+)+/\S*$", re.IGNORECASE)
SEVERAL = re.compile(r";|\s&\s|/|\+|\bcc:|\s(?:and|und|et|y|e|en|og|och|or|oder|ou)\s", re.IGNORECASE)


def judge_account(account: Account) -> Verdict:
    """By the flags the platform gives, never by the name."""
    if account.group:
        return _no(Reason.GROUP)
    if account.bot:
        return _no(Reason.BOT)
    return _no(Reason.DEACTIVATED) if account.deleted else PERSON


def judge_text(text: str) -> Verdict:
    """A cell of an import or a field of a form, by its words alone."""
    plain = cleaned(text)
    folded = plain.casefold()
    if _is_blank(folded):
        return _no(Reason.BLANK)
    if len(plain) > SHORT:
        return ASK
    mention = _judge_mention(plain, folded)
    if mention is not None:
        return mention
    if _looks_after_itself(folded):
        return _no(Reason.ITSELF)
    if WEB.search(plain):
        return _no(Reason.WEB_PAGE)
    return _judge_addresses(plain) if "@" in plain else _judge_name(plain, folded)


def cleaned(text: str) -> str:
    """Without control and direction marks, white space collapsed, a trailing comma gone: it is not a second person."""
    normal = unicodedata.normalize("NFKC", text)
    kept = "".join(
        " " if unicodedata.category(one) in ("Cc", "Zs", "Zl", "Zp") else one for one in normal if unicodedata.category(one) != "Cf"
    )
    return " ".join(kept.split()).strip(" ,;")


def name_from_email(email: str) -> str:
    """A name to show until the person's account tells a better one: `olivia.ortega@…` → Olivia Ortega."""
    local = email.split("@", 1)[0]
    parts = [part for part in re.split(r"[._-]+", local) if part]
    return " ".join(part if part != part.lower() else part.capitalize() for part in parts) or local


def _no(reason: Reason) -> Verdict:
    return Verdict(VerdictKind.NOT_A_PERSON, reason)


def _is_blank(folded: str) -> bool:
    if not any(one.isalnum() for one in folded):
        return True
    return folded in words.PLACEHOLDERS or folded.strip(".?!()[]<>- ") in words.PLACEHOLDERS


def _judge_mention(plain: str, folded: str) -> Verdict | None:
    if folded in words.EVERYONE or re.search(r"<!(?:here|channel|everyone)|(?:^|\s)@(?:here|channel|everyone|all)\b", folded):
        return _no(Reason.EVERYONE)
    if "<!subteam" in folded:
        return _no(Reason.GROUP)
    if plain.startswith("#") or re.search(r"<#[a-z0-9]", folded):
        return _no(Reason.CHANNEL)
    mentions = MENTION.findall(plain)
    if len(mentions) > 1:
        return _no(Reason.SEVERAL_PEOPLE)
    return ASK if mentions else None


def _looks_after_itself(folded: str) -> bool:
    if not any(one in folded for one in words.SELF):
        return False
    return any(token in words.ITSELF_SUBJECTS for token in re.findall(r"\w+", folded)) or "self" in folded


def _judge_addresses(plain: str) -> Verdict:
    found = EMAIL.findall(plain)
    if not found:
        return _judge_name(plain.replace("@", " ").strip(), plain.replace("@", " ").strip().casefold())
    if len(found) > 1 or re.search(r"\bcc:", plain, re.IGNORECASE) or "/" in found[0].split("@")[0]:
        return _no(Reason.SEVERAL_PEOPLE)
    address = _judge_local(found[0].removeprefix("mailto:").split("@", 1)[0])
    shown = cleaned(plain.replace(found[0], " ").strip(" <>()[]"))
    if address.reason is Reason.ASK and shown:
        return _judge_name(shown, shown.casefold())
    return address


def _judge_local(local: str) -> Verdict:
    """The part before the @: role mailboxes by their words, people by the absence of such."""
    tokens = [part for part in re.split(r"[._+\-0-9]+", local.casefold()) if part]
    whole = local.casefold().strip("._-")
    if not tokens or local[0].isdigit():
        return ASK
    marked = [part for part in tokens if _is_mailbox_word(part)]
    if marked or whole in words.MAILBOX:
        return _no(Reason.MAILBOX)
    weak = [part for part in tokens if part in words.MAILBOX_ALONE]
    if weak:
        return _no(Reason.MAILBOX) if len(weak) == len(tokens) else ASK
    if len(tokens) == 1 and (_is_abbreviation(tokens[0]) or tokens[0].endswith(words.MAILBOX_ENDINGS)):
        return PERSON if tokens[0] in words.NAMES_LIKE_ENDINGS else ASK
    return PERSON


def _is_abbreviation(token: str) -> bool:
    """Up to three letters that nobody could say (`cfa`, `dhs`); `sam`, `una` and `jo` are names."""
    if len(token) > 3 or not token.isascii():
        return False
    sounded = re.fullmatch(r"(?:[bcdfghjklmnpqrstvwxz]|[bcdfgkpstw][hlrw]|s[ckmnpt])?[aeiouy]+[a-z]?[a-z]?", token)
    return len(token) < 2 or sounded is None


def _is_mailbox_word(token: str) -> bool:
    """The word itself, or one behind the letters that sort an address to the end of a list (`zzOCIO`)."""
    return token in words.MAILBOX or (token.startswith("zz") and token.lstrip("z") in words.MAILBOX)


def _judge_name(plain: str, folded: str) -> Verdict:
    tokens = folded.split()
    bare = [part for one in tokens for part in re.split(r"[-_]", one.strip(".,()[]'\"")) if part] or tokens
    if tokens[0] in words.TITLES and len(tokens) > 1 and not SEVERAL.search(plain):
        return PERSON
    if folded.endswith(("[bot]", " bot", "bot)")) or bare in (["bot"], ["chatbot"], ["slackbot"]):
        return _no(Reason.BOT)
    if SEVERAL.search(plain) or _two_full_names(plain):
        return _no(Reason.TEAM) if any(one in words.TEAM for one in bare) else _no(Reason.SEVERAL_PEOPLE)
    return _judge_words(plain, tokens, bare)


def _two_full_names(plain: str) -> bool:
    """`Nowak, Ada` is one person; `Ada Nowak, Sam Steward` are two."""
    parts = [part.split() for part in plain.split(",") if part.strip()]
    return len(parts) > 1 and (len(parts) > 2 or all(len(part) > 1 for part in parts))


def _judge_words(plain: str, tokens: list[str], bare: list[str]) -> Verdict:
    if all(one in words.ALONE | words.TEAM | words.ORGANISATION for one in bare):
        return _no(Reason.TEAM)
    if all(one in words.FUNCTIONS | words.ORGANISATION for one in bare):
        return _no(Reason.FUNCTION)
    if any(one in words.TEAM for one in bare):
        team = any(one in words.ORGANISATION for one in bare) or len(bare) > 2
        return _no(Reason.TEAM) if team else ASK
    if tokens[-1] in words.COMPANIES:
        return _no(Reason.TEAM)
    if len(bare) > 5 or any(one.isdigit() for one in plain) or any(one in words.FUNCTIONS for one in bare):
        return ASK
    return PERSON if any(one.isalpha() for one in plain) else ASK
