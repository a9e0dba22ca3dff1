"""One transaction: every noun of the register, by its name."""

from collections.abc import Callable
from functools import cached_property
from typing import Any, Generic, TypeVar

from bot.ports.store import Ahead
from storage.asking import AnswerRows, CheckInRows, EpisodeRows, LookedRows, TellingRows
from storage.audit import AuditRows
from storage.installation import ContentRows, EngineRows, InboundRows
from storage.outbox import MessageRows
from storage.ownership import AssignmentRows, ConfirmationRows, ExcuseRows, OverrideRows, SecondRows
from storage.people import AbsenceRows, AccountRows, PeopleRows, ReaderRows, TokenRows
from storage.platforms import ConversationRows, InstallationRows
from storage.privacy import PrivacyRows
from storage.read_ahead import read_ahead
from storage.register import ConcernRows, DecisionRows, SeatRows, SightingRows, SignalRows, SystemRows
from storage.rows import Session

R = TypeVar("R")


class Noun(Generic[R]):
    """Made when it is first asked for. Not `cached_property`: before Python 3.12 that takes a lock each time, a tenth of a look-up's reading."""

    def __init__(self, rows: Callable[[Session], R]) -> None:
        self._rows = rows

    def __set_name__(self, _owner: type[Any], name: str) -> None:
        self._name = name

    def __get__(self, tx: "SqlTx", _owner: type[Any]) -> R:
        made = vars(tx)[self._name] = self._rows(tx.session)  # from now on it is found before this descriptor is
        return made


class SqlTx:
    """What an action asks of the register (bot/ports/store, Tx)."""

    people = Noun(PeopleRows)
    accounts = Noun(AccountRows)
    systems = Noun(SystemRows)
    seats = Noun(SeatRows)
    assignments = Noun(AssignmentRows)
    check_ins = Noun(CheckInRows)
    answers = Noun(AnswerRows)
    episodes = Noun(EpisodeRows)
    tellings = Noun(TellingRows)
    looked = Noun(LookedRows)
    absences = Noun(AbsenceRows)
    seconds = Noun(SecondRows)
    excuses = Noun(ExcuseRows)
    concerns = Noun(ConcernRows)
    decisions = Noun(DecisionRows)
    confirmations = Noun(ConfirmationRows)
    overrides = Noun(OverrideRows)
    signals = Noun(SignalRows)
    tokens = Noun(TokenRows)
    readers = Noun(ReaderRows)
    privacy = Noun(PrivacyRows)
    installations = Noun(InstallationRows)
    conversations = Noun(ConversationRows)
    contents = Noun(ContentRows)
    sightings = Noun(SightingRows)
    engine = Noun(EngineRows)
    inbound = Noun(InboundRows)

    def __init__(self, session: Session, key: bytes, machine: Callable[[], float]) -> None:
        self.session = session
        self._key = key
        self._machine = machine

    async def read_ahead(self, wanted: Ahead) -> None:
        """All that a look-up asks, in one statement."""
        await read_ahead(self, wanted)

    @cached_property
    def messages(self) -> MessageRows:
        return MessageRows(self.session, self._machine)

    @cached_property
    def audit(self) -> AuditRows:
        return AuditRows(self.session, self._key)
