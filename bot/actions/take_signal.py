"""A fact about a system comes in: said in chat, or reported by a tool (PRODUCT §3, §10)."""

from collections.abc import Mapping
from decimal import Decimal

from bot import ids
from bot.actions import calendars, post, seats, signs_of_life
from bot.actions.whose import not_theirs
from bot.actions.work import Work
from bot.events import Reply
from bot.model import CheckInId, CheckInState, Person, PersonId, Role, Signal, SignalId, SignalKind, System
from bot.rules.answers import number_of
from bot.rules.cadence import local_day
from bot.rules.facts import last_month
from bot.rules.systems import LARGEST
from bot.views import number as views
from bot.views import replies
from bot.views.forms import with_errors

CHAT = "chat"


async def take(
    work: Work, system: System, kind: SignalKind, amount: Decimal | None, period: str, source: str, *, currency: str = "",
    person: PersonId | None = None,
) -> Signal:  # fmt: skip
    """Keep it; what still arrives for a system that should be off is told to its steward (STATES, System)."""
    row = Signal(SignalId(ids.new()), system.id, kind, work.now, source, amount, currency, period, person)
    await work.tx.signals.add(row)
    work.note("signal.taken", system.id, signal=row.id, kind=kind.value, period=period, person=person)
    await signs_of_life.arrived(work, system, row)
    return row


async def number(work: Work, actor: Person, ref: str, values: Mapping[str, str] | None) -> Reply:
    """The one number a month that no signal brings: volume or value of the operator, cost of the maintainer."""
    check_in = await work.tx.check_ins.get(CheckInId(ref))
    seat = await work.tx.seats.get(check_in.seat_id) if check_in else None
    system = await work.tx.systems.get(seat.system_id) if seat else None
    if check_in is None or seat is None or system is None or seat.role is Role.STEWARD:
        return Reply(problem="over", card=replies.no_longer("This question"))
    situation = await seats.load(work, seat.id)
    if not situation.is_answered_by(check_in, actor.id):
        return await not_theirs(work, situation, check_in, actor)
    if check_in.state is not CheckInState.OPEN:
        return Reply(problem="over", card=replies.no_longer("This question"))
    month = last_month(local_day(await calendars.of_organisation(work), work.now))
    form = views.form(check_in.id, system, seat.role, month)
    if values is None:
        return Reply(form=form)
    amount, currency = number_of(values.get("amount", "")), values.get("currency", "").strip().upper()
    kind = SignalKind.COST if seat.role is Role.MAINTAINER else SignalKind.VALUE if values.get("kind") == "value" else SignalKind.VOLUME
    wrong = views.wrong(kind, amount, LARGEST)
    errors = {"amount": wrong} if wrong else {}
    if seat.role is Role.MAINTAINER and not (len(currency) == 3 and currency.isascii() and currency.isalpha()):
        errors["currency"] = "Three letters, like EUR."
    if errors:
        return Reply(problem="incomplete", form=with_errors(form, values, errors))
    currency = currency if kind is SignalKind.COST else ""
    await take(work, system, kind, amount, month, CHAT, currency=currency, person=actor.id)
    await post.refresh(work, check_in.id)
    return Reply(card=views.noted(system, kind, month))
