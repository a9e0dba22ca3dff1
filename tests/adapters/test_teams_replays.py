"""What Teams delivers again, and what takes longer than it waits: answered once, and nothing is lost (issue, Bad input; STATES, Promises)."""

import asyncio
from typing import Any

import pytest

from adapters.teams import front
from tests.adapters import fake_teams
from tests.adapters.teams_tenant import OLIVIA, SAM, Tenant, asked, tenant

__all__ = ["tenant"]


async def test_words_that_are_delivered_again_are_answered_once(tenant: Tenant) -> None:
    await tenant.say(OLIVIA, "owner me")
    before = len(tenant.inbox(OLIVIA))
    made = fake_teams.message(OLIVIA, "owner me", tenant.teams.service, id="again")
    await asyncio.gather(*(tenant.post(made) for _ in range(5)))
    await tenant.settled()
    assert (await tenant.post(made))[0] == 200
    await tenant.settled()
    assert len(tenant.inbox(OLIVIA)) == before + 1


async def test_what_failed_on_our_side_is_answered_when_it_comes_again(tenant: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    await tenant.say(OLIVIA, "owner me")
    before = len(tenant.inbox(OLIVIA))
    made = fake_teams.message(OLIVIA, "owner me", tenant.teams.service, id="again")

    async def broken(*_: Any) -> None:
        raise OSError("a disk")

    with monkeypatch.context() as trouble:
        trouble.setattr(tenant.ours.sender.conversations, "keep", broken)
        assert (await tenant.post(made))[0] == 500
    assert (await tenant.post(made))[0] == 200
    await tenant.settled()
    assert len(tenant.inbox(OLIVIA)) == before + 1


async def test_only_so_many_answered_messages_are_remembered(tenant: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tenant.ours.front.afterwards, "_remembers", 3)
    for _ in range(6):
        await tenant.say(OLIVIA, "owner help")
    assert len(tenant.ours.front.afterwards._answered) == 3 and not tenant.ours.front.afterwards._at_work


async def test_an_installation_that_is_told_five_times_at_once_is_greeted_once(tenant: Tenant) -> None:
    made = fake_teams.activity("installationUpdate", OLIVIA, tenant.teams.service, action="add")
    await asyncio.gather(*(tenant.post(made) for _ in range(5)))
    await tenant.settled()
    assert len(tenant.inbox(OLIVIA)) == 1


async def test_what_a_window_does_too_slowly_goes_on_and_is_said(tenant: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    """Teams would show an error, and whoever sees it sends the concern again."""
    await asked(tenant)
    monkeypatch.setattr(front, "PATIENCE", 0.01)
    going, handle = asyncio.Event(), tenant.desk.handle

    async def slow(event: Any) -> Any:
        await going.wait()
        return await handle(event)

    monkeypatch.setattr(tenant.ours.meeting._desk, "handle", slow)
    data = {"verb": "nonsense", "ref": "x"}
    value = {"commandId": "raise_concern", "data": data}
    made = fake_teams.activity("invoke", SAM, tenant.teams.service, name="composeExtension/submitAction", value=value)
    status, answer = await tenant.post(made)
    going.set()
    await tenant.settled()
    assert status == 200 and answer == {"task": {"type": "message", "value": front.STILL_WORKING}}


async def test_trouble_after_a_late_answer_is_in_the_log(
    tenant: Tenant, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    await tenant.say(OLIVIA, "owner me")
    monkeypatch.setattr(front, "PATIENCE", 0.01)

    async def broken(*_: Any) -> None:
        await asyncio.sleep(0.1)
        raise OSError("a disk")

    monkeypatch.setattr(tenant.ours.sender.conversations, "keep", broken)
    assert (await tenant.post(fake_teams.message(OLIVIA, "owner me", tenant.teams.service, id="late")))[0] == 200
    await tenant.settled()
    assert "afterwards_failed" in capsys.readouterr().out
