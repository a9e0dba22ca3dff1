"""What the core asks of its memory, in domain words. One Tx is one transaction; leaving it normally commits."""

from collections.abc import Collection, Iterable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple, Protocol, TypeVar

from bot.audit import Finding
from bot.model import (
    Absence,
    AbsenceId,
    Account,
    AccountId,
    Answer,
    AnswerId,
    Assignment,
    AssignmentId,
    AuditRow,
    CheckIn,
    CheckInId,
    Concern,
    ConcernId,
    ConcernStep,
    Confirmation,
    ConfirmationId,
    Content,
    ContentId,
    Conversation,
    Decision,
    DecisionId,
    Episode,
    EpisodeId,
    Excuse,
    ExcuseId,
    Impact,
    Installation,
    InstallationId,
    Looked,
    Message,
    MessageId,
    MessageItem,
    MessageKind,
    Outage,
    OutOfReach,
    Override,
    OverrideId,
    Pattern,
    Person,
    PersonId,
    Platform,
    Policy,
    Reader,
    ReaderId,
    Role,
    Seat,
    SeatId,
    Second,
    SecondId,
    Sighting,
    Signal,
    SignalId,
    Stage,
    System,
    SystemId,
    Telling,
    Token,
    TokenId,
)
from bot.rules.attention import Missed

K = TypeVar("K", contravariant=True)
T = TypeVar("T")


class Noun(Protocol[K, T]):
    """What every noun can do. `save` writes the whole row of an existing id; `add` takes many at once.

    `due` lists locks nothing (but for seats): actions lock the seat and read again before they change anything.
    """

    async def get(self, id: K) -> T | None: ...

    async def many(self, ids: Iterable[K]) -> dict[str, T]: ...

    async def add(self, *rows: T) -> None: ...

    async def save(self, *rows: T) -> None: ...


class People(Noun[PersonId, Person], Protocol):
    """Everybody who was ever named."""

    async def by_email(self, email: str) -> Person | None: ...

    async def by_emails(self, emails: Iterable[str]) -> list[Person]: ...

    async def called(self, name: str) -> list[Person]: ...  # case-folded full name, active first

    async def active(self) -> list[Person]: ...

    async def everybody(self) -> list[Person]: ...  # who left as well


class Accounts(Noun[AccountId, Account], Protocol):
    """(platform, tenant, user) is unique."""

    async def find(self, platform: Platform, tenant: str, user: str) -> Account | None: ...

    async def of(self, person: PersonId) -> list[Account]: ...  # last used first

    async def of_many(self, people: Iterable[PersonId]) -> dict[PersonId, list[Account]]: ...

    async def of_tenant(self, platform: Platform, tenant: str) -> list[Account]: ...

    async def out_of_reach(self, platform: Platform, tenant: str) -> list[Account]: ...  # of this workspace or tenant, for whatever reason

    async def refusing(self, platform: Platform) -> dict[OutOfReach, int]: ...  # how many, by why; none of those that are gone


@dataclass(frozen=True, slots=True)
class NameOf:
    """One name (name, alias or slug) a system is found by; `folded` is trimmed and case-folded."""

    system_id: SystemId
    folded: str
    shown: str


class SystemBrief(NamedTuple):
    """What the diagnostic reads of a system: thousands at a time, so a row is taken as it comes."""

    id: SystemId
    name: str
    slug: str
    unit: str
    impact: Impact
    stage: Stage
    pattern: Pattern
    contract_end: date | None


class SeatBrief(NamedTuple):
    """The same of a seat."""

    id: SeatId
    system_id: SystemId
    role: Role
    gap_given: str
    gap_reason: str
    hours_needed: Decimal | None


class Systems(Noun[SystemId, System], Protocol):
    """The register. Names, aliases and slugs are kept folded in an index of their own by add and save."""

    async def exact(self, folded: str) -> list[System]: ...

    async def names(self) -> list[NameOf]: ...

    async def by_slug(self, slug: str) -> System | None: ...

    async def slugs(self) -> set[str]: ...

    async def keyed(self) -> dict[str, System]: ...  # by external_key: the import's memory

    async def all(self) -> list[System]: ...  # without the merged ones

    async def any(self) -> bool: ...  # whether there is one at all

    async def merged_into(self, system: SystemId) -> list[System]: ...  # and what had been merged into those, oldest first

    async def briefs(self) -> list[SystemBrief]: ...


class Seats(Noun[SeatId, Seat], Protocol):
    """Three a system, always."""

    async def lock(self, *ids: SeatId) -> None: ...  # sorted, so no deadlock; others who lock one of them go again

    async def of(self, system: SystemId) -> dict[Role, Seat]: ...

    async def of_many(self, systems: Iterable[SystemId]) -> list[Seat]: ...

    async def all(self) -> list[Seat]: ...

    async def briefs(self) -> list[SeatBrief]: ...

    async def any_import_gap(self) -> bool: ...  # from_import, system neither planned nor retired nor merged

    async def due(self, now: datetime, limit: int) -> list[Seat]: ...  # next_ask_at <= now; locked, others' locks skipped

    async def asked_between(
        self, people: Iterable[PersonId], after: datetime, until: datetime
    ) -> dict[PersonId, list[SeatId]]: ...  # next_ask_at in (after, until], by holder and by whoever agreed to cover


class Assignments(Noun[AssignmentId, Assignment], Protocol):
    """Offers and what became of them."""

    async def open_of(self, seat: SeatId) -> list[Assignment]: ...  # proposed and accepted

    async def open_of_many(self, seats: Iterable[SeatId]) -> dict[SeatId, list[Assignment]]: ...

    async def open_all(self) -> list[Assignment]: ...

    async def open_for(self, person: PersonId) -> list[Assignment]: ...

    async def history(self, seats: Iterable[SeatId]) -> list[Assignment]: ...  # all, oldest first

    async def due(self, now: datetime, limit: int) -> list[Assignment]: ...

    async def uninvited(self) -> list[Assignment]: ...

    async def leaving(self, now: datetime, limit: int) -> list[Assignment]: ...  # accepted, leaving_at <= now

    async def to_confirm(self, now: datetime, limit: int) -> list[Assignment]: ...  # accepted, confirm_at <= now


class CheckIns(Noun[CheckInId, CheckIn], Protocol):
    """(seat, period) is unique; at most one open a seat."""

    async def open_of(self, seat: SeatId) -> CheckIn | None: ...

    async def open_of_many(self, seats: Iterable[SeatId]) -> dict[SeatId, CheckIn]: ...

    async def open_for(self, person: PersonId) -> list[CheckIn]: ...

    async def of_period(self, seat: SeatId, period: str) -> CheckIn | None: ...

    async def recent(self, seats: Iterable[SeatId], each: int) -> dict[SeatId, list[CheckIn]]: ...  # newest first

    async def missed(self, seats: Iterable[SeatId]) -> dict[SeatId, Missed]: ...  # in the seat's open silence; none: left out

    async def tally(self, seat: SeatId, since: datetime) -> tuple[int, int]: ...  # answered, asked (answered + missed)


class Answers(Noun[AnswerId, Answer], Protocol):
    """All answers, newest first where a list comes back."""

    async def of(self, check_in: CheckInId) -> list[Answer]: ...

    async def last(self, seats: Iterable[SeatId]) -> dict[SeatId, Answer]: ...  # the newest that counts, per seat

    async def recent(self, seat: SeatId, limit: int) -> list[Answer]: ...

    async def moved(self, each: int) -> dict[SeatId, int]: ...  # per seat: how many of its last `each` came while the facts moved


class Episodes(Noun[EpisodeId, Episode], Protocol):
    """At most one open a seat and kind."""

    async def open_of(self, seat: SeatId) -> list[Episode]: ...

    async def open_all(self) -> list[Episode]: ...

    async def open_about(self, person: PersonId) -> list[Episode]: ...

    async def of_seat(self, seat: SeatId) -> list[Episode]: ...  # all, oldest first

    async def due(self, now: datetime, limit: int) -> list[Episode]: ...  # open, next_at <= now

    async def touch(self, now: datetime, seats: Iterable[SeatId] | None) -> None: ...  # next_at = now for the open ones; None: all


class Tellings(Noun[str, Telling], Protocol):
    """Who was told of an episode, and when it was confirmed."""

    async def of(self, episode: EpisodeId) -> list[Telling]: ...


class LookedRows(Noun[str, Looked], Protocol):
    """*I looked: it's fine*."""

    async def of(self, seat: SeatId, limit: int) -> list[Looked]: ...  # newest first


class Absences(Noun[AbsenceId, Absence], Protocol):
    """Open: not ended."""

    async def open_of(self, person: PersonId) -> Absence | None: ...

    async def open_all(self) -> list[Absence]: ...

    async def covered_by(self, person: PersonId) -> list[Absence]: ...  # open, cover_id = person

    async def of(self, person: PersonId) -> list[Absence]: ...  # all, oldest first

    async def due(self, now: datetime, limit: int) -> list[Absence]: ...


class Seconds(Noun[SecondId, Second], Protocol):
    """A steward seat's second pair of eyes; at most one not ended a seat."""

    async def open_of(self, seat: SeatId) -> Second | None: ...

    async def open_of_many(self, seats: Iterable[SeatId]) -> dict[SeatId, Second]: ...

    async def open_for(self, person: PersonId) -> list[Second]: ...

    async def due(self, now: datetime, limit: int) -> list[Second]: ...


class Excuses(Noun[ExcuseId, Excuse], Protocol):
    """Open: not ended; at most one a seat."""

    async def open_of(self, seat: SeatId) -> Excuse | None: ...

    async def open_of_many(self, seats: Iterable[SeatId]) -> dict[SeatId, Excuse]: ...

    async def open_all(self) -> list[Excuse]: ...

    async def due(self, now: datetime, limit: int) -> list[Excuse]: ...


class Concerns(Noun[ConcernId, Concern], Protocol):
    """Oldest first. Open: in none of its ends."""

    async def open_of(self, systems: Collection[SystemId]) -> list[Concern]: ...

    async def open_all(self) -> list[Concern]: ...

    async def due(self, now: datetime, limit: int) -> list[Concern]: ...

    async def add_step(self, step: ConcernStep) -> None: ...

    async def steps(self, concern: ConcernId) -> list[ConcernStep]: ...  # the thread, oldest first

    async def touch(self, now: datetime, systems: Iterable[SystemId] | None) -> None: ...  # plan the open ones anew; None: all


class Decisions(Noun[DecisionId, Decision], Protocol):
    """What stewards decided."""

    async def last(self, systems: Iterable[SystemId]) -> dict[SystemId, Decision]: ...

    async def of(self, system: SystemId) -> list[Decision]: ...  # oldest first

    async def due(self, now: datetime, limit: int) -> list[Decision]: ...


class Confirmations(Noun[ConfirmationId, Confirmation], Protocol):
    """Still yours? At most one open an assignment."""

    async def open_of(self, assignment: AssignmentId) -> Confirmation | None: ...

    async def open_for(self, person: PersonId) -> list[Confirmation]: ...

    async def of(self, assignments: Iterable[AssignmentId]) -> list[Confirmation]: ...  # all, oldest first

    async def due(self, now: datetime, limit: int) -> list[Confirmation]: ...


class Overrides(Noun[OverrideId, Override], Protocol):
    """Systems that went on unstaffed; at most one not ended a system."""

    async def open_of(self, system: SystemId) -> Override | None: ...

    async def open_all(self) -> list[Override]: ...

    async def due(self, now: datetime, limit: int) -> list[Override]: ...


class Signals(Noun[SignalId, Signal], Protocol):
    """Facts about systems, newest first."""

    async def of(self, system: SystemId, limit: int) -> list[Signal]: ...


class Tokens(Noun[TokenId, Token], Protocol):
    """Programs' keys."""

    async def by_digest(self, digest: str) -> Token | None: ...

    async def by_name(self, name: str) -> Token | None: ...

    async def all(self) -> list[Token]: ...  # by name


class Readers(Noun[ReaderId, Reader], Protocol):
    """Auditors; at most one not ended a person."""

    async def open_of(self, person: PersonId) -> Reader | None: ...

    async def all(self) -> list[Reader]: ...


class Installations(Noun[InstallationId, Installation], Protocol):
    """Where we are installed; at most one not ended a tenant."""

    async def open_of(self, platform: Platform, tenant: str) -> Installation | None: ...

    async def last_of(self, platform: Platform, tenant: str) -> Installation | None: ...  # ended as well

    async def open_all(self, platform: Platform) -> list[Installation]: ...


class Conversations(Protocol):
    """Opened once an account."""

    async def of(self, account: AccountId) -> Conversation | None: ...

    async def keep(self, row: Conversation) -> None: ...  # insert or replace


class Contents(Protocol):
    """Free text beside the chain."""

    async def add(self, row: Content) -> None: ...

    async def get(self, id: ContentId) -> Content | None: ...

    async def texts(self, ids: Iterable[ContentId | None]) -> dict[str, str]: ...  # erased ones are missing


@dataclass(frozen=True, slots=True)
class Claim:
    """A leased message: `owner` and `attempt` fence its completion. `ambiguous`: an earlier attempt may have arrived."""

    message_id: MessageId
    person_id: PersonId
    owner: str
    attempt: int
    ambiguous: bool


class LeaseLost(Exception):
    """Somebody else has taken the lane meanwhile: what this transaction did must not stand."""


class Messages(Noun[MessageId, Message], Protocol):
    """The outbox's rows. A lane is a person: order, one message in flight, a lease."""

    async def by_key(self, key: str) -> Message | None: ...

    async def items(self, message: MessageId) -> list[MessageItem]: ...  # by position

    async def items_of_many(self, messages: Iterable[MessageId]) -> dict[MessageId, list[MessageItem]]: ...

    async def put_items(self, *items: MessageItem) -> None: ...  # insert or replace by (message, kind, ref)

    async def open_of(self, person: PersonId, kind: MessageKind) -> list[Message]: ...  # waiting, earliest first

    async def showing(self, ref: str) -> list[Message]: ...  # sent or unknown, with a shown item of this ref; newest last

    async def uncertain(
        self, ref: str
    ) -> list[Message]: ...  # the same of those that may have arrived: unknown, to be repeated, or given up

    async def of_person(self, person: PersonId, limit: int) -> list[Message]: ...  # sent, oldest first

    async def claim(self, now: datetime, owner: str, limit: int) -> list[Claim]: ...  # own transaction at the caller's

    async def lock_lane(self, person: PersonId) -> None: ...  # before a message of this person is looked for, and before it leaves

    async def held(self, claim: Claim) -> bool: ...  # still ours: owner and attempt match

    async def release(self, claim: Claim, delay: float = 0.0) -> None: ...  # machine seconds until the lane may go on; LeaseLost

    async def pause(self, platform: Platform, tenant: str, seconds: float) -> None: ...  # Retry-After of a workspace

    async def due_days(self, now: datetime, after: str, limit: int) -> list[Message]: ...  # DAY, waiting, send_at <= now, id > after

    async def put_aside(self) -> int: ...  # waiting, and could not be made or handed over so far

    async def unknown_due(self, now: datetime, limit: int) -> list[Message]: ...  # unknown, send_at <= now

    async def stale(self, after: str, limit: int) -> list[Message]: ...  # sent, stale=True, id > after, their workspace does not pause

    async def paused_for(self, platform: Platform, tenant: str) -> float: ...  # machine seconds; 0.0: go on


class Sightings(Protocol):
    """Names asked for that the register does not have."""

    async def count(self, folded: str, shown: str, on: date) -> None: ...

    async def top(self, limit: int) -> list[Sighting]: ...


class Waits(StrEnum):
    """What can wait for time; each kind has one step of the engine."""

    LEAVING = "leaving"
    ABSENCE = "absence"
    EXCUSE = "excuse"
    UNKNOWN = "unknown"
    OFFER = "offer"
    SECOND = "second"
    CONFIRM = "confirm"  # a year has passed
    CONFIRMATION = "confirmation"
    CONCERN = "concern"
    DECISION = "decision"
    OVERRIDE = "override"
    EPISODE = "episode"
    NAMED = "named"  # a fact named `next:…`
    MESSAGE = "message"
    QUESTION = "question"


class Engine(Protocol):
    """The installation's own rows: heartbeat, outages, the global pause, the demo's clock, small facts by name."""

    async def read(self, name: str) -> str | None: ...

    async def write(self, name: str, value: str | None) -> None: ...

    async def named(self, prefix: str) -> dict[str, str]: ...  # facts whose names begin like this, by name

    async def keep(self, name: str, value: str) -> str: ...  # once: whoever came first stays, and is given back

    async def outages(self) -> list[Outage]: ...

    async def add_outage(self, outage: Outage) -> None: ...

    async def due(self, now: datetime) -> frozenset[Waits]: ...

    async def next_due(
        self,
    ) -> datetime | None: ...  # the earliest of all next_…_at, leaving_at, send_at (waiting, unknown), and facts named `next:…` (ISO times)


class Inbound(Protocol):
    """Events that changed something: a replay gets its first answer."""

    async def answer_of(self, platform: Platform, event_id: str) -> str | None: ...

    async def remember(self, platform: Platform, event_id: str, reply: str, at: datetime) -> None: ...


class Audit(Protocol):
    """Append-only, hash-chained and keyed. `note` buffers; the rows are written in one go before the commit."""

    def note(self, chain: str, code: str, at: datetime, content: Content | None = None, **ids: str | int | None) -> None: ...

    async def rows(self, chain: str | None = None) -> list[AuditRow]: ...

    async def recent(self, limit: int) -> list[AuditRow]: ...  # newest first by the time they tell

    async def total(self) -> int: ...  # rows over all chains: it grows with every change that is noted

    async def heads(self) -> dict[str, tuple[int, str]]: ...

    async def verify(self, anchors: Iterable[str]) -> list[Finding]: ...

    async def seal(self, at: datetime) -> int: ...  # what another key wrote goes under this one's seal; how many chains

    async def anchor(self, at: datetime) -> str: ...  # one line over all heads, to be kept outside


class Privacy(Protocol):
    """Everything about one person; what was kept long enough; a leaver without a name (PRODUCT §6, §11)."""

    async def everything(self, person: PersonId) -> dict[str, list[dict[str, Any]]]: ...  # by table, as JSON has it

    async def expire(self, now: datetime, policy: Policy) -> dict[str, int]: ...  # counts by table

    async def erased(self) -> list[str]: ...  # of the texts that the trail speaks of, in this transaction

    async def pseudonymise(self, person: Person, name: str, now: datetime) -> dict[str, int]: ...

    async def named_in_systems(self, person: Person) -> list[str]: ...  # systems whose own words name them


class Ahead(NamedTuple):
    """What a look-up is going to ask about: a system by its folded name, alias or slug, or by its id; and whoever asks."""

    name: str
    system: str
    admins: tuple[str, ...] = ()  # e-mail addresses
    asker: tuple[Platform, str, str] | None = None  # platform, tenant, user; None: nobody new


class Tx(Protocol):
    """One transaction. Reading ones refuse to write."""

    async def read_ahead(self, wanted: Ahead) -> None: ...  # all that a look-up asks, in one statement; what is asked then is the same

    @property
    def people(self) -> People: ...
    @property
    def accounts(self) -> Accounts: ...
    @property
    def systems(self) -> Systems: ...
    @property
    def seats(self) -> Seats: ...
    @property
    def assignments(self) -> Assignments: ...
    @property
    def check_ins(self) -> CheckIns: ...
    @property
    def answers(self) -> Answers: ...
    @property
    def episodes(self) -> Episodes: ...
    @property
    def tellings(self) -> Tellings: ...
    @property
    def looked(self) -> LookedRows: ...
    @property
    def absences(self) -> Absences: ...
    @property
    def seconds(self) -> Seconds: ...
    @property
    def excuses(self) -> Excuses: ...
    @property
    def concerns(self) -> Concerns: ...
    @property
    def decisions(self) -> Decisions: ...
    @property
    def confirmations(self) -> Confirmations: ...
    @property
    def overrides(self) -> Overrides: ...
    @property
    def signals(self) -> Signals: ...
    @property
    def tokens(self) -> Tokens: ...
    @property
    def readers(self) -> Readers: ...
    @property
    def privacy(self) -> Privacy: ...
    @property
    def installations(self) -> Installations: ...
    @property
    def conversations(self) -> Conversations: ...
    @property
    def contents(self) -> Contents: ...
    @property
    def messages(self) -> Messages: ...
    @property
    def sightings(self) -> Sightings: ...
    @property
    def engine(self) -> Engine: ...
    @property
    def inbound(self) -> Inbound: ...
    @property
    def audit(self) -> Audit: ...


class Store(Protocol):
    """The memory. `reading` never waits for a writer; `writing` may end in a conflict: it always goes through `again`."""

    def reading(self) -> AbstractAsyncContextManager[Tx]: ...

    def writing(self) -> AbstractAsyncContextManager[Tx]: ...

    def is_conflict(self, error: Exception) -> bool: ...  # two transactions stood in each other's way: try again
