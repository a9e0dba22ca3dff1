"""A workspace that asks to wait for ten minutes delays nobody in another one (issue, Slack, Done when 6)."""

from dataclasses import replace
from datetime import timedelta

from bot.model import Platform
from tests.adapters.fake_slack import TEAM
from tests.adapters.slack_workspace import Workspace, asked, ten_minutes_pass, workspace

__all__ = ["workspace"]
OTHER = "T0OTHER"


async def max_moves(workspace: Workspace) -> None:
    """Max's account is in another workspace, where Rollcall is installed with another token."""
    await workspace.ours.installations.save(OTHER, "Other", "xoxb-other", "U0BOT", ("chat:write",), "", whole=False)
    async with workspace.scene.store.writing() as tx:
        account = await tx.accounts.find(Platform.SLACK, TEAM, "U0MAX")
        assert account is not None
        await tx.accounts.save(replace(account, tenant=OTHER))
    workspace.slack.users["U0MAX"]["team_id"] = OTHER


def keys(workspace: Workspace, channel: str) -> list[str]:
    """What the outbox sent there."""
    return [one["metadata"]["event_payload"]["key"] for one in workspace.slack.messages[channel] if "metadata" in one]


async def test_a_workspace_that_is_busy_for_ten_minutes_delays_nobody_in_another(workspace: Workspace) -> None:
    await asked(workspace)
    await max_moves(workspace)
    before = {channel: len(keys(workspace, channel)) for channel in ("D0OLI", "D0SAM", "D0MAX")}
    workspace.slack.busy["xoxb-test"] = 600
    calls = len(workspace.slack.calls)
    for _ in range(16):
        workspace.scene.clock.time += timedelta(days=1)
        await workspace.round()
    assert len(keys(workspace, "D0MAX")) > before["D0MAX"], "the other workspace waited"
    assert [len(keys(workspace, one)) for one in ("D0OLI", "D0SAM")] == [before["D0OLI"], before["D0SAM"]]
    busy = [method for method, _ in workspace.slack.calls[calls:]]
    await workspace.round()
    assert [method for method, _ in workspace.slack.calls[calls:]] == busy, "who asked to wait was asked again meanwhile"
    workspace.slack.busy.clear()
    await ten_minutes_pass(workspace)
    await workspace.round()
    for channel in before:
        found = keys(workspace, channel)
        assert len(found) > before[channel] and len(found) == len(set(found)), f"{channel}: lost, or twice"
