"""A message that no longer tells the truth is changed in place; where that cannot be done now, it costs little and holds nobody up."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot import refreshing
from bot.cards import Card
from bot.model import Account
from bot.ports.sender import Busy, Down, Outcome, Sent, Unknown
from bot.refreshing import Refreshing
from storage import tables
from storage.outbox import MessageRows
from tests.flows.corners import five
from tests.scene import Actor, Scene


class Machine:
    """Seconds that a test moves; the lanes' and the workspaces' as well."""

    def __init__(self, scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
        self.seconds = 1_000_000.0
        monkeypatch.setattr(MessageRows, "_now", self._now)
        scene.engine._refreshing = Refreshing(scene.store, scene.engine._senders, scene.organisation, scene.clock, self.now)

    def now(self) -> float:
        return self.seconds

    async def _now(self) -> float:
        return self.seconds


async def texts_kept(scene: Scene) -> int:
    async with scene.store.reading() as tx:
        found = await tx.session.execute(select(func.count()).select_from(tables.content))  # type: ignore[attr-defined]
    return int(found.scalar_one())


async def answered(scene: Scene, failing: Outcome) -> tuple[Actor, list[str]]:
    """Olivia has answered, and the platform does not take the message's new words; what it is asked is kept."""
    olivia, *_ = await five(scene)
    await scene.travel_to("2026-11-30 09:00")
    tried: list[str] = []

    async def fails(account: Account, ref: str, card: Card) -> Outcome:
        tried.append(ref)
        return failing

    scene.platform.update = fails  # type: ignore[method-assign]
    await olivia.sees("is this normal?").press("Looked: normal")
    return olivia, tried


@pytest.mark.parametrize("failing", [Down("offline"), Busy(30.0), Unknown("the line was cut")])
async def test_what_does_not_get_through_is_not_tried_each_round_nor_written_again(
    scene: Scene, failing: Outcome, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine = Machine(scene, monkeypatch)
    olivia, tried = await answered(scene, failing)
    before, first = await texts_kept(scene), len(tried)
    for _ in range(60):
        machine.seconds += 0.4
        await scene.engine.deliver()
    assert (await texts_kept(scene), len(tried)) == (before, first)
    machine.seconds += 10
    await scene.engine.deliver()
    assert len(tried) == first + 1 and await texts_kept(scene) == before, "tried again, with the words that were committed"
    del scene.platform.update
    machine.seconds += 3600
    await scene.engine.deliver()
    olivia.still_sees("looked, normal")


async def test_a_workspace_says_itself_how_long_it_is_busy(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    machine = Machine(scene, monkeypatch)
    _, tried = await answered(scene, Busy(600.0))
    first = len(tried)
    machine.seconds += 590
    await scene.engine.deliver()
    assert len(tried) == first
    machine.seconds += 20
    await scene.engine.deliver()
    assert len(tried) == first + 1


async def test_messages_that_are_stuck_hold_up_none_that_are_not(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refreshing, "PAGE", 1)
    Machine(scene, monkeypatch)
    olivia, max_, *_ = await five(scene)
    changed = scene.platform.update

    async def not_olivias(account: Account, ref: str, card: Card) -> Outcome:
        return Unknown("the line was cut") if account.user == olivia.user else await changed(account, ref, card)

    scene.platform.update = not_olivias  # type: ignore[method-assign]
    await scene.travel_to("2026-12-07 09:00", answering=[olivia])
    await max_.sees("anything changed").press("All steady")
    max_.still_sees("all steady")
    scene.the_stage_is_set()  # Sam's own question of the month


async def test_a_message_that_was_changed_is_not_changed_again(scene: Scene) -> None:
    _, tried = await answered(scene, Sent("changed"))
    await scene.engine.deliver()
    assert len(tried) == 1


async def test_an_outage_is_told_with_the_heartbeat_that_ends_it_or_not_at_all(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed in between: the next start still finds the time in which nobody was here."""
    await scene.engine.beat(scene.clock.now())
    scene.clock.time += timedelta(hours=9)

    async def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("storage.installation.EngineRows.add_outage", killed)
        with pytest.raises(KeyboardInterrupt):
            await scene.engine.beat(scene.clock.now())
    outage = await scene.engine.beat(scene.clock.now())
    assert outage is not None and outage.ended_at - outage.started_at == timedelta(hours=9)
    async with scene.store.reading() as tx:
        assert await tx.engine.outages() == [outage]
