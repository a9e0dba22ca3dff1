"""What Teams delivers again, and what takes longer than it waits: answered once, and nothing is lost (issue, Bad input; STATES, Promises)."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from adapters.teams import front
from adapters.teams.app import opened
from bot.actions import compose
from bot.desk import Desk
from bot.model import AnswerKind
from tests.adapters import fake_teams
from tests.adapters.teams_tenant import OLIVIA, SAM, Tenant, asked, card_of, labels, tenant, the_button, words_of

__all__ = ["tenant"]
pytestmark = pytest.mark.one_database


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
    out = capsys.readouterr().out
    assert "afterwards_failed" in out and "a disk" not in out, "the kind and the place, never its words"


@asynccontextmanager
async def started_again(tenant: Tenant) -> AsyncIterator[Tenant]:
    """Another process over the same database: nothing is remembered but what is kept there."""
    scene = tenant.scene

    async def nudge() -> int:
        return await tenant.engine.deliver()

    desk = Desk(scene.store, scene.clock, scene.organisation)
    async with opened(tenant.ours.settings, "127.0.0.1", scene.store, desk, scene.organisation, scene.clock, nudge) as made:
        app = web.Application()
        made.mount(app)
        async with TestClient(TestServer(app, host="127.0.0.1")) as client:
            yield Tenant(scene, tenant.teams, client, tenant.engine, desk, made)


async def test_a_click_that_comes_again_after_a_restart_is_answered_alike_and_done_once(tenant: Tenant) -> None:
    question = await asked(tenant)
    button = the_button(card_of(question), "Looked: normal")
    made = fake_teams.pressed(OLIVIA, button["data"], button["verb"], question["id"], tenant.teams.service, id="click")
    first = await tenant.post(made)
    await tenant.settled()
    there = len(tenant.inbox(OLIVIA))
    async with started_again(tenant) as later:
        assert await later.post(made) == first
        await later.settled()
    assert len(tenant.inbox(OLIVIA)) == there and await answers(tenant) == 1


async def test_words_that_answer_are_one_answer_although_they_come_again_after_a_restart(tenant: Tenant) -> None:
    """Whether the first answer arrived is known to nobody, so it is given again."""
    await asked(tenant)
    made = fake_teams.message(OLIVIA, "all good", tenant.teams.service, id="said")
    await tenant.post(made)
    await tenant.settled()
    async with started_again(tenant) as later:
        assert (await later.post(made))[0] == 200
        await later.settled()
    assert await answers(tenant) == 1 and words_of(tenant.inbox(OLIVIA)[-1]) == words_of(tenant.inbox(OLIVIA)[-2])


async def test_a_concern_that_is_sent_five_times_from_a_window_is_one(tenant: Tenant) -> None:
    await asked(tenant)
    async with tenant.scene.store.reading() as tx:
        system = await tx.systems.by_slug("cv-screening")
    assert system is not None
    data = {"verb": "submit_form", "form": "concern", "ref": system.id, "in.lines.words": "Odd", "in.choice.severity": "cosmetic"}
    value = {"commandId": "raise_concern", "data": data}
    made = fake_teams.activity("invoke", SAM, tenant.teams.service, name="composeExtension/submitAction", value=value, id="sent")
    answered = await asyncio.gather(*(tenant.post(made) for _ in range(5)))
    await tenant.settled()
    async with started_again(tenant) as later:
        answered.append(await later.post(made))
        await later.settled()
    assert all(one == answered[0] for one in answered) and answered[0][0] == 200, answered
    async with tenant.scene.store.reading() as tx:
        assert len(await tx.concerns.open_of([system.id])) == 1


async def test_two_tabs_at_once_leave_one_answer_that_both_show_in_the_end(tenant: Tenant) -> None:
    question = await asked(tenant)
    await asyncio.gather(*(tenant.press(OLIVIA, question, label) for label in ("Looked: normal", "Can't tell", "Didn't look") * 3))
    await tenant.round()
    on_screen = next(one for one in tenant.inbox(OLIVIA) if one["id"] == question["id"])
    async with tenant.scene.store.reading() as tx:
        olivia = await tx.people.by_email("olivia@acme.example")
        assert olivia is not None
        latest = (await tx.answers.of((await tx.check_ins.open_for(olivia.id))[0].id))[-1]
    said = {AnswerKind.NORMAL: "looked, normal", AnswerKind.CANT_TELL: "can't tell", AnswerKind.DIDNT_LOOK: "didn't look"}
    assert said[latest.kind] in words_of(on_screen), (latest.kind, words_of(on_screen))


async def answers(tenant: Tenant) -> int:
    """Of Olivia's open question."""
    async with tenant.scene.store.reading() as tx:
        olivia = await tx.people.by_email("olivia@acme.example")
        assert olivia is not None
        return sum([len(await tx.answers.of(one.id)) for one in await tx.check_ins.open_for(olivia.id)])


async def test_a_click_that_could_not_be_saved_says_so_and_leaves_the_card(tenant: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    """The database does not answer: a sentence with a reference, no error of Teams', and the buttons are there to press again."""
    question = await asked(tenant)

    def broken() -> None:
        raise OSError("no database")

    with monkeypatch.context() as trouble:
        for way in ("reading", "writing"):
            trouble.setattr(tenant.scene.store, way, broken)
        answer = await tenant.press(OLIVIA, question, "Looked: normal")
    assert answer["type"] == "application/vnd.microsoft.activity.message" and "reference" in words_of(answer)
    assert "Change" in labels(await tenant.press(OLIVIA, question, "Looked: normal"))


async def test_a_card_that_cannot_be_made_anew_does_not_undo_the_click(tenant: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    question = await asked(tenant)

    async def broken(*_: Any) -> None:
        raise ValueError("of a line's own making")

    with monkeypatch.context() as trouble:
        trouble.setattr(compose, "_as_it_reads", broken)
        answer = await tenant.press(OLIVIA, question, "Looked: normal")
    assert "Change" in labels(answer) and await answers(tenant) == 1
