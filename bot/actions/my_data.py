"""`/owner me data`: everything that is stored about the asker, shown and exported (PRODUCT §6)."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.actions.work import Work
from bot.cards import Card
from bot.events import File, Reply
from bot.model import Person
from bot.rules.cadence import calendar_of, local_day
from bot.views import my_data as views

NEWEST = 10  # of the asker's own words


async def my_data(work: Work, actor: Person) -> Reply:
    """Counts by kind and the newest words; the button gives the whole."""
    return Reply(card=await _card(work, actor))


async def export(work: Work, actor: Person) -> Reply:
    """The whole, as JSON: every row that names the asker, made from the tables themselves."""
    found = await work.tx.privacy.everything(actor.id)
    text = json.dumps({"person": actor.id, "made_at": work.now.isoformat(), "rows": found}, indent=2, ensure_ascii=False)
    day = work.today(actor)
    return Reply(card=await _card(work, actor), file=File(f"rollcall-my-data-{day.isoformat()}.json", "application/json", text))


async def _card(work: Work, actor: Person) -> Card:
    found = await work.tx.privacy.everything(actor.id)
    own = [one for one in found.get("content", []) if one["text"] and not one["text"].startswith("{")]
    own.sort(key=lambda one: one["written_at"], reverse=True)
    calendar = calendar_of(actor, work.organisation)
    newest = tuple((local_day(calendar, datetime.fromisoformat(one["written_at"])), one["text"]) for one in own[:NEWEST])
    return views.card(actor, _counts(found), newest)


def _counts(found: Mapping[str, Sequence[Mapping[str, Any]]]) -> dict[str, int]:
    """By kind. Most waits end with an answer: those that somebody else was told of are counted beside them."""
    counts = {name: len(rows) for name, rows in found.items() if name not in ("person", "lane")}
    told = sum(1 for one in found.get("episode", ()) if one["tellings"])
    if told:
        counts["episode_told"] = told
    return counts
