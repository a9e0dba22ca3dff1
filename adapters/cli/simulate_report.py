"""What a simulated year did: per person the messages, per seat what was asked, answered, missed, and how long nobody was told."""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from bot.model import (
    AssignmentState,
    CheckIn,
    CheckInState,
    Episode,
    EpisodeKind,
    ItemKind,
    Message,
    MessageItem,
    MessageKind,
    MessageState,
    Organisation,
    Outage,
    Person,
    PersonId,
    Role,
    Seat,
)
from bot.ports.store import Store, Tx
from bot.rules.attention import quiet_since
from bot.rules.cadence import (
    Calendar,
    calendar_of,
    end_of,
    is_working_day,
    local_day,
    nth_working_day_after,
    organisation_calendar,
    start_of,
)
from bot.rules.outages import without_lost

OFFERS = (ItemKind.OFFER, ItemKind.OFFER_TOLD, ItemKind.OFFER_REMINDER)


@dataclass
class Observed:
    """Everything the report is made from."""

    organisation: Organisation
    end: datetime
    people: dict[PersonId, Person]
    messages: list[tuple[Message, list[MessageItem]]]
    outages: list[Outage]
    systems: dict[str, str]  # the slug that a silence is about, by its episode

    def calendar(self, person: Person) -> Calendar:
        """Theirs, with the days lost to outages."""
        return without_lost(calendar_of(person, self.organisation), self.outages)


async def report(store: Store, organisation: Organisation, end: datetime) -> tuple[dict[str, Any], dict[str, Any]]:
    """The report as programs read it, and the messages per person and day."""
    async with store.reading() as tx:
        observed = await _observe(tx, organisation, end)
        seats = [await _seat(tx, observed, seat) for seat in await tx.seats.all()]
    people = {person.email: _person(observed, person) for person in observed.people.values() if person.email}
    detail = {person.email: _days(observed, person) for person in observed.people.values() if person.email}
    seats.sort(key=lambda one: (one["system"], one["role"]))
    return {"people": dict(sorted(people.items())), "seats": seats, "totals": _totals(people, seats)}, detail


async def _observe(tx: Tx, organisation: Organisation, end: datetime) -> Observed:
    people = {person.id: person for person in await tx.people.everybody()}
    messages: list[tuple[Message, list[MessageItem]]] = []
    for person in people.values():
        sent = [one for one in await tx.messages.of_person(person.id, 1_000_000) if one.state is MessageState.SENT]
        for start in range(0, len(sent), 400):
            part = sent[start : start + 400]
            items = await tx.messages.items_of_many(one.id for one in part)
            messages += [(one, [item for item in items.get(one.id, []) if item.shown]) for one in part]
    return Observed(organisation, end, people, messages, await tx.engine.outages(), await _systems(tx))


async def _systems(tx: Tx) -> dict[str, str]:
    slugs = {one.id: one.slug for one in await tx.systems.all()}
    return {episode.id: slugs[seat.system_id] for seat in await tx.seats.all() for episode in await tx.episodes.of_seat(seat.id)}


def _person(observed: Observed, person: Person) -> dict[str, Any]:
    kinds: dict[str, int] = {}
    outside = 0
    calendar = observed.calendar(person)
    for message, items in observed.messages:
        if message.person_id == person.id and message.sent_at is not None:
            kind = kind_of(message, items)
            kinds[kind] = kinds.get(kind, 0) + 1
            outside += message.kind is not MessageKind.STOP and not _inside(calendar, message.sent_at)
    return {"messages": dict(sorted(kinds.items())), "outside_hours": outside}


def kind_of(message: Message, items: Sequence[MessageItem]) -> str:
    """One word for a message: the weightiest of its lines."""
    kinds = {item.kind for item in items}
    for kind in (ItemKind.QUESTION, ItemKind.TELLING, ItemKind.REMINDER):
        if kind in kinds:
            return kind.value
    return message.kind.value if message.kind is not MessageKind.DAY else "notice"


def _inside(calendar: Calendar, moment: datetime) -> bool:
    day = local_day(calendar, moment)
    return is_working_day(calendar, day) and start_of(calendar, day) <= moment < end_of(calendar, day)


def _days(observed: Observed, person: Person) -> dict[str, list[str]]:
    """The kind of each message by day, and behind it which systems it tells a silence of."""
    found: dict[str, list[str]] = {}
    calendar = observed.calendar(person)
    for message, items in observed.messages:
        if message.person_id == person.id and message.sent_at is not None:
            told = {observed.systems[item.ref] for item in items if item.kind is ItemKind.TELLING}
            kinds = found.setdefault(local_day(calendar, message.sent_at).isoformat(), [])
            kinds += [kind_of(message, items), *(f"telling of {slug}" for slug in sorted(told))]
    return found


async def _seat(tx: Tx, observed: Observed, seat: Seat) -> dict[str, Any]:
    system = await tx.systems.get(seat.system_id)
    check_ins = (await tx.check_ins.recent([seat.id], 10_000)).get(seat.id, [])
    episodes = await tx.episodes.of_seat(seat.id)
    offers = {one.id for one in await tx.assignments.history([seat.id])}
    told = [await _told(tx, observed, episode, offers) for episode in episodes]
    quiet = quiet_since((await tx.check_ins.missed([seat.id])).get(seat.id))
    return {
        "system": system.slug if system else seat.system_id,
        "role": seat.role.value,
        "asked": sum(one.delivered_at is not None and one.state is not CheckInState.VOID for one in check_ins),
        "answered": sum(one.answer_id is not None for one in check_ins),
        "missed": sum(one.state is CheckInState.MISSED for one in check_ins),
        "void": _voids(check_ins),
        "quiet_since": local_day(organisation_calendar(observed.organisation), quiet).isoformat() if quiet else None,
        "longest_untold_days": max([longest(observed, episode, days) for episode, days in zip(episodes, told, strict=True)], default=0),
        "told_steward_after_working_days": await _after(tx, observed, seat, episodes),
    }


def _voids(check_ins: Iterable[CheckIn]) -> dict[str, int]:
    found: dict[str, int] = {}
    for one in check_ins:
        if one.void_reason is not None:
            found[one.void_reason.value] = found.get(one.void_reason.value, 0) + 1
    return found


async def _told(tx: Tx, observed: Observed, episode: Episode, offers: set[Any]) -> list[date]:
    """Dates of messages about the episode to active humans other than the silent one, in the organisation's zone."""
    organisation = organisation_calendar(observed.organisation)
    moments = [one.told_at for one in await tx.tellings.of(episode.id) if one.told_at and one.reader_id != episode.person_id]
    ended = episode.ended_at or observed.end
    for message, items in observed.messages:
        about = any(item.kind in OFFERS and item.ref in offers for item in items)
        if about and message.sent_at and episode.since <= message.sent_at <= ended and message.person_id != episode.person_id:
            moments.append(message.sent_at)
    return sorted(local_day(organisation, moment) for moment in moments)


def longest(observed: Observed, episode: Episode, told: Sequence[date]) -> int:
    """The longest stretch of calendar dates without a message about an open episode; days of outages apart."""
    organisation = without_lost(organisation_calendar(observed.organisation), observed.outages)
    first, last = local_day(organisation, episode.since), local_day(organisation, min(episode.ended_at or observed.end, observed.end))
    marks = [first, *(day for day in told if first <= day <= last), last]
    return max((_days_between(organisation, one, two) for one, two in itertools.pairwise(marks)), default=0)


def _days_between(organisation: Calendar, first: date, last: date) -> int:
    days = (first + timedelta(days=n) for n in range(1, (last - first).days + 1))
    return sum(day not in organisation.lost for day in days)


async def _after(tx: Tx, observed: Observed, seat: Seat, episodes: Sequence[Episode]) -> int | None:
    """Working days of the asked person from the delivery to the steward's first telling, the largest; None if never due."""
    stewards = await _stewards(tx, seat)
    found: list[int] = []
    for episode in episodes:
        asked = observed.people.get(episode.person_id) if episode.person_id else None
        if episode.kind is not EpisodeKind.SILENT or asked is None:
            continue
        told = [one.told_at for one in await tx.tellings.of(episode.id) if one.told_at and one.reader_id in stewards]
        if told:
            calendar = observed.calendar(asked)
            base, day = local_day(calendar, episode.since), local_day(calendar, min(told))
            found.append(next(n for n in range(400) if nth_working_day_after(calendar, base, n) >= day))
    return max(found, default=None)


async def _stewards(tx: Tx, seat: Seat) -> set[PersonId]:
    steward = (await tx.seats.of(seat.system_id))[Role.STEWARD]
    history = await tx.assignments.history([steward.id])
    return {one.person_id for one in history if one.accepted_at is not None or one.state is AssignmentState.ACCEPTED}


def _totals(people: dict[str, dict[str, Any]], seats: list[dict[str, Any]]) -> dict[str, Any]:
    kinds: dict[str, int] = {}
    for person in people.values():
        for kind, count in person["messages"].items():
            kinds[kind] = kinds.get(kind, 0) + count
    return {
        "people": len(people),
        "messages": sum(kinds.values()),
        "by_kind": dict(sorted(kinds.items())),
        "outside_hours": sum(person["outside_hours"] for person in people.values()),
        "asked": sum(seat["asked"] for seat in seats),
        "answered": sum(seat["answered"] for seat in seats),
        "missed": sum(seat["missed"] for seat in seats),
        "longest_untold_days": max((seat["longest_untold_days"] for seat in seats), default=0),
    }
