"""Workspaces that ask to wait for ten minutes delay nobody in another one (issue, Slack, Done when 6)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.model import MessageKind, Platform
from tests.adapters import fake_slack
from tests.adapters.backstage import waits_are_over
from tests.adapters.fake_slack import TEAM
from tests.adapters.slack_workspace import Workspace, asked, workspace

__all__ = ["workspace"]
OTHER, THIRD = "T0OTHER", "T0THIRD"
WEEKS = 6
EVERY = {"D0OLI": "olivia", "D0SAM": "sam", "D0MAX": "max"}


async def moves(workspace: Workspace, user: str, tenant: str) -> None:
    """Their account is in another workspace, where Rollcall is installed with another token."""
    await workspace.ours.installations.save(tenant, tenant, f"xoxb-{tenant}", "U0BOT", ("chat:write",), "", whole=False)
    async with workspace.scene.store.writing() as tx:
        account = await tx.accounts.find(Platform.SLACK, TEAM, user)
        assert account is not None
        await tx.accounts.save(replace(account, tenant=tenant))
    workspace.slack.users[user]["team_id"] = tenant


async def waiting(workspace: Workspace, name: str) -> int:
    """How many messages are due for somebody and have not left."""
    async with workspace.scene.store.reading() as tx:
        person = await tx.people.by_email(f"{name}@acme.example")
        assert person is not None
        found = [one for kind in MessageKind for one in await tx.messages.open_of(person.id, kind)]
    return len([one for one in found if one.send_at <= workspace.scene.clock.now()])


def keys(workspace: Workspace, channel: str) -> list[str]:
    """What the outbox sent there."""
    return [one["metadata"]["event_payload"]["key"] for one in workspace.slack.messages[channel] if "metadata" in one]


@pytest.mark.parametrize("flight", [1, 16])
@pytest.mark.parametrize("free", EVERY)
async def test_workspaces_that_are_busy_for_ten_minutes_delay_nobody_in_another(
    workspace: Workspace, free: str, flight: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two workspaces ask to wait; whatever is due in the third leaves in the same round, every day for weeks, be it first in line or last."""
    monkeypatch.setattr("bot.engine.IN_FLIGHT", flight)
    await asked(workspace)
    held, also_held = (one for one in EVERY if one != free)
    await moves(workspace, f"U{free[1:]}", OTHER)
    await moves(workspace, f"U{also_held[1:]}", THIRD)
    before = {channel: len(keys(workspace, channel)) for channel in EVERY}
    workspace.slack.busy |= {"xoxb-test": 600, f"xoxb-{THIRD}": 600}
    calls = len(workspace.slack.calls)
    for _ in range(WEEKS * 7):
        workspace.scene.clock.time += timedelta(days=1)
        await workspace.round()
        assert await waiting(workspace, EVERY[free]) == 0, "the other workspace waited"
    assert len(keys(workspace, free)) > before[free]
    assert [len(keys(workspace, one)) for one in (held, also_held)] == [before[held], before[also_held]]
    assert await waiting(workspace, EVERY[held]) and await waiting(workspace, EVERY[also_held])
    busy = [method for method, _ in workspace.slack.calls[calls:]]
    await workspace.round()
    assert [method for method, _ in workspace.slack.calls[calls:]] == busy, "who asked to wait was asked again meanwhile"
    for number, (channel, tenant) in enumerate(((free, OTHER), (held, TEAM), (also_held, THIRD))):
        status, answer = await workspace.post(fake_slack.command(f"U{channel[1:]}", "cv screening", trigger=f"5.{number}", team=tenant))
        assert status == 200 and "CV screening" in answer["text"], "a command is answered in the response itself"
    workspace.slack.busy.clear()
    await waits_are_over(workspace)
    await workspace.round()
    for channel, name in EVERY.items():
        found = keys(workspace, channel)
        assert len(found) > before[channel] and len(found) == len(set(found)), f"{channel}: lost, or twice"
        assert await waiting(workspace, name) == 0
