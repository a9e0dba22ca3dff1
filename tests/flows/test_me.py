"""`/owner me`: everything that waits for the asker, and whether they are away (PRODUCT §7)."""

from tests.flows.corners import five, labels
from tests.scene import Scene


async def test_away_without_a_cover_stands_there_with_the_way_back(scene: Scene) -> None:
    olivia, _, _, _, _ = await five(scene)
    assert "asked next on Monday 30 November" in (await olivia.owner("me")).text
    await olivia.owner("away until 2026-12-11")
    told = await olivia.owner("me")
    assert "You are away until Friday 11 December. Nobody answers in your place." in told.text
    assert "nobody is asked while you are away" in told.text and "asked next on" not in told.text
    await told.press("I'm back")
    assert "You are away" not in (await olivia.owner("me")).text
    assert "asked next on Monday 30 November" in (await olivia.owner("me")).text


async def test_away_with_a_cover_says_who_is_asked(scene: Scene) -> None:
    olivia, _, _, dee, _ = await five(scene)
    await olivia.owner("away cover @Dee Diaz")
    assert "Nobody answers in your place" in (await olivia.owner("me")).text, "nobody covers before they say yes"
    await dee.sees("asks you to stand in").press("Yes, I cover")
    told = (await olivia.owner("me")).text
    assert "You are away until you say you are back. Dee Diaz answers in your place." in told
    assert "Dee Diaz is asked next on Monday 30 November" in told
    await dee.owner("away until 2026-11-27")
    assert "I'm back" in labels(await dee.owner("me")), "without a role as well"
    scene.the_stage_is_set()


async def test_concerns_confirmations_and_switch_offs_wait_there_for_whoever_owes_the_step(scene: Scene) -> None:
    olivia, max_, sam, dee, _ = await five(scene)
    reply = await dee.command("concern invoice triage")
    assert reply.form is not None
    await dee.fill(reply.form, words="totals look odd", severity="customers")
    waits = await olivia.owner("me")
    assert "totals look odd" in waits.text
    for other in (max_, sam, scene.actors["ada"]):
        assert "totals look odd" not in (await other.owner("me")).text
    await waits.press("For the maintainer")
    assert "totals look odd" not in (await olivia.owner("me")).text
    await (await max_.owner("me")).press("I have it")
    await scene.travel_to("2026-12-01 10:00", answering=(olivia, max_))
    await sam.sees("still needed").press("Retire", words="replaced", act_on="2026-12-15", review_on="2026-12-20")
    assert "Invoice triage is to be switched off on 15 December 2026" in (await max_.owner("me")).text
    assert "to be switched off" not in (await sam.owner("me")).text + (await olivia.owner("me")).text
    await (await max_.owner("me")).press("It is switched off")
    assert "to be switched off" not in (await max_.owner("me")).text
    scene.the_stage_is_set()


async def test_still_yours_waits_there_until_it_is_answered(scene: Scene) -> None:
    olivia, max_, sam, _, _ = await five(scene)
    await scene.travel_to("2026-12-01 10:00", answering=(olivia, max_))
    await sam.sees("still needed").press("Expand", words="for every unit", review_on="2027-03-01")
    await scene.travel_to("2026-12-02 10:00", answering=(olivia, max_))
    waits = await max_.owner("me")
    assert "Still mine" in labels(waits)
    await waits.press("Still mine")
    assert "Still mine" not in labels(await max_.owner("me"))
    scene.the_stage_is_set()
