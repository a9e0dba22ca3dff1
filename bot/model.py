"""The nouns: what Rollcall knows, as frozen values. All times are aware UTC, all money is Decimal with a currency."""

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import NewType

PersonId = NewType("PersonId", str)
AccountId = NewType("AccountId", str)
InstallationId = NewType("InstallationId", str)
SystemId = NewType("SystemId", str)
SeatId = NewType("SeatId", str)
AssignmentId = NewType("AssignmentId", str)
CheckInId = NewType("CheckInId", str)
AnswerId = NewType("AnswerId", str)
EpisodeId = NewType("EpisodeId", str)
ConcernId = NewType("ConcernId", str)
DecisionId = NewType("DecisionId", str)
AbsenceId = NewType("AbsenceId", str)
SecondId = NewType("SecondId", str)
ExcuseId = NewType("ExcuseId", str)
MessageId = NewType("MessageId", str)
ContentId = NewType("ContentId", str)
ConfirmationId = NewType("ConfirmationId", str)
OverrideId = NewType("OverrideId", str)
SignalId = NewType("SignalId", str)
TokenId = NewType("TokenId", str)
ReaderId = NewType("ReaderId", str)


class Role(StrEnum):
    """The three jobs (PRODUCT §1), in the order people read them."""

    OPERATOR = "operator"
    MAINTAINER = "maintainer"
    STEWARD = "steward"


class Stage(StrEnum):
    """A system's life (STATES, System)."""

    PLANNED = "planned"
    BUILDING = "building"
    PILOT = "pilot"
    PRODUCTION = "production"
    RETIRING = "retiring"
    RETIRED = "retired"


class Impact(StrEnum):
    """How much harm a failure does (PRODUCT §9)."""

    HIGH = "high"
    USUAL = "usual"


class Pattern(StrEnum):
    """How a system is owned (PRODUCT R6)."""

    OPERATIONAL = "operational"
    EMBEDDED = "embedded"
    VENDOR = "vendor"


class SeatState(StrEnum):
    """STATES, Seat; `held` is `accepted` in figures. Derived from the assignments, never stored."""

    VACANT = "vacant"
    PROPOSED = "proposed"
    HELD = "held"


class AssignmentState(StrEnum):
    """STATES, Offer: one assignment from the offer to its end."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    ENDED = "ended"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class CheckInState(StrEnum):
    """STATES, Check-in."""

    OPEN = "open"
    ANSWERED = "answered"
    MISSED = "missed"
    VOID = "void"


class VoidReason(StrEnum):
    """Why a check-in counts for nothing; only `missed` counts (STATES, Check-in)."""

    NO_WORKING_DAY = "no_working_day"
    UNCOVERED = "uncovered"
    UNREACHABLE = "unreachable"
    VACATED = "vacated"
    PAUSED = "paused"
    RETIRED = "retired"
    OUR_OUTAGE = "our_outage"


class AnswerKind(StrEnum):
    """Every answer of the three questions (PRODUCT §3)."""

    NORMAL = "normal"
    OFF = "off"
    CANT_TELL = "cant_tell"
    DIDNT_LOOK = "didnt_look"
    STEADY = "steady"
    UPKEEP = "upkeep"
    CHANGED = "changed"
    COST_OFF = "cost_off"
    KEEP = "keep"
    EXPAND = "expand"
    CONSOLIDATE = "consolidate"
    RETIRE = "retire"
    NOT_SURE = "not_sure"


ANSWERS: dict[Role, tuple[AnswerKind, ...]] = {
    Role.OPERATOR: (AnswerKind.NORMAL, AnswerKind.OFF, AnswerKind.CANT_TELL, AnswerKind.DIDNT_LOOK),
    Role.MAINTAINER: (
        AnswerKind.STEADY,
        AnswerKind.UPKEEP,
        AnswerKind.CHANGED,
        AnswerKind.COST_OFF,
        AnswerKind.CANT_TELL,
    ),
    Role.STEWARD: (
        AnswerKind.KEEP,
        AnswerKind.EXPAND,
        AnswerKind.CONSOLIDATE,
        AnswerKind.RETIRE,
        AnswerKind.NOT_SURE,
    ),
}


class EpisodeKind(StrEnum):
    """The four silences that have a ladder (STATES, Episodes)."""

    SILENT = "silent"
    VACANT = "vacant"
    UNREACHABLE = "unreachable"
    UNCOVERED = "uncovered"


class OutOfReach(StrEnum):
    """Why an account takes none of our messages, whatever the platform calls it (PRODUCT §4, Not delivered is not silence)."""

    DEACTIVATED = "deactivated"  # by whoever runs the platform: its person leaves with their last account (R8)
    NOT_FOUND = "not_found"  # the platform knows no such account, or shows it to us no more
    BOT = "bot"  # a program's account: nobody reads there
    BLOCKED = "blocked"  # the person keeps our messages out
    NOT_INSTALLED = "not_installed"  # the app is not there for this one person, where each has it for themselves (Teams)
    NOT_ALLOWED = "not_allowed"  # the rules of the workspace keep our messages from this account
    MESSAGES_OFF = "messages_off"  # the app's own messages are switched off, for everybody
    UNINSTALLED = "uninstalled"  # the app was removed from the workspace, or its key taken back
    SCOPE_MISSING = "scope_missing"  # the app is there and may not write
    UNCONFIRMED = "unconfirmed"  # neither a message nor its repeat was confirmed (STATES, Messages)
    OTHER = "other"  # a reason of the platform's that we do not know


class Severity(StrEnum):
    """How bad a concern is (PRODUCT §4)."""

    STOP = "stop"
    CUSTOMERS = "customers"
    COSMETIC = "cosmetic"


class ConcernState(StrEnum):
    """STATES, Concern; the last three are its ends. Reopened, it is triaged again."""

    OPEN = "open"
    TRIAGED = "triaged"
    ACKNOWLEDGED = "acknowledged"
    RESOLVED = "resolved"
    CONFIRMED = "confirmed"
    NOT_A_CONCERN = "not_a_concern"
    DUPLICATE = "duplicate"


class ConcernMove(StrEnum):
    """What somebody does about a concern (PRODUCT §4): each is a row of its thread, with who, when and which words."""

    RAISED = "raised"
    FOR_MAINTAINER = "for_maintainer"  # triage
    MINE = "mine"  # triage: the operator's own, input or use
    KNOWN_EDGE_CASE = "known_edge_case"  # triage: not a concern
    NOT_A_CONCERN = "not_a_concern"
    DUPLICATE = "duplicate"
    ACKNOWLEDGE = "acknowledge"
    RESOLVE = "resolve"
    CONFIRM = "confirm"
    REOPEN = "reopen"
    SAY = "say"
    SEVERITY = "severity"
    TOLD = "told"  # by the clock: who should have acted, somebody else was told


class Because(StrEnum):
    """Why a holder is asked whether the role is still theirs (R3, R8)."""

    YEAR = "year"
    EXPAND = "expand"
    MOVED = "moved"  # title or department changed: asked once


class Still(StrEnum):
    """The answers to it."""

    STILL = "still"
    MORE = "more"  # with more hours or say
    NO = "no"


class SignalKind(StrEnum):
    """A fact about a system that somebody or something reported (PRODUCT §3, §10)."""

    COST = "cost"
    VOLUME = "volume"
    VALUE = "value"
    ALERT = "alert"
    MODEL = "model"
    API = "api"
    TEXT = "text"


class ExcuseKind(StrEnum):
    """R10: what may silence a seat, each with a name, a reason and a date."""

    PAUSE = "pause"
    OFF = "off"
    ACCEPTED_GAP = "accepted_gap"


class Platform(StrEnum):
    """Where a person is met."""

    LOCAL = "local"
    SLACK = "slack"
    TEAMS = "teams"


class Rhythm(StrEnum):
    """The closed set of cadences (STATES, Cadence)."""

    DAILY = "daily"
    WEEKLY = "weekly"
    TWO_WEEKLY = "two_weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"


class MessageKind(StrEnum):
    """STATES, Messages: `day` is the one message a day; the others do not wait for it."""

    DAY = "day"
    OFFER = "offer"
    REPLY = "reply"
    STOP = "stop"


class MessageState(StrEnum):
    """waiting → composed → sent | unknown | refused; `dropped`: nothing was left to say."""

    WAITING = "waiting"
    COMPOSED = "composed"
    SENT = "sent"
    UNKNOWN = "unknown"
    REFUSED = "refused"
    DROPPED = "dropped"


class ItemKind(StrEnum):
    """What one line of a message is about; `ref` names the row it is composed from at send time."""

    QUESTION = "question"  # ref: check-in
    REMINDER = "reminder"  # ref: check-in
    TELLING = "telling"  # ref: episode
    OFFER = "offer"  # ref: assignment
    OFFER_REMINDER = "offer_reminder"  # ref: assignment
    OFFER_TOLD = "offer_told"  # ref: assignment; to whoever offered
    COVER_ASKED = "cover_asked"  # ref: absence
    SECOND_ASKED = "second_asked"  # ref: second
    SECOND_UNCONFIRMED = "second_unconfirmed"  # ref: second; to the steward
    REGISTER_GAPS = "register_gaps"  # ref: "register"; to the admins
    CONCERN = "concern"  # ref: concern
    EXCUSE_ENDED = "excuse_ended"  # ref: excuse
    AWAY_ASKED = "away_asked"  # ref: absence; still away?
    CONFIRMATION = "confirmation"  # ref: confirmation; still yours?
    CONFIRMATION_TOLD = "confirmation_told"  # ref: confirmation; to the steward
    HAND_OVER = "hand_over"  # ref: assignment; the newcomer's page
    SWITCH_OFF = "switch_off"  # ref: decision; to the maintainer
    MOVED = "moved"  # ref: seat; answers came while the facts moved
    OVERRIDE_ENDED = "override_ended"  # ref: override
    NOTICE = "notice"  # ref: notice content


@dataclass(frozen=True, slots=True)
class Money:
    """An amount with its ISO 4217 currency."""

    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class Cadence:
    """STATES, Cadence: a rhythm, its day and its hour of wall-clock time in the asked person's zone.

    `weekday` 0 = Monday, for weekly and two-weekly; `nth` is the working day of the month or quarter (1, 2, …, -1 last).
    """

    rhythm: Rhythm
    weekday: int = 0
    nth: int = 1
    hour: time = time(9)


DEFAULT_CADENCE: dict[Role, Cadence] = {
    Role.OPERATOR: Cadence(Rhythm.WEEKLY),
    Role.MAINTAINER: Cadence(Rhythm.TWO_WEEKLY),
    Role.STEWARD: Cadence(Rhythm.MONTHLY),
}


@dataclass(frozen=True, slots=True)
class Policy:
    """The numbers an admin can change (STATES; wd = working days)."""

    reminders: tuple[int, ...] = (1, 2)  # wd after delivery
    first_telling: int = 3  # wd
    telling_days: int = 7  # calendar days between tellings, at most
    offer_reminders: tuple[int, ...] = (2, 4)  # wd
    offer_told: int = 5  # wd
    offer_expires: int = 10  # wd
    asks_more_told: int = 5  # wd
    step_down: int = 10  # wd
    away_days: int = 20  # wd without a date
    away_asked: int = 10  # wd
    second_reminder: int = 2  # wd
    second_unconfirmed: int = 5  # wd
    excuse_days: int = 90  # calendar days, at most
    confirm_days: int = 365  # calendar days between confirmations of a role
    triage: int = 1  # wd; STATES, Concern
    customers: int = 1  # wd until acknowledged
    cosmetic: int = 5
    customers_resolve: int = 5  # wd from acknowledged to resolved
    cosmetic_resolve: int = 20
    resolved_reminder: int = 2  # wd until the operator is reminded to confirm
    resolved_steward: int = 5
    stop_hours: tuple[int, ...] = (1, 4)  # unacknowledged: steward and second, then admins, then every 4 h
    look_alike: int = 60
    look_sure: int = 90
    look_ahead: int = 10
    keep_inbound: int = 30  # days; storage/privacy.py says of what
    keep_messages: int = 730
    keep_sightings: int = 365
    keep_absences: int = 365
    keep_signals: int = 3650
    keep_texts: int = 3650
    keep_check_ins: int = 3650
    keep_episodes: int = 3650
    keep_concerns: int = 3650
    keep_excuses: int = 3650
    keep_seconds: int = 3650
    keep_access: int = 3650
    hours_operator: Decimal = Decimal(2)  # a month
    hours_maintainer: Decimal = Decimal(4)
    hours_steward: Decimal = Decimal(2)
    one_admin_only: bool = False
    outage_minutes: int = 15  # not having run this long counts as our outage


@dataclass(frozen=True, slots=True)
class Organisation:
    """One installation (STATES, Organisation): from the settings, never from the database."""

    zone: str = "UTC"
    country: str | None = None
    admins: tuple[str, ...] = ()  # e-mails, lower case
    domains: tuple[str, ...] = ()  # e-mail domains, lower case
    policy: Policy = Policy()
    pages_at: str | None = None  # before /pages/…, where somebody serves them: no card leads to what is not there


@dataclass(frozen=True, slots=True)
class Person:
    """One human being, whatever accounts they have. `active` False: left; the name stays until erased."""

    id: PersonId
    name: str
    email: str | None = None  # lower case; unique
    zone: str | None = None  # IANA
    country: str | None = None  # ISO 3166-1 alpha-2
    hours_start: time = time(9)
    hours_end: time = time(17)
    weekday: int | None = None  # chosen weekday for weekly questions
    ask_hour: time | None = None  # chosen hour for questions
    preferred: Platform | None = None
    external: bool = False  # a guest or a vendor's person
    active: bool = True
    left_at: datetime | None = None
    title: str = ""
    unit: str = ""  # the department the platform gives
    manager: str | None = None  # their e-mail, where the platform knows
    erased_at: datetime | None = None  # pseudonymised: the roles' history stays
    known: bool = True  # False: only named by an import, no account seen yet


@dataclass(frozen=True, slots=True)
class Account:
    """(platform, tenant, user) is unique. Flags as the platform gives them: R1 judges accounts by these."""

    id: AccountId
    person_id: PersonId | None
    platform: Platform
    tenant: str
    user: str
    name: str = ""
    email: str | None = None
    title: str = ""
    unit: str = ""  # department, as this platform has it: a move is told apart from two platforms that differ
    bot: bool = False
    guest: bool = False
    stranger: bool = False
    group: bool = False  # a user group or a channel
    deleted: bool = False
    out_of_reach: OutOfReach | None = None
    last_used_at: datetime | None = None

    @property
    def reachable(self) -> bool:
        """Nothing says that it takes no messages."""
        return self.out_of_reach is None


@dataclass(frozen=True, slots=True)
class Conversation:
    """Where we talk to an account alone, opened once: Slack's channel, or Teams' conversation."""

    account_id: AccountId
    address: str


@dataclass(frozen=True, slots=True)
class Installation:
    """A workspace, organisation or tenant that installed us. `token`: sealed, never clear. At most one not ended a tenant."""

    id: InstallationId
    platform: Platform
    tenant: str
    name: str
    token: str
    bot_user: str
    scopes: tuple[str, ...]
    installed_by: str  # the platform's user id
    installed_at: datetime
    whole: bool = False  # all workspaces of an organisation; `tenant` is the organisation's
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """One of up to three checks, in the operator's words, with a place to look."""

    words: str
    link: str | None = None


@dataclass(frozen=True, slots=True)
class System:
    """PRODUCT §9; only the name is required. `external_key` is the identity of its row in an import."""

    id: SystemId
    slug: str
    name: str
    created_at: datetime
    aliases: tuple[str, ...] = ()
    unit: str = ""
    subunit: str = ""
    external_id: str = ""
    external_key: str | None = None
    purpose: str = ""
    impact: Impact = Impact.USUAL
    stage: Stage = Stage.PRODUCTION
    pattern: Pattern = Pattern.OPERATIONAL
    places: tuple[str, ...] = ()
    normal: str = ""
    normal_on: date | None = None  # when the operator last said what normal is
    checks: tuple[Check, ...] = ()
    how_to_stop: str = ""
    who_may_stop: str = ""
    earns_keep_when: str = ""
    vendor: str = ""
    contract_end: date | None = None
    models: tuple[str, ...] = ()
    budget: Money | None = None
    links: tuple[str, ...] = ()
    instructions: str = ""
    logs: str = ""
    workers_told_on: date | None = None
    imported: bool = False
    stage_given: str = ""  # the import's own word, when it had to be guessed
    row_digest: str = ""  # what the import last said: a second import changes nothing
    switched_off_at: datetime | None = None
    merged_into: SystemId | None = None
    tells_moved: bool = True  # "normal" while the facts moved is a matter of the system


@dataclass(frozen=True, slots=True)
class Seat:
    """One role of one system; (system, role) is unique. `gap_*` keep what an import gave instead of a person."""

    id: SeatId
    system_id: SystemId
    role: Role
    cadence: Cadence
    next_ask_at: datetime | None = None  # the moment of the next question; None: nobody is asked
    next_period: str | None = None
    next_nominal: date | None = None
    gap_given: str = ""
    gap_reason: str = ""  # a named_human reason code
    from_import: bool = False  # vacant or uninvited since an import: no episode of its own
    hours_needed: Decimal | None = None  # a month; None: the policy's


@dataclass(frozen=True, slots=True)
class Assignment:
    """An offer and what became of it. Ended means never changed again (R7)."""

    id: AssignmentId
    seat_id: SeatId
    person_id: PersonId
    state: AssignmentState
    written_on: datetime
    true_from: datetime | None = None  # when the claim says it began; the acceptance for real ones
    claimed: bool = False  # an import named them; shown as a claim until they accept
    offered_by: PersonId | None = None  # None: the import
    hours: Decimal | None = None  # a month
    authority: str = ""  # what the person may do: stop it, refuse, spend up to …
    invited_at: datetime | None = None  # None: not invited
    delivered_at: datetime | None = None  # the clock starts
    reminded: int = 0
    told: int = 0  # tellings to whoever offered
    told_on: date | None = None
    asks_more_at: datetime | None = None
    asks_more_id: ContentId | None = None
    asks_more_told: bool = False
    next_at: datetime | None = None  # the offer's clock
    accepted_at: datetime | None = None
    skill_id: ContentId | None = None
    accepted_id: ContentId | None = None  # everything that was said on accepting
    shown_id: ContentId | None = None  # the offer as it was on the screen
    out_of_hours: bool = False  # agreed to *stop* concerns at any hour
    combined_id: ContentId | None = None  # why the maintainer holds another job of it (R4)
    told_all: bool = False  # an outsider who may see budget and decisions (PRODUCT §6)
    confirm_at: datetime | None = None  # when the holder is asked again (R3)
    predecessor_id: AssignmentId | None = None
    leaving_at: datetime | None = None  # step-down: released then, successor or not
    ended_at: datetime | None = None
    end_reason: str = ""  # a code
    end_words_id: ContentId | None = None


@dataclass(frozen=True, slots=True)
class CheckIn:
    """One role of one system for one period: (seat, period) is unique, at most one open a seat."""

    id: CheckInId
    seat_id: SeatId
    period: str
    nominal: date
    state: CheckInState
    opened_at: datetime
    addressee_id: PersonId | None = None
    delivered_at: datetime | None = None  # confirmed, to the present addressee
    closed_at: datetime | None = None
    void_reason: VoidReason | None = None
    tomorrow_on: date | None = None
    answer_id: AnswerId | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer; the last before the check-in closes counts, the history keeps all."""

    id: AnswerId
    check_in_id: CheckInId
    person_id: PersonId
    kind: AnswerKind
    given_at: datetime
    words_id: ContentId | None = None
    number: Decimal | None = None
    shown_id: ContentId | None = None  # what was on the screen
    undone_at: datetime | None = None
    moved: bool = False  # it came while the facts moved


@dataclass(frozen=True, slots=True)
class Episode:
    """A silence and its ladder (STATES, Episodes); at most one open a seat and kind.

    `person_id` is the silent, unreachable or away human. `tellings` counts those already made; `told_on` is the date of the
    last in the organisation's zone. `asked_again_on`, `waits_until`: what holds the ladder for a while.
    """

    id: EpisodeId
    seat_id: SeatId
    kind: EpisodeKind
    since: datetime
    person_id: PersonId | None = None
    check_in_id: CheckInId | None = None
    reminded: int = 0
    tellings: int = 0
    told_on: date | None = None
    next_at: datetime | None = None
    waits_until: datetime | None = None
    nobody_left: bool = False
    ended_at: datetime | None = None
    ended_by: str = ""


@dataclass(frozen=True, slots=True)
class Telling:
    """One reader of the n-th telling of an episode; `told_at` is the confirmed delivery."""

    id: str
    episode_id: EpisodeId
    number: int
    reader_id: PersonId
    due_at: datetime
    told_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Looked:
    """*I looked: it's fine* (STATES, Episodes)."""

    id: str
    seat_id: SeatId
    episode_id: EpisodeId
    person_id: PersonId
    period: str
    looked_at: datetime


@dataclass(frozen=True, slots=True)
class Absence:
    """Away, with the cover who is asked and says yes once. Why somebody is away is never kept."""

    id: AbsenceId
    person_id: PersonId
    starts_on: date
    ends_on: date | None = None  # the last day away; None: no date given
    cover_id: PersonId | None = None
    cover_asked_at: datetime | None = None
    cover_agreed_at: datetime | None = None
    cover_declined_at: datetime | None = None
    said_by: PersonId | None = None
    written_on: datetime | None = None
    ended_at: datetime | None = None
    asked_at: datetime | None = None  # still away?
    next_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Second:
    """A steward's second pair of eyes (R10): stays on the seat until the next steward accepts."""

    id: SecondId
    seat_id: SeatId
    person_id: PersonId
    named_by: PersonId
    named_at: datetime
    delivered_at: datetime | None = None
    reminded: bool = False
    steward_told: bool = False
    confirmed_at: datetime | None = None
    ended_at: datetime | None = None
    end_reason: str = ""
    next_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Excuse:
    """Pause, off or accepted gap: a name, a reason and a date (R10)."""

    id: ExcuseId
    seat_id: SeatId
    kind: ExcuseKind
    by_id: PersonId
    reason_id: ContentId | None
    until: date
    written_on: datetime
    ended_at: datetime | None = None
    next_at: datetime | None = None  # the first moment after `until` in the organisation's zone


@dataclass(frozen=True, slots=True)
class Concern:
    """Something is off (PRODUCT §4). `state_since` is where the clocks of the present state begin."""

    id: ConcernId
    system_id: SystemId
    raised_by: PersonId
    raised_at: datetime
    severity: Severity
    state: ConcernState = ConcernState.OPEN
    state_since: datetime | None = None
    words_id: ContentId | None = None
    wrong_since: date | None = None  # from wrong to noticed: the system's unseen time
    answer_id: AnswerId | None = None
    where: str = ""  # a permalink to what was seen, never its text
    owner_id: PersonId | None = None  # who works on it
    mine: bool = False  # the operator's own: input or use
    duplicate_of: ConcernId | None = None
    reminded: bool = False
    told: int = 0  # tellings since the present state began
    told_on: date | None = None
    next_at: datetime | None = None
    closed_at: datetime | None = None
    closed_by: PersonId | None = None
    closing_id: ContentId | None = None


@dataclass(frozen=True, slots=True)
class ConcernStep:
    """One row of a concern's thread: what was done or said, by whom, when. `person_id` None: the clock."""

    id: str
    concern_id: ConcernId
    number: int  # its place in the thread
    move: ConcernMove
    at: datetime
    person_id: PersonId | None = None
    words_id: ContentId | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """What the steward decided, why, and when it is looked at again (PRODUCT §5).

    `act_on`: the day a retirement takes effect. `other_id`: the system it is consolidated with. `next_at`: the follow-through's clock.
    """

    id: DecisionId
    system_id: SystemId
    person_id: PersonId
    kind: AnswerKind
    decided_at: datetime
    answer_id: AnswerId | None = None
    words_id: ContentId | None = None
    review_on: date | None = None
    shown_id: ContentId | None = None  # the facts that were on the screen
    act_on: date | None = None
    other_id: SystemId | None = None
    asked: int = 0  # times the follow-through was asked for
    done_at: datetime | None = None
    done_by: PersonId | None = None
    next_at: datetime | None = None
    stage_before: str = ""  # of a retirement: where the system goes back to if it is not wanted any more
    superseded_by: DecisionId | None = None  # by what it ended while it still waited for something
    undone_at: datetime | None = None  # its answer was taken back


@dataclass(frozen=True, slots=True)
class Confirmation:
    """A holder is asked whether the role is still theirs: each year, on expanding, and once after a move (R3, R8)."""

    id: ConfirmationId
    assignment_id: AssignmentId
    seat_id: SeatId
    person_id: PersonId
    because: Because
    asked_at: datetime
    delivered_at: datetime | None = None
    reminded: int = 0
    told: int = 0
    told_on: date | None = None
    answered_at: datetime | None = None
    answer: Still | None = None
    words_id: ContentId | None = None
    next_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Override:
    """R5: an admin lets a system go on unstaffed, with a reason and a date; on the diagnostic until it is staffed."""

    id: OverrideId
    system_id: SystemId
    by_id: PersonId
    reason_id: ContentId | None
    until: date
    written_on: datetime
    ended_at: datetime | None = None
    next_at: datetime | None = None  # the first moment after `until` in the organisation's zone


@dataclass(frozen=True, slots=True)
class Signal:
    """A fact about a system: a figure of a period, an alert, a model's or interface's news. `source`: who or what says so."""

    id: SignalId
    system_id: SystemId
    kind: SignalKind
    at: datetime
    source: str
    amount: Decimal | None = None
    currency: str = ""  # ISO 4217, for costs
    period: str = ""  # `2026-11`
    person_id: PersonId | None = None  # who said it in chat
    words_id: ContentId | None = None
    on: date | None = None  # the day it takes effect


@dataclass(frozen=True, slots=True)
class Token:
    """A key for a program; only its SHA-256 digest is kept."""

    id: TokenId
    name: str
    digest: str
    written_on: datetime
    until: date | None = None
    revoked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who may read everything until a date and change nothing: an auditor (PRODUCT §9)."""

    id: ReaderId
    person_id: PersonId
    until: date
    written_on: datetime
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """Free text and what was shown, beside the audit chain; erasable, leaving who erased it and why."""

    id: ContentId
    text: str | None
    salt: str | None
    person_id: PersonId | None
    written_at: datetime
    erased_at: datetime | None = None
    erased_because: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """One outbox row. `send_at` is business time; leases and retries are machine time and live in storage."""

    id: MessageId
    key: str  # what makes it *this* message; unique
    person_id: PersonId
    kind: MessageKind
    send_at: datetime
    day: date | None = None  # the reader's local date of a day message
    state: MessageState = MessageState.WAITING
    attempt: int = 0
    account_id: AccountId | None = None
    content_id: ContentId | None = None  # the card that was committed, as JSON
    ref: str | None = None  # the platform's reference
    sent_at: datetime | None = None
    repeated: bool = False  # sent once more after an unknown outcome
    stale: bool = False  # the shown message no longer matches the facts: update it
    revision: int = 0  # counts the times it went stale, so an update never hides a newer one


@dataclass(frozen=True, slots=True)
class MessageItem:
    """One line of a message; composed at send time, left out when nothing is left to say."""

    message_id: MessageId
    kind: ItemKind
    ref: str
    position: int
    number: int = 0  # which reminder, which telling
    shown: bool = False  # it was in what was committed


@dataclass(frozen=True, slots=True)
class Sighting:
    """A name that was asked for and is not in the register; counted without the asker (PRODUCT §7)."""

    name: str  # folded
    shown: str
    count: int
    first_on: date
    last_on: date


@dataclass(frozen=True, slots=True)
class Outage:
    """Time in which Rollcall or a platform was down: taken off everybody's clock (R10)."""

    started_at: datetime
    ended_at: datetime
    reason: str = "rollcall"


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One link of a chain: ids, codes and salted digests only."""

    chain: str
    seq: int
    body: str  # canonical JSON, hashed as it stands
    prev: str
    hash: str
