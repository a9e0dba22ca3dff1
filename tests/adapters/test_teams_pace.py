"""Whoever is slow or much written to holds up nobody else (learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit)."""

import asyncio

import pytest

from adapters.teams.pace import CONVERSATION, PATIENCE, TENANT, Pace
from tests.adapters.teams_tenant import OLIVIA, Tenant, tenant

__all__ = ["tenant"]


@pytest.fixture
def waits() -> list[float]:
    return []


@pytest.fixture
def pace(waits: list[float]) -> Pace:
    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    return Pace(lambda: 1000.0, sleep)  # type: ignore[arg-type]


async def test_conversations_that_wait_their_turn_delay_no_other_of_their_tenant(pace: Pace, waits: list[float]) -> None:
    """Thirty calls wait up to eight seconds in each of two conversations: none of them is one of the tenant's fifty a second yet."""
    release = asyncio.Event()

    async def sleep(seconds: float) -> None:
        waits.append(seconds)
        await release.wait()

    pace._sleep = sleep  # type: ignore[assignment]
    busy = [asyncio.create_task(pace.turn("acme", conversation)) for conversation in ("19:a", "19:b") for _ in range(40)]
    await asyncio.sleep(0)
    waits.clear()
    async with asyncio.timeout(5):
        assert await pace.turn("acme", "a:olivia") == 0.0 and waits == []
    release.set()
    assert any(one > PATIENCE for one in await asyncio.gather(*busy)), "who would wait too long is told so"


async def test_a_conversation_gets_no_more_than_it_takes(pace: Pace, waits: list[float]) -> None:
    found = [await pace.turn("acme", "a:olivia") for _ in range(100)]
    most, _ = CONVERSATION[0]
    assert found[:most] == [0.0] * most and found[-1] > PATIENCE
    assert max(waits) <= PATIENCE and waits == sorted(waits)


async def test_a_tenant_gets_no_more_than_it_takes_and_another_is_not_delayed(pace: Pace, waits: list[float]) -> None:
    most, seconds = TENANT[0]
    for number in range(most + 1):
        assert await pace.turn("acme", f"a:{number}") == 0.0
    assert waits == [seconds]
    assert await pace.turn("another", "a:1") == 0.0 and waits == [seconds]


async def test_a_hundred_slow_answers_leave_way_for_others(tenant: Tenant) -> None:
    """Each waits up to twenty seconds; who writes meanwhile is answered, and keys are fetched."""
    await tenant.say(OLIVIA, "owner help")
    posts = []
    for number in range(120):
        tenant.teams.fails[f"post 19:{number}"] = ["slow"]
        post = tenant.ours.sender.connector.post(tenant.teams.service, f"19:{number}", f"tenant {number}", {"type": "message"})
        posts.append(asyncio.create_task(post))
    await asyncio.sleep(0.5)
    async with asyncio.timeout(3):
        assert "summary" in (await tenant.say(OLIVIA, "owner help"))[-1]
    tenant.teams.released.set()
    await asyncio.gather(*posts)
