"""Every way of being out of reach as a conversation: refused, told with its mend, back, over (PRODUCT §4; STATES, Episodes)."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import text

from bot import ids
from bot.actions import outages, reach, sending
from bot.actions.work import INSTALLATION, Work
from bot.events import AccountSeen, Pressed
from bot.model import Account, AccountId, EpisodeKind, Installation, InstallationId, MessageState, OutOfReach, Platform
from bot.ports.sender import Down, Unknown
from bot.rules.reach import EVERYBODYS, REMEDIES, Remedy
from bot.views.plain import plain
from bot.views.reach import ADMINS_DO, BECAUSE
from tests.scene import Actor, Scene

PERSONAL = [one for one in OutOfReach if one not in EVERYBODYS | {OutOfReach.DEACTIVATED, OutOfReach.UNCONFIRMED}]
SAYS = {
    OutOfReach.NOT_FOUND: "The account of Olivia Ortega is no longer there",
    OutOfReach.BOT: "The account of Olivia Ortega is a program's",
    OutOfReach.BLOCKED: "The account of Olivia Ortega keeps my messages out. Ask them another way",
    OutOfReach.NOT_INSTALLED: "I am not installed for Olivia Ortega. Ask them another way",
    OutOfReach.NOT_ALLOWED: "The workspace's rules keep my messages from Olivia Ortega",
    OutOfReach.OTHER: "The messages to Olivia Ortega are refused, and I do not know why",
}
TRIED, ASKED = "2026-11-30 10:00", "Invoice triage: is this normal?"


async def three(scene: Scene, zone: str | None = None) -> tuple[Actor, Actor, Actor]:
    """`zone`: Olivia's. In Tokyo she is asked before the others' day begins."""
    olivia = await scene.person("Olivia Ortega", zone=zone)
    max_, sam = await scene.people("Max Meyer", "Sam Steward")
    await scene.staffed("Invoice triage", olivia, max_, sam)
    return olivia, max_, sam


async def reason(scene: Scene, actor: Actor) -> OutOfReach | None:
    async with scene.store.reading() as tx:
        (account,) = await tx.accounts.of(actor.id)
    return account.out_of_reach


async def of_accounts(scene: Scene) -> list[tuple[str, str]]:
    """What the trail keeps of it."""
    async with scene.store.reading() as tx:
        rows = [json.loads(row.body) for row in await tx.audit.rows(INSTALLATION)]
    return [(row["code"], row.get("why") or row["was"]) for row in rows if row["code"].startswith("account.")]


async def open_kinds(scene: Scene) -> list[EpisodeKind]:
    """Of what is more than a question that arrived and waits."""
    async with scene.store.reading() as tx:
        return [one.kind for one in await tx.episodes.open_all() if one.kind is not EpisodeKind.SILENT]


async def within(scene: Scene, do: object, *args: object) -> None:
    async with scene.store.writing() as tx:
        await do(Work(tx, scene.clock.now(), scene.organisation), *args)  # type: ignore[operator]
    await scene.settle()


@pytest.mark.parametrize("why", PERSONAL)
async def test_somebody_who_is_refused_is_told_of_with_the_mend_and_is_back_by_being_seen(scene: Scene, why: OutOfReach) -> None:
    olivia, max_, sam = await three(scene)
    scene.platform.refuses["olivia"] = why.value
    await scene.travel_to(TRIED, answering=(max_,))
    assert await reason(scene, olivia) is why
    told = sam.sees("The operator's question for Invoice triage cannot be delivered")
    assert SAYS[why] in told.text and "This is not silence" in told.text
    mend = [button.label for button in told.buttons() if button.label in ("Try again", "Name somebody else")]
    assert mend[0] == ("Name somebody else" if REMEDIES[why] is Remedy.NAME_ANOTHER else "Try again")
    gaps = (await sam.owner("gaps")).text
    assert f"({BECAUSE[why]})" in gaps
    table = (await scene.act(Pressed(sam.caller, "gaps_table", ""))).file
    assert table is not None and f",{why.value}," in table.text and BECAUSE[why] in table.text
    del scene.platform.refuses["olivia"]
    await scene.act(AccountSeen(olivia.caller, "Olivia Ortega", "olivia@acme.example"))
    assert await reason(scene, olivia) is None and await open_kinds(scene) == []
    assert await of_accounts(scene) == [("account.refused", why.value), ("account.in_reach", why.value)]
    await olivia.sees(ASKED).press("Looked: normal")
    assert "cannot be delivered" not in (await sam.owner("gaps")).text
    scene.nobody_saw_anything_else()


async def test_a_word_of_theirs_shows_that_they_are_back(scene: Scene) -> None:
    olivia, max_, sam = await three(scene)
    scene.platform.refuses["olivia"] = "blocked"
    await scene.travel_to(TRIED, answering=(max_,))
    sam.sees("cannot be delivered")
    del scene.platform.refuses["olivia"]
    await olivia.owner("help")
    assert await reason(scene, olivia) is None and await open_kinds(scene) == []
    olivia.sees(ASKED)


async def test_who_looks_in_and_still_refuses_stays_out_of_reach_and_is_told_of_once(scene: Scene) -> None:
    olivia, max_, sam = await three(scene)
    scene.platform.refuses["olivia"] = "blocked"
    await scene.travel_to(TRIED, answering=(max_,))
    sam.sees("cannot be delivered")
    await olivia.owner("help")
    assert await reason(scene, olivia) is OutOfReach.BLOCKED and await open_kinds(scene) == [EpisodeKind.UNREACHABLE]
    scene.nobody_saw_anything_else()


async def test_try_again_finds_them_back(scene: Scene) -> None:
    olivia, max_, sam = await three(scene)
    scene.platform.refuses["olivia"] = "blocked"
    await scene.travel_to(TRIED, answering=(max_,))
    told = sam.sees("cannot be delivered")
    await told.press("Try again")
    assert await reason(scene, olivia) is OutOfReach.BLOCKED
    del scene.platform.refuses["olivia"]
    await told.press("Try again")
    assert await reason(scene, olivia) is None and await open_kinds(scene) == []
    olivia.sees(ASKED)


async def test_each_periods_question_is_still_tried(scene: Scene) -> None:
    """Nothing tells us that a person lets us in again: the next question does (STATES, Who)."""
    olivia, max_, sam = await three(scene, "Asia/Tokyo")
    scene.platform.refuses["olivia"] = "blocked"
    await scene.travel_to(TRIED, answering=(max_, sam))
    sam.sees("cannot be delivered")
    del scene.platform.refuses["olivia"]
    await scene.travel_to("2026-12-04 10:00", answering=(max_, sam))
    sam.sees_nothing()
    await scene.travel_to("2026-12-07 10:00", answering=(max_, sam))
    olivia.sees(ASKED)
    assert await reason(scene, olivia) is None and await open_kinds(scene) == []
    scene.nobody_saw_anything_else()


async def test_a_refusal_that_says_deactivated_is_a_leaver(scene: Scene) -> None:
    """R8: where no event came, the refused message tells; the roles do not come back with the account."""
    olivia, max_, sam = await three(scene)
    scene.platform.refuses["olivia"] = "deactivated"
    await scene.travel_to(TRIED, answering=(max_,))
    assert await reason(scene, olivia) is OutOfReach.DEACTIVATED and await open_kinds(scene) == [EpisodeKind.VACANT]
    told = sam.sees("Invoice triage has no operator")
    assert "Olivia Ortega left the organisation" in told.text and "Name a person" in [one.label for one in told.buttons()]
    del scene.platform.refuses["olivia"]
    await scene.act(AccountSeen(olivia.caller, "Olivia Ortega", "olivia@acme.example"))
    assert await reason(scene, olivia) is None and await open_kinds(scene) == [EpisodeKind.VACANT]
    scene.nobody_saw_anything_else()


async def test_two_messages_that_nobody_confirms_are_out_of_reach_until_a_click(scene: Scene) -> None:
    olivia, max_, sam = await three(scene)
    scene.platform.finds = False
    await scene.travel_to("2026-11-30 08:59", answering=(max_,))
    scene.platform.next_outcomes = [Unknown("lost"), Unknown("lost")]
    await scene.travel_to("2026-12-02 10:00", answering=(max_, sam))
    assert await reason(scene, olivia) is OutOfReach.UNCONFIRMED
    assert "Whether two messages reached Olivia Ortega was never confirmed" in sam.sees("cannot be delivered").text
    await olivia.owner("help")
    assert await reason(scene, olivia) is None
    olivia.sees(ASKED)
    scene.nobody_saw_anything_else()


async def test_a_click_on_a_message_that_was_given_up_proves_that_it_arrived(scene: Scene) -> None:
    olivia, max_, sam = await three(scene)
    scene.platform.finds = False
    await scene.travel_to("2026-11-30 08:59", answering=(max_,))
    scene.platform.next_outcomes = [Unknown("lost"), Unknown("lost")]
    await scene.travel_to("2026-12-02 10:00", answering=(max_, sam))
    sam.sees("cannot be delivered")
    assert await reason(scene, olivia) is OutOfReach.UNCONFIRMED and await open_kinds(scene) == [EpisodeKind.UNREACHABLE]
    async with scene.store.reading() as tx:
        (asked,) = await tx.check_ins.open_for(olivia.id)
    assert asked.delivered_at is None
    await scene.act(Pressed(olivia.caller, "answer.odd", asked.id))
    async with scene.store.reading() as tx:
        shown = [one.state for one in await tx.messages.showing(asked.id)]
        check_in = await tx.check_ins.get(asked.id)
    assert MessageState.SENT in shown and check_in is not None and check_in.delivered_at == scene.clock.now()
    assert await reason(scene, olivia) is None and await open_kinds(scene) == []
    olivia.sees(ASKED)
    scene.nobody_saw_anything_else()


async def elsewhere(scene: Scene, actor: Actor, user: str) -> Account:
    """A second account of theirs, in another workspace."""
    account = Account(AccountId(ids.new()), actor.id, Platform.LOCAL, "elsewhere", user, actor.name)
    async with scene.store.writing() as tx:
        await tx.accounts.add(account)
    return account


async def test_the_other_account_is_tried_first_and_nobody_is_told(scene: Scene) -> None:
    olivia, max_, _sam = await three(scene)
    other = await elsewhere(scene, olivia, "olivia-there")
    scene.platform.refuses["olivia"] = "blocked"
    await scene.travel_to(TRIED, answering=(max_,))
    assert [one.user for one in scene.platform.messages if not one.read] == ["olivia-there"]
    assert await open_kinds(scene) == []
    async with scene.store.reading() as tx:
        assert {one.id: one.out_of_reach for one in await tx.accounts.of(olivia.id)}[other.id] is None


async def test_what_is_soonest_mended_is_told_of_somebody_with_two_accounts(scene: Scene) -> None:
    olivia, max_, sam = await three(scene, "Asia/Tokyo")
    await elsewhere(scene, olivia, "olivia-there")
    scene.platform.refuses |= {"olivia": "not_found", "olivia-there": "blocked"}
    await scene.travel_to(TRIED, answering=(max_,))
    assert SAYS[OutOfReach.BLOCKED] in sam.sees("cannot be delivered").text
    del scene.platform.refuses["olivia-there"]
    await scene.travel_to("2026-12-07 10:00", answering=(max_, sam))
    assert "olivia-there" in [one.user for one in scene.platform.messages], "the question goes from one to the other"
    assert await open_kinds(scene) == []


@pytest.mark.parametrize("why", sorted(EVERYBODYS))
async def test_a_whole_workspace_is_told_once_to_the_admins_and_nobody_is_to_be_replaced(scene: Scene, why: OutOfReach) -> None:
    """Told while it lasts, and only of those who should have got something; the ladder goes its own way beside it."""
    olivia, max_, sam = await three(scene)
    ada = scene.actors["ada"]
    scene.platform.refuses |= {"olivia": why.value, "max": why.value}
    await scene.travel_to("2026-12-01 12:00", answering=(sam,))
    happened, mend = ADMINS_DO[why]
    told = ada.sees("Nobody in local gets my messages")
    assert happened in told.text and mend in told.text and "1 person is out of reach until then" in told.text
    of_job = sam.sees("cannot be delivered")
    assert "It is not about Olivia Ortega" in of_job.text and "An admin can mend it" in of_job.text
    await scene.act(AccountSeen(olivia.caller, "Olivia Ortega", "olivia@acme.example"))
    assert await reason(scene, olivia) is why, "she cannot speak for her workspace"
    await scene.travel_to("2026-12-08 12:00", answering=(sam,))
    assert await reason(scene, max_) is why
    assert "Max Meyer" in sam.sees("The maintainer's question").text
    assert sam.sees_at("The operator's question") == ada.sees_at("The operator's question") == ["2026-12-07 09:00"]
    scene.nobody_saw_anything_else()
    scene.platform.refuses = {}
    await within(scene, reach.workspace_back, Platform.LOCAL, "local")
    assert await reason(scene, olivia) is await reason(scene, max_) is None and await open_kinds(scene) == []
    olivia.sees(ASKED)
    max_.sees("Invoice triage: anything changed underneath?")
    scene.nobody_saw_anything_else()


async def test_one_delivery_proves_that_the_whole_workspace_is_back(scene: Scene) -> None:
    olivia, max_, sam = await three(scene)
    scene.platform.refuses |= {"olivia": "messages_off", "max": "messages_off"}
    await scene.travel_to("2026-12-07 12:00", answering=(sam,))
    scene.the_stage_is_set()
    assert await open_kinds(scene) == [EpisodeKind.UNREACHABLE, EpisodeKind.UNREACHABLE]
    scene.platform.refuses = {}
    await sam.still_sees("The operator's question").press("Try again", about="operator")
    assert await reason(scene, olivia) is await reason(scene, max_) is None and await open_kinds(scene) == []
    olivia.sees(ASKED)
    max_.sees("anything changed underneath?")
    scene.nobody_saw_anything_else()


async def test_an_uninstalled_workspace_is_told_at_once_and_its_people_are_asked_where_else_they_are(scene: Scene) -> None:
    _olivia, max_, sam = await three(scene)
    ada = scene.actors["ada"]
    for actor in (ada, max_, sam):
        await elsewhere(scene, actor, f"{actor.user}-there")
    now = scene.clock.now()
    program = Account(AccountId(ids.new()), None, Platform.LOCAL, "local", "a-program", "A program", bot=True)
    ended = Installation(InstallationId("i"), Platform.LOCAL, "local", "Acme", "", "B1", (), "ada", now, False, now)
    async with scene.store.writing() as tx:
        await tx.installations.add(ended)
        await tx.accounts.add(program)
    await within(scene, reach.workspace_gone, Platform.LOCAL, "local")
    await scene.travel(days=1)
    (told,) = [one for one in scene.platform.messages if one.user == "ada-there"]
    assert not [one for one in ada.inbox() if not one.read] and await open_kinds(scene) == []
    assert "Nobody in Acme gets my messages. I am no longer installed there." in plain(told.card, "UTC")
    assert f"{len(scene.actors)} people are out of reach until then" in plain(told.card, "UTC"), "an account that is nobody's is no person"
    scene.platform.refuses["olivia"] = "uninstalled"
    await scene.travel_to(TRIED)
    assert await open_kinds(scene) == [EpisodeKind.UNREACHABLE]
    assert {one.user for one in scene.platform.messages if not one.read} == {"ada-there", "sam-there"}, "and nobody where we are no more"


async def test_what_ails_one_person_is_not_mended_by_their_workspace(scene: Scene) -> None:
    olivia, max_, _sam = await three(scene)
    scene.platform.refuses["olivia"] = "blocked"
    await scene.travel_to(TRIED, answering=(max_,))
    scene.platform.refuses |= dict.fromkeys(("max", "sam", "ada"), "uninstalled")
    await within(scene, reach.workspace_gone, Platform.LOCAL, "local")
    assert await reason(scene, olivia) is OutOfReach.BLOCKED and await reason(scene, max_) is OutOfReach.UNINSTALLED
    await within(scene, reach.workspace_back, Platform.LOCAL, "local")
    assert await reason(scene, olivia) is OutOfReach.BLOCKED and await reason(scene, max_) is None
    scene.the_stage_is_set()


async def test_a_workspace_that_is_known_to_be_gone_is_told_once(scene: Scene) -> None:
    """A message was refused before the platform's own word came."""
    await three(scene)
    ada = scene.actors["ada"]
    await elsewhere(scene, ada, "ada-there")
    scene.platform.refuses |= dict.fromkeys(scene.actors, "uninstalled")
    await scene.travel_to(TRIED)
    await scene.travel(days=1)
    await within(scene, reach.workspace_gone, Platform.LOCAL, "local")
    await scene.travel(days=2)
    told = [one for one in scene.platform.messages if "Nobody in local gets my messages" in plain(one.card, "UTC")]
    assert len(told) == 1
    scene.the_stage_is_set()


async def test_for_how_long_a_platform_was_down_is_kept_in_the_trail(scene: Scene) -> None:
    ada = scene.actors["ada"]
    async with scene.store.reading() as tx:
        (account,) = await tx.accounts.of(ada.id)
    await within(scene, outages.went_down, account)
    scene.clock.time += timedelta(minutes=90)
    await within(scene, outages.came_back, account)
    await within(scene, outages.came_back, account)
    async with scene.store.reading() as tx:
        rows = [json.loads(row.body) for row in await tx.audit.rows(INSTALLATION)]
    (down, back) = [row for row in rows if row["code"].startswith("platform.")]
    assert (down["code"], down["platform"]) == ("platform.down", "local")
    assert (back["code"], back["platform"], int(back["minutes"])) == ("platform.back", "local", 90)


async def outage(scene: Scene, account: Account) -> None:
    """The workspace has not answered for as long as makes an outage."""
    await within(scene, outages.went_down, account)
    scene.clock.time += timedelta(minutes=scene.organisation.policy.outage_minutes)
    await within(scene, reach.tell_of_outage, account)
    await within(scene, reach.tell_of_outage, account)


async def of_person(scene: Scene, actor: Actor) -> Account:
    async with scene.store.reading() as tx:
        return next(one for one in await tx.accounts.of(actor.id) if one.tenant == "local")


async def test_an_admin_who_is_elsewhere_too_hears_there_of_a_workspace_that_is_down(scene: Scene) -> None:
    ada = scene.actors["ada"]
    await elsewhere(scene, ada, "ada-there")
    await within(scene, outages.went_down, here := await of_person(scene, ada))
    await within(scene, reach.tell_of_outage, here)
    assert not scene.platform.messages, "a hiccup is no outage"
    await outage(scene, here)
    (told,) = scene.platform.messages
    assert told.user == "ada-there" and "The local chat has not answered for local since Tuesday 24 November" in plain(told.card, "UTC")
    scene.the_stage_is_set()


async def test_an_admin_who_is_nowhere_else_is_not_told_after_it_is_over(scene: Scene) -> None:
    here = await of_person(scene, scene.actors["ada"])
    await outage(scene, here)
    await within(scene, outages.came_back, here)
    await scene.travel(days=1)
    scene.nobody_saw_anything_else()


async def test_what_can_go_elsewhere_does_not_wait_for_a_workspace_that_is_down(scene: Scene) -> None:
    """Nothing of it can have arrived: it is asked once, on the other account, and on the first again when that answers."""
    olivia, max_, sam = await three(scene)
    await elsewhere(scene, olivia, "olivia-there")
    await scene.travel_to("2026-11-30 08:30")
    await outage(scene, here := await of_person(scene, olivia))
    await scene.travel_to(TRIED, answering=(max_, sam))
    assert [one.user for one in scene.platform.messages if not one.read and one.user.startswith("olivia")] == ["olivia-there"]
    assert await open_kinds(scene) == []
    await within(scene, outages.came_back, here)
    await scene.travel_to("2026-12-07 10:00", answering=(max_, sam))
    olivia.sees(ASKED)
    scene.the_stage_is_set()


async def test_a_message_that_waits_for_a_workspace_goes_elsewhere_once_that_is_an_outage(scene: Scene) -> None:
    olivia, max_, sam = await three(scene)
    await scene.travel_to("2026-11-30 08:59", answering=(max_, sam))
    scene.platform.next_outcomes = [Down("offline")]
    await scene.travel_to("2026-11-30 09:00", answering=(max_, sam))
    other = await elsewhere(scene, olivia, "olivia-there")
    async with scene.store.writing() as tx:
        await tx.session.execute(text("UPDATE lane SET next_at = 0"))  # type: ignore[attr-defined]
        (claim,) = [one for one in await tx.messages.claim(scene.clock.now(), "a test", 16) if one.person_id == olivia.id]
        first = await sending.prepare(Work(tx, scene.clock.now(), scene.organisation), claim)
        scene.clock.time += timedelta(minutes=scene.organisation.policy.outage_minutes)
        then = await sending.prepare(Work(tx, scene.clock.now(), scene.organisation), claim)
    assert first is not None and first[1] is not None and first[1].user == "olivia", "a hiccup is no outage"
    assert then is not None and then[1] == other and then[0].account_id == other.id
    scene.the_stage_is_set()
