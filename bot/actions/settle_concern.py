"""Close a concern with a word (the rest of its life is built on this)."""

from collections.abc import Mapping
from dataclasses import replace

from bot.actions import post, seats
from bot.actions.work import Work, content_id
from bot.events import Reply
from bot.model import ConcernId, ConcernState, ItemKind, Person
from bot.views import concern as views
from bot.views.check_in import with_errors
from bot.views.replies import may_not, no_longer, said


async def close(work: Work, actor: Person, concern_id: str, values: Mapping[str, str] | None) -> Reply:
    """By a holder of the system, whoever raised it, or an admin; whoever raised it hears of it."""
    concern = await work.tx.concerns.get(ConcernId(concern_id))
    system = await work.tx.systems.get(concern.system_id) if concern else None
    if concern is None or system is None or concern.state is ConcernState.CONFIRMED:
        return Reply(problem="over", card=no_longer("This concern"))
    holders = await seats.holders(work, system)
    steward = await seats.steward_of(work, system)
    allowed = {person.id for person in holders.values()} | {concern.raised_by} | ({steward.id} if steward else set())
    if actor.id not in allowed and not work.is_admin(actor):
        return Reply(problem="may_not", card=may_not("Closing a concern", await work.admins()))
    form = views.close_form(concern, system)
    if values is None:
        return Reply(form=form)
    if not values.get("words", "").strip():
        return Reply(problem="incomplete", form=with_errors(form, values, {"words": "One line is enough."}))
    kept = await work.keep(values["words"], actor.id)
    closed = replace(concern, state=ConcernState.CONFIRMED, closed_at=work.now, closed_by=actor.id, closing_id=content_id(kept))
    await work.tx.concerns.save(closed)
    work.note("concern.closed", system.id, kept, concern=concern.id, person=actor.id)
    raised_by = await work.tx.people.get(concern.raised_by)
    if raised_by is not None and raised_by.id != actor.id and raised_by.active:
        await post.in_days_message(work, raised_by, ItemKind.CONCERN, concern.id)
    await post.refresh(work, concern.id)
    return Reply(
        card=said(
            f"Closed. {raised_by.name if raised_by and raised_by.id != actor.id else 'Everybody concerned'} will read it.",
            state="concern_closed",
        )
    )
