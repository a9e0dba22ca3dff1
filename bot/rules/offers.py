"""The clock of an offer (STATES, Offer): reminders, telling whoever offered, expiry."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from bot.model import Assignment, Policy
from bot.rules.cadence import Calendar, local_day, next_working_moment, nth_working_day_after, start_of
from bot.rules.silence import Reader, day_for, last_day


class OfferStep(StrEnum):
    """What is due about an open offer."""

    REMIND = "remind"
    TELL = "tell"
    EXPIRE = "expire"
    TELL_ADMINS = "tell_admins"  # nobody answered "asks for more"


@dataclass(frozen=True, slots=True)
class OfferPlan:
    """The next step, when, and for a telling: who reads it on which day of theirs."""

    step: OfferStep
    at: datetime
    readers: tuple[tuple[Reader, date], ...] = ()


def plan_offer(
    offer: Assignment,
    nominee: Calendar,
    readers: tuple[Reader, ...],
    organisation: Calendar,
    policy: Policy,
    *,
    expires: bool = True,
) -> OfferPlan | None:
    """The next thing due; None: nobody invited, or nobody to tell.

    An offer that cannot be delivered counts from its invitation and reminds nobody. `expires` False: a confirmation, which is told
    every 7 days until it is answered.
    """
    since = offer.delivered_at or offer.invited_at
    if since is None:
        return None
    if offer.asks_more_at is not None:
        return _asks_more(offer, readers, organisation, policy)
    base = local_day(nominee, since)
    last = nth_working_day_after(nominee, base, policy.offer_expires)
    plans = [OfferPlan(OfferStep.EXPIRE, start_of(nominee, last))] if expires else []
    if offer.delivered_at is not None and offer.reminded < len(policy.offer_reminders):
        day = nth_working_day_after(nominee, base, policy.offer_reminders[offer.reminded])
        plans.append(OfferPlan(OfferStep.REMIND, start_of(nominee, day)))
    told = _told(offer, since, readers, nth_working_day_after(nominee, base, policy.offer_told), organisation, policy)
    if told is not None:
        plans.append(told)
    return min(plans, key=lambda one: one.at, default=None)


def _asks_more(offer: Assignment, readers: tuple[Reader, ...], organisation: Calendar, policy: Policy) -> OfferPlan | None:
    """5 wd: the admins; then every 7 days until somebody who can grant it answers (R10)."""
    if offer.asks_more_at is None or not readers:
        return None
    if offer.told_on is not None:
        again = _told(offer, offer.asks_more_at, readers, offer.told_on, organisation, policy)
        return replace(again, step=OfferStep.TELL_ADMINS) if again else None
    calendar = readers[0].calendar
    day = nth_working_day_after(calendar, local_day(calendar, offer.asks_more_at), policy.asks_more_told)
    return OfferPlan(OfferStep.TELL_ADMINS, start_of(calendar, day), tuple((reader, day) for reader in readers))


def _told(
    offer: Assignment, since: datetime, readers: tuple[Reader, ...], due: date, organisation: Calendar, policy: Policy
) -> OfferPlan | None:
    """5 wd, at the latest the reader's last working day within 7 days; then every 7 days until it ends."""
    base = offer.told_on or local_day(organisation, since)
    limit = last_day(base, policy.telling_days, organisation)
    days: list[tuple[Reader, date]] = []
    for reader in readers:
        day = day_for(reader.calendar, limit if offer.told_on else due, base, limit, organisation)
        if day is None:
            day = local_day(reader.calendar, next_working_moment(reader.calendar, start_of(reader.calendar, limit)))
        days.append((reader, day))
    if not days:
        return None
    return OfferPlan(OfferStep.TELL, min(start_of(reader.calendar, day) for reader, day in days), tuple(days))
