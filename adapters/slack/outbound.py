"""Messages out: Slack as a Sender. Its ways of failing are values; what is refused for good says which mend it needs (PRODUCT §9)."""

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from urllib.parse import urlsplit

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError, SlackClientError

from adapters.payload import map_in, text_in
from adapters.slack import cards, directory
from adapters.slack.client import Called, PostClient, Told, call, client
from adapters.slack.installations import Installations
from adapters.slack.refusals import DEACTIVATED, MOVED, MOVING, NO_CONVERSATION, NO_INSTALLATION, UNREADABLE, meant, not_posted
from adapters.slack.text import Json
from bot.actions.card_reader import card_reader
from bot.again import again
from bot.cards import Card
from bot.desk import Desk
from bot.events import AccountLeft, AccountSeen, Caller, File
from bot.model import Account, Conversation, OutOfReach, Platform
from bot.ports.sender import Busy, Down, Outcome, Refused, Sent, Unknown
from bot.ports.store import Store

log = structlog.get_logger(__name__)
EVENT = "rollcall_message"  # metadata.event_type: a message is found again by its key
LATEST = 20  # messages of a conversation that are looked through for a key
FRESH = timedelta(hours=20)  # for so long Slack's word that an account is there is believed: a post to a deactivated one succeeds silently
UNFIT = frozenset(
    {"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "msg_too_long", "invalid_metadata_format", "metadata_too_large"}
)


class SlackSender:
    """One for all workspaces. `desk` hears of accounts that Slack reports gone; `zone` is the organisation's, for whoever has none."""

    platform = Platform.SLACK
    finds = True

    def __init__(
        self,
        store: Store,
        desk: Desk,
        installations: Installations,
        session: aiohttp.ClientSession,
        api_url: str,
        machine: Callable[[], float],
        zone: str,
    ) -> None:
        self._store, self._desk, self._installations, self._zone = store, desk, installations, zone
        self.session, self._api_url, self._machine = session, api_url, machine
        self._checked: dict[tuple[str, str], float] = {}

    async def slack(self, tenant: str) -> PostClient | None:
        """To call this workspace with; None: not installed there."""
        token = await self._installations.token(tenant)
        return client(self.session, self._api_url, token) if token else None

    async def _no_caller(self, tenant: str) -> Refused | Down:
        """Why there is nothing to call this workspace with."""
        return NO_INSTALLATION if await self._installations.of(tenant) is None else UNREADABLE

    async def is_dead(self, token: str) -> bool:
        """Whether Slack says no to this token; without an answer it may be alive, and the next message tells."""
        answer = await call(client(self.session, self._api_url, token), "auth.test")
        if not isinstance(answer, Refused) or answer.reason in MOVING:
            log.warning("slack_token_not_revoked", answer=type(answer).__name__)
            return False
        return True

    async def send(self, account: Account, card: Card, key: str) -> Outcome:
        """A direct message, found again by its key. A token that died may have been followed by another meanwhile."""
        outcome = await self._sent(account, card, key)
        is_out = isinstance(outcome, Refused) and outcome.why is OutOfReach.UNINSTALLED
        return await self._sent(account, card, key) if is_out and await self._installations.is_renewed(account.tenant) else outcome

    async def _sent(self, account: Account, card: Card, key: str) -> Outcome:
        slack = await self.slack(account.tenant)
        if slack is None:
            return await self._no_caller(account.tenant)
        wrong = await self._is_there(slack, account)
        if wrong is not None:
            return wrong
        outcome: Outcome = Refused("invalid_blocks")
        for shown in await self._in_turn(account, card):
            outcome = await self._post(slack, account, shown, key)
            if not _is_unfit(outcome, card):
                break
        return outcome

    async def _post(self, slack: PostClient, account: Account, shown: Json, key: str) -> Outcome:
        for anew in (False, True):
            channel = await self.channel(slack, account, anew=anew)
            if not isinstance(channel, str):
                return channel
            answer = await call(
                slack, "chat.postMessage", channel=channel, unfurl_links=False, unfurl_media=False, metadata=metadata(key), **shown
            )
            if isinstance(answer, Told):
                return Sent(f"{channel}:{answer.data.get('ts', '')}")
            if not (isinstance(answer, Refused) and answer.reason in MOVED):
                return meant(answer)
        return NO_CONVERSATION

    async def channel(self, slack: PostClient, account: Account, *, anew: bool = False) -> str | Outcome:
        """The conversation with this account, opened once and kept."""
        async with self._store.reading() as tx:
            kept = await tx.conversations.of(account.id)
        if kept is not None and not anew:
            return kept.address
        answer = await call(slack, "conversations.open", users=account.user)
        if not isinstance(answer, Told):
            return not_posted(answer)
        address = text_in(map_in(answer.data, "channel"), "id")
        if not address:
            return Down("conversations.open named no channel")

        async def keep() -> None:
            async with self._store.writing() as tx:
                await tx.conversations.keep(Conversation(account.id, address))

        await again(self._store, keep)
        return address

    async def _is_there(self, slack: PostClient, account: Account) -> Outcome | None:
        """None: go on. Slack accepts a message to a deactivated account without a word, so it is asked first, once in a while."""
        if account.deleted:
            return DEACTIVATED
        last = self._checked.get((account.tenant, account.user))
        if last is not None and self._machine() - last < FRESH.total_seconds():
            return None
        word = await directory.by_id(slack, account.tenant, account.user)
        if not isinstance(word, AccountSeen | AccountLeft | Told):
            return not_posted(word)
        self._checked[account.tenant, account.user] = self._machine()
        if isinstance(word, AccountLeft):
            await self._desk.handle(word)
            return DEACTIVATED
        return None

    async def _in_turn(self, account: Account, card: Card) -> Iterator[Json]:
        """The message, then what a workspace gets that refuses its blocks."""
        async with self._store.reading() as tx:
            person = await tx.people.get(account.person_id) if account.person_id else None
            caller = Caller(account.platform, account.tenant, account.user)
            reader = await card_reader(tx, self._zone, caller, person, [card])
        return cards.in_turn(card, reader.zone, reader.mentions)

    async def update(self, account: Account, ref: str, card: Card) -> Outcome:
        """In place; `ref` is channel:ts. A message that cannot be changed any more stays as it is."""
        slack = await self.slack(account.tenant)
        channel, _, ts = ref.partition(":")
        if slack is None:
            return await self._no_caller(account.tenant)
        if not ts:
            return Refused("no_message")
        answer: Called = Refused("invalid_blocks")
        for shown in await self._in_turn(account, card):
            answer = await call(slack, "chat.update", channel=channel, ts=ts, **shown)
            if not _is_unfit(answer, card):
                break
        return Sent(ref) if isinstance(answer, Told) else answer

    async def find(self, account: Account, key: str) -> Outcome | None:
        """Whether a message of this key is in the conversation; None: certainly not. A question that cannot be asked now is no no."""
        slack = await self.slack(account.tenant)
        if slack is None:
            return await self._no_caller(account.tenant)
        async with self._store.reading() as tx:
            kept = await tx.conversations.of(account.id)
        if kept is None:
            return None  # never opened, so nothing was posted
        return await find_in(slack, kept.address, key)

    def may_take(self, url: str) -> bool:
        """Only there is anything ever sent: Slack's own host, or the API we were told to use."""
        try:
            found, api = urlsplit(url), urlsplit(self._api_url)
        except ValueError:  # a bracket that opens no IPv6 address
            return False
        own = (found.scheme, found.netloc) == (api.scheme, api.netloc)
        return own or (found.scheme == "https" and found.hostname in ("hooks.slack.com", "hooks.slack-gov.com"))

    async def to_url(self, url: str, body: Json) -> None:
        """A response_url; it carries no token."""
        try:
            async with self.session.post(url, json=body, allow_redirects=False) as answer:
                if answer.status >= 400:
                    log.warning("slack_answer_not_shown", what="response_url", status=answer.status)
        except (aiohttp.ClientError, TimeoutError) as why:
            log.warning("slack_answer_not_shown", what="response_url", why=type(why).__name__)

    async def send_file(self, caller: Caller, file: File) -> bool:
        """Into the direct message; False where the scope is missing or Slack refuses."""
        installed, slack = await self._installations.of(caller.tenant), await self.slack(caller.tenant)
        async with self._store.reading() as tx:
            account = await tx.accounts.find(caller.platform, caller.tenant, caller.user)
        if installed is None or slack is None or account is None or "files:write" not in installed.scopes:
            return False
        channel = await self.channel(slack, account)
        if not isinstance(channel, str):
            return False
        try:
            await slack.files_upload_v2(channel=channel, filename=file.name, content=file.text, title=file.name)
        except (SlackApiError, SlackClientError, aiohttp.ClientError, TimeoutError) as why:
            log.warning("slack_file_not_sent", why=type(why).__name__)
            return False
        return True

    async def look_up(self, email: str) -> AccountSeen | Busy | Down | None:
        """By address, in every workspace we are installed in (users:read.email); what keeps one from saying, where no other knows them."""
        held_up: Busy | Down | None = None
        for one in await self._installations.all():
            slack = await self.slack(one.tenant)
            word = await directory.by_email(slack, one.tenant, email) if slack is not None else None
            match word:
                case AccountSeen():
                    return word
                case Busy() | Down():
                    held_up = word
                case Unknown(detail):
                    held_up = Down(detail)
        return held_up


async def find_in(slack: PostClient, channel: str, key: str) -> Outcome | None:
    """The same in a conversation that is known. To look changes nothing: a look that ended without an answer is only to be had again."""
    answer = await call(slack, "conversations.history", channel=channel, include_all_metadata=True, limit=LATEST)
    match answer:
        case Refused():
            return Unknown("not_looked")
        case Unknown(detail):
            return Down(detail)
        case Busy() | Down():
            return answer
    found = answer.data.get("messages")
    ts = (
        next((str(one.get("ts", "")) for one in found if isinstance(one, dict) and _key(one) == key), "") if isinstance(found, list) else ""
    )
    return Sent(f"{channel}:{ts}") if ts else None


def _is_unfit(answer: Outcome | Called, card: Card) -> bool:
    """Whether the workspace refuses the blocks, so that something plainer may still arrive."""
    if not (isinstance(answer, Refused) and answer.reason in UNFIT):
        return False
    log.error("slack_refuses_blocks", error=answer.reason, card=card.state)
    return True


def metadata(key: str) -> Json:
    """What finds a message again; nobody sees it."""
    return {"event_type": EVENT, "event_payload": {"key": key}}


def _key(message: Mapping[str, object]) -> str:
    return text_in(map_in(map_in(message, "metadata"), "event_payload"), "key")
