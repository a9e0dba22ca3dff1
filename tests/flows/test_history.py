"""Who held what, then and now: holders, covers, acceptances, decisions; right at the day's edge in the asker's zone (R7)."""

from tests.scene import Scene


async def test_the_whole_story_of_a_seat_is_there_with_covers_and_decisions(scene: Scene) -> None:
    olivia, max_, sam, dee = await scene.people("Olivia Ortega", "Max Meyer", "Sam Steward", "Dee Diaz")
    await scene.staffed("Invoice triage", olivia, max_, sam)
    await olivia.command("away until 2026-11-27 cover @Dee Diaz")
    await dee.sees("stand in").press("Yes, I cover")
    await scene.travel_to("2026-12-01 10:00", answering=(olivia,))
    await sam.sees("still needed").press("Not sure", words="who uses it?", review_on="2027-02-01")
    await olivia.command("hand-over @Dee Diaz")
    await dee.sees("asks you to be the operator").press("Accept…", skill="covered for Olivia", normal="200 a day")
    olivia.sees("You are released, thank you")
    told = (await sam.owner("history invoice triage")).text
    assert "Olivia Ortega from 24 November 2026 to 1 December 2026 (handed over)" in told
    assert "2 hours a month, saying “knows the work”; covered by Dee Diaz from 25 November 2026" in told
    assert "Dee Diaz from 1 December 2026 to today" in told and "saying “covered for Olivia”" in told
    assert "not sure, 1 December 2026 by Sam Steward: “who uses it?”" in told
    colleague = await scene.person("Carl Colleague")
    seen = (await colleague.owner("history invoice triage")).text
    assert "Dee Diaz from 1 December" in seen and "who uses it?" not in seen and "knows the work" not in seen


async def test_on_a_date_it_says_who_it_was_who_covered_what_was_decided_and_who_it_is_now(scene: Scene) -> None:
    olivia, max_, sam, dee = await scene.people("Olivia Ortega", "Max Meyer", "Sam Steward", "Dee Diaz")
    await scene.staffed("Invoice triage", olivia, max_, sam)
    await olivia.command("away until 2026-11-27 cover @Dee Diaz")
    await dee.sees("stand in").press("Yes, I cover")
    await scene.travel_to("2026-12-01 10:00", answering=(olivia,))
    await sam.sees("still needed").press("Keep")
    await max_.leaves()
    then = (await sam.owner("invoice triage on 2026-11-26")).text
    assert "Olivia Ortega (away, covered by Dee Diaz)" in then and "Max Meyer; now nobody" in then and "Decided" not in then
    assert "Decided last by then: keep, 1 December 2026 by Sam Steward" in (await sam.owner("invoice triage on 2026-12-01")).text


async def test_the_edge_of_a_day_is_the_askers(scene: Scene) -> None:
    olivia, max_, sam, dee = await scene.people("Olivia Ortega", "Max Meyer", "Sam Steward", "Dee Diaz")
    ken = await scene.person("Ken Kato", zone="Asia/Tokyo", country="JP")
    await scene.staffed("Invoice triage", olivia, max_, sam)
    await scene.travel_to("2026-11-26 20:00")  # in Tokyo it is the 27th already
    await olivia.command("hand-over @Dee Diaz")
    await scene.travel_to("2026-11-27 09:05")
    await dee.sees("asks you to be the operator").press("Accept…", skill="s", normal="n")
    await scene.travel_to("2026-11-27 17:00")  # 01:00 on the 28th in Tokyo
    assert sam.sees_at("Olivia Ortega asks Dee Diaz to take over") == ["2026-11-27 09:00"]
    assert olivia.sees_at("You are released, thank you") == ["2026-11-27 09:05"]
    berlin = (await sam.owner("invoice triage on 2026-11-26")).text
    tokyo = (await ken.owner("invoice triage on 2026-11-27")).text
    assert "Operator: Olivia Ortega; now Dee Diaz" in berlin
    assert "Operator: Olivia Ortega, then Dee Diaz" in tokyo
    assert "Operator: Dee Diaz" in (await ken.owner("invoice triage on 2026-11-28")).text
    assert "has not come yet" in (await sam.owner("invoice triage on 2026-11-28")).text


async def test_a_cover_of_later_the_same_day_is_no_cover_of_the_job_that_was_handed_over(scene: Scene) -> None:
    olivia, max_, sam, dee = await scene.people("Olivia Ortega", "Max Meyer", "Sam Steward", "Dee Diaz")
    await scene.staffed("Invoice triage", olivia, max_, sam)
    await scene.staffed("Chat helper", olivia, max_, sam)
    await scene.travel_to("2026-11-27 10:00")
    await olivia.command("hand-over invoice triage to Dee Diaz")
    await dee.sees("asks you to be the operator").press("Accept…", skill="s", normal="n")
    await scene.travel_to("2026-11-27 14:00")
    await olivia.command("away until 2026-12-04 cover @Max Meyer")
    await max_.sees("stand in").press("Yes, I cover")
    await scene.travel_to("2026-12-07 10:00", answering=(olivia, max_, sam, dee))
    kept = (await sam.owner("history chat helper")).text
    assert "covered by Max Meyer from 27 November 2026 to 4 December 2026" in kept
    gone = (await sam.owner("history invoice triage")).text
    assert "Olivia Ortega from 24 November 2026 to 27 November 2026 (handed over)" in gone
    assert "covered by" not in gone
    assert "covered by" not in (await sam.owner("invoice triage on 2026-11-27")).text
    assert "Olivia Ortega (away, covered by Max Meyer)" in (await sam.owner("chat helper on 2026-11-27")).text
    scene.the_stage_is_set()
