"""What the page shows: the people, one person's conversation, the register, what just happened."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote

from adapters.html.cards import Address, card_html, environment, form_html
from adapters.local import steps
from bot.actions.diagnose import figures
from bot.actions.work import Work
from bot.cards import Card, Form
from bot.cards_json import card_from_json
from bot.model import AssignmentState, Person, Role, SeatState
from bot.rules.asking import is_away
from bot.rules.cadence import calendar_of, local_day
from bot.rules.gaps import Diagnosis, Gap
from bot.views import happenings, words

TEMPLATES = Path(__file__).parent / "templates"
NEWEST = 60  # messages of a conversation on the page
HAPPENED = 40


@dataclass
class Entry:
    """Something private in a conversation: what was typed, a reply, a form."""

    id: str
    at: datetime
    text: str = ""
    card: Card | None = None
    form: Form | None = None
    public: bool = False


@dataclass
class Talk:
    """One person's private entries and what they have seen; kept while the chat runs."""

    entries: list[Entry] = field(default_factory=list)
    seen: int = 0


async def state(work: Work, user: str, people: dict[str, Person], talks: dict[str, Talk]) -> dict[str, Any]:
    """Everything the page needs, as HTML fragments that were escaped here."""
    viewed = people[user]
    zone = calendar_of(viewed, work.organisation).zone
    found = await figures(work)
    module: Any = environment(TEMPLATES).get_template("state.html").module
    counts = {one: len(await work.tx.messages.of_person(person.id, 100_000)) for one, person in people.items()}
    talks.setdefault(user, Talk()).seen = counts[user]
    rows = [
        _person(one, person, found, counts[one] - talks.setdefault(one, Talk()).seen, await _about(work, person))
        for one, person in people.items()
    ]
    names = "".join(f'<option value="{_attribute(person.name)}">' for person in people.values() if person.active)
    return {
        "viewed": user,
        "name": viewed.name,
        "now": steps.told(work.now, zone),
        "iso": work.now.isoformat(),
        "people": str(module.people(rows, user)),
        "names": names,
        "entries": await _conversation(work, viewed, talks[user], zone, as_seen_by(user, work.organisation.pages_at)),
        "register": str(module.register(_register(found))),
        "happened": str(module.happened(await _happened(work, zone))),
    }


def as_seen_by(user: str, pages_at: str | None) -> Address:
    """Nobody signs in here: a link to a page of our own says whose page it is. Other links stay as they are."""

    def address(url: str) -> str:
        ours = pages_at is not None and url.startswith(f"{pages_at.rstrip('/')}/pages/")
        return f"{url}{'&' if '?' in url else '?'}as={quote(user, safe='')}" if ours else url

    return address


def _attribute(text: str) -> str:
    return escape(text, quote=True)


async def _about(work: Work, person: Person) -> str:
    if not person.active:
        return "left"
    absence = await work.tx.absences.open_of(person.id)
    if is_away(absence, local_day(calendar_of(person, work.organisation), work.now)):
        return "away"
    held = [one for one in await work.tx.assignments.open_for(person.id) if one.state is AssignmentState.ACCEPTED]
    found = await work.tx.seats.many(one.seat_id for one in held)
    roles = [seat.role for seat in found.values()]
    parts = [f"{role.value} of {roles.count(role)}" for role in Role if role in roles]
    parts += ["admin"] if work.is_admin(person) else []
    return ", ".join(parts) or "colleague"


def _person(user: str, person: Person, found: Diagnosis, unread: int, about: str) -> dict[str, Any]:
    initials = "".join(part[0] for part in person.name.split()[:2]).upper()
    return {"user": user, "name": person.name, "initials": initials, "about": about, "unread": max(0, unread)}


async def _conversation(work: Work, person: Person, talk: Talk, zone: str, address: Address) -> list[dict[str, str]]:
    messages = await work.tx.messages.of_person(person.id, NEWEST)
    contents = await work.tx.contents.texts(one.content_id for one in messages)
    rows: list[tuple[datetime, dict[str, str]]] = []
    for one in messages:
        if one.sent_at is not None and one.content_id in contents:
            card = card_from_json(contents[one.content_id])
            html = _head(one.sent_at, zone) + card_html(card, zone, address)
            rows.append((one.sent_at, {"id": f"m{one.id}", "kind": "m", "html": html}))
    rows += [(one.at, _entry(one, zone, address)) for one in talk.entries]
    rows.sort(key=lambda pair: pair[0])
    return _with_days(rows, zone)


def _head(at: datetime, zone: str, note: str = "") -> str:
    hour = words.moment(at, zone).rsplit(" ", 1)[1]
    return f'<div class="w"><b>Rollcall</b> {hour}{note}</div>'


def _entry(one: Entry, zone: str, address: Address) -> dict[str, str]:
    if one.text:
        hour = words.moment(one.at, zone).rsplit(" ", 1)[1]
        return {"id": one.id, "kind": "m me", "html": f'<div class="w">{hour}</div><div class="card">{escape(one.text)}</div>'}
    note = " · posted where it was asked" if one.public else " · only you can see this"
    body = form_html(one.form, zone, one.id) if one.form else card_html(one.card, zone, address) if one.card else ""
    return {"id": one.id, "kind": "m", "html": _head(one.at, zone, note) + body}


def _with_days(rows: list[tuple[datetime, dict[str, str]]], zone: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    before = ""
    for at, row in rows:
        day = words.when(at, "day", zone)
        if day != before:
            found.append({"id": f"d{words.when(at, 'short', zone).replace(' ', '-')}", "kind": "day", "html": day})
            before = day
        found.append(row)
    return found


def _register(found: Diagnosis) -> list[dict[str, Any]]:
    """A row a system, each seat with a mark that differs in shape as well as colour, and its words."""
    worst = {line.seat.seat_id: line for line in reversed(found.lines)}
    rows: list[dict[str, Any]] = []
    for system in sorted(found.all_systems, key=lambda one: one.name.casefold()):
        seats = []
        by_role = {seat.role: seat for seat in system.seats}
        for role in Role:
            seat = by_role[role]
            line = worst.get(seat.seat_id)
            first = seat.name.split()[0] if seat.name.split() else ""
            if seat.state is SeatState.VACANT:
                label, mark = (f"“{words.cut(seat.given, 18)}”" if seat.given else "nobody"), "■"
            elif seat.state is SeatState.PROPOSED:
                label, mark = "asked", "▲"
            else:
                worry = seat.unconfirmed or (line is not None and line.gap not in (Gap.NO_SECOND, Gap.COMBINED))
                label, mark = first, "▲" if worry else "●"
            told = "fine" if mark == "●" else line.gap.value.replace("_", " ") if line else "not confirmed"
            seats.append({"label": label, "mark": mark, "words": f"{role.value}: {told}"})
        rows.append({"name": system.name, "seats": seats})
    return rows


async def _happened(work: Work, zone: str) -> list[dict[str, str]]:
    rows = await work.tx.audit.recent(HAPPENED * 4)
    bodies = [json.loads(row.body) for row in rows]
    people = await work.tx.people.many({one["person"] for one in bodies if "person" in one})
    systems = await work.tx.systems.many({one["system"] for one in bodies if "system" in one})
    seats = await work.tx.seats.many({one["seat"] for one in bodies if "seat" in one})
    names = {one: person.name for one, person in people.items()} | {one: system.name for one, system in systems.items()}
    names |= {one: seat.role.value for one, seat in seats.items()}
    found: list[dict[str, str]] = []
    for one in bodies:
        sentence = happenings.sentence(one["code"], {name: str(value) for name, value in one.items()}, names)
        if sentence is not None and len(found) < HAPPENED:
            found.append({"at": words.moment(datetime.fromisoformat(one["at"]), zone), "text": sentence})
    return found
