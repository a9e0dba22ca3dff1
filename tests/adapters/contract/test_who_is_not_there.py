"""Who is away, who left, and whom no message reaches, on every platform (PRODUCT §4, §6; R8, R10; STATES, Episodes)."""

from tests.adapters.contract.platform import Platform
from tests.adapters.contract.stage import Somebody, Stage

QUESTION, MONDAY = "Invoice triage: is this normal?", "2026-11-30 09:00"


async def staffed(stage: Stage, platform: Platform) -> tuple[Somebody, Somebody, Somebody, Somebody]:
    """Olivia operates, Max maintains, Sam stewards, Dee is a colleague; Ada is the admin."""
    ada, olivia, max_, sam, dee = await stage.enter(platform, "Ada Nowak", "Olivia Ortega", "Max Meyer", "Sam Steward", "Dee Diaz")
    await stage.with_all_three("Invoice triage", ada, olivia, max_, sam)
    return olivia, max_, sam, dee


async def test_who_is_away_has_a_cover_who_says_yes_and_is_asked_instead(stage: Stage, platform: Platform) -> None:
    olivia, max_, sam, dee = await staffed(stage, platform)
    assert (await olivia.owner("away until 4 December cover @Dee Diaz")).says("Dee Diaz is asked to cover")
    await sam.sees("Olivia Ortega is away, and no cover has said yes")
    asked = await dee.sees("asks you to stand in")
    await dee.press(asked, "Yes, I cover")
    assert "Yes, I cover" not in (await dee.now(asked)).buttons
    await stage.go_to(MONDAY, answering=(max_,))
    question = await dee.sees("You stand in for Olivia Ortega")
    await dee.press(question, "Looked: normal")
    assert (await dee.now(question)).says("looked, normal, said Dee Diaz")
    assert (await max_.owner("invoice triage")).says("in whose place Dee Diaz answers")
    await stage.go_to("2026-12-07 09:00", answering=(max_, sam))
    await olivia.sees(QUESTION)


async def test_a_leaver_leaves_a_vacancy_that_the_steward_is_told_of(stage: Stage, platform: Platform) -> None:
    olivia, max_, sam, _ = await staffed(stage, platform)
    await stage.go_to(MONDAY, answering=(max_,))
    question = await olivia.sees(QUESTION)
    await platform.leaves("olivia")
    await platform.leaves("olivia")
    await stage.settle()
    told = await sam.sees("Invoice triage has no operator")
    assert told.says("Olivia Ortega left the organisation on Monday 30 November"), told
    assert (await max_.owner("invoice triage")).says("operator: nobody")
    late = await olivia.press(question, "Looked: normal")
    assert late.says("I don't know this account"), late


async def test_whoever_keeps_our_messages_out_is_told_of_with_the_mend_and_is_asked_at_once_when_back(
    stage: Stage, platform: Platform
) -> None:
    olivia, max_, sam, _ = await staffed(stage, platform)
    await platform.keeps_us_out("olivia")
    await stage.go_to("2026-11-30 10:00", answering=(max_,))
    await olivia.sees_nothing()
    told = await sam.sees("The operator's question for Invoice triage cannot be delivered")
    assert told.says("This is not silence") and told.says("Ask them another way") and "Try again" in told.buttons, told
    await platform.lets_us_in("olivia")
    await stage.settle()
    question = await olivia.sees(QUESTION)
    await olivia.press(question, "Looked: normal")
    assert (await olivia.now(question)).says("looked, normal, said Olivia Ortega")
    assert not (await sam.owner("gaps")).says("cannot be delivered")
