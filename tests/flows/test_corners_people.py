"""Who is a living person, who would notice, who carries how much, and what would be left (R1, R8, R9, R10)."""

from bot.events import AccountLeft, AccountSeen, Caller
from bot.model import Platform, Role, Stage
from tests.flows.corners import five, labels, on, seat_of
from tests.scene import Scene


async def test_one_account_that_has_gone_does_not_make_a_living_person_a_leaver(scene: Scene) -> None:
    _, _, sam, dee, _ = await five(scene)
    teams = Caller(Platform.TEAMS, "acme", "dee-t")
    await scene.act(AccountSeen(teams, "Dee Diaz", "dee@acme.example"))
    await scene.act(AccountLeft(teams))
    await sam.owner("offer invoice triage operator @Dee Diaz")
    await dee.sees("asks you to be the operator").press("Decline", why="time")
    await scene.travel_to("2026-11-26 10:00")
    sam.sees("declined")
    await scene.act(AccountLeft(dee.caller))
    assert "deactivated" in (await sam.owner("offer invoice triage operator dee@acme.example")).text
    await scene.act(AccountSeen(dee.caller, "Dee Diaz", "dee@acme.example"))
    async with scene.store.reading() as tx:
        assert {one.platform: one.deleted for one in await tx.accounts.of(dee.id)} == {Platform.LOCAL: False, Platform.TEAMS: True}


async def test_what_if_of_somebody_unknown_says_so_and_makes_nobody(scene: Scene) -> None:
    ada = scene.actors["ada"]
    answer = await ada.command("what-if nina@acme.example leaves")
    assert answer.problem == "not_a_person" and "I don't know" in on(ada, answer).text
    async with scene.store.reading() as tx:
        assert await tx.people.by_email("nina@acme.example") is None


async def test_what_if_says_who_would_really_hear(scene: Scene) -> None:
    ada = scene.actors["ada"]
    _, _, sam, dee, _ = await five(scene)
    assert "Its steward hears first" in (await ada.owner("what-if @Olivia Ortega leaves")).text
    await sam.owner("away until 2026-12-18 cover @Dee Diaz")
    asked = dee.sees("stand in")
    assert "The admins hear first" in (await ada.owner("what-if @Olivia Ortega leaves")).text, "Dee has not said yes"
    assert "Stands in for" not in (await ada.owner("what-if @Dee Diaz leaves")).text
    await asked.press("Yes, I cover")
    assert "Its steward hears first" in (await ada.owner("what-if @Olivia Ortega leaves")).text, "Dee, in Sam's place"
    assert "Stands in for 1 person" in (await ada.owner("what-if @Dee Diaz leaves")).text
    assert "The admins hear first" in (await ada.owner("what-if @Sam Steward leaves")).text, "a cover ends with the role"


async def test_whom_nobody_would_miss_stands_first_before_anything_is_silent(scene: Scene) -> None:
    ada = scene.actors["ada"]
    (dee,) = await scene.people("Dee Diaz")
    await scene.staffed("Invoice triage", ada, ada, ada)
    words = "If you stopped, nobody would notice: you operate, maintain and steward Invoice triage, and no second pair of eyes is named."
    for shown in (await ada.owner("gaps"), await ada.owner("me")):
        assert words in shown.text
        assert "Name one" in labels(shown)
    mine = await ada.owner("me")
    assert not (await mine.press("Name one", about="nobody would notice", second="Dee Diaz")).problem
    await dee.sees("second pair of eyes").press("Yes")
    assert "nobody would notice" not in (await ada.owner("me")).text + (await ada.owner("gaps")).text


async def test_load_is_judged_on_the_whole_register_by_whoever_looks(scene: Scene) -> None:
    ada = scene.actors["ada"]
    olivia, _, sam, _, _ = await five(scene)
    for number in range(6):
        system = await scene.system(f"Small {number}", Stage.PLANNED)
        await scene.hold(await seat_of(scene, system, Role.STEWARD), sam, ada)
        await scene.hold(await seat_of(scene, system, Role.OPERATOR), olivia, sam)
    await scene.travel_to("2026-11-26 10:00")
    for actor in (ada, sam, olivia):
        for one in actor.inbox():
            assert "is the" in str(one.card) or "asks you" in str(one.card) or "You are the" in str(one.card)
            one.read = True
    risk = "more than a tenth of everything"
    assert risk in (await sam.owner("gaps person")).text and risk in (await ada.owner("gaps person")).text
    for number in range(70):
        await scene.system(f"Other {number}", Stage.PLANNED)
    assert risk not in (await sam.owner("gaps person")).text, "7 of 77 are no more than a tenth"
    assert risk not in (await ada.owner("gaps person")).text


async def test_whoever_may_not_add_a_system_tells_the_admins_of_it(scene: Scene) -> None:
    ada = scene.actors["ada"]
    (olivia,) = await scene.people("Olivia Ortega")
    await scene.system("Invoice triage")
    named = await olivia.owner("add Meeting notes bot")
    assert labels(named) == ["Tell the admins"]
    await named.press("Tell the admins")
    unnamed = await olivia.owner("add")
    await unnamed.press("Tell the admins…", name="Chat helper")
    await scene.travel_to("2026-11-25 10:00")
    seen = [ada.sees("Somebody asked for") for _ in range(2)]
    assert {"Meeting notes bot", "Chat helper"} <= {
        word for one in seen for word in ("Meeting notes bot", "Chat helper") if word in one.text
    }
