"""Away, cover, back; leavers; who cannot be reached (PRODUCT §6, R8, R10)."""

from bot.events import AccountSeen
from bot.model import EpisodeKind
from bot.views.plain import plain
from tests.scene import Scene


async def test_away_with_a_cover_who_says_yes(scene: Scene) -> None:
    olivia, max_, sam, dee = await scene.people("Olivia Ortega", "Max Meyer", "Sam Steward", "Dee Diaz")
    await scene.staffed("Invoice triage", olivia, max_, sam)
    assert "Dee Diaz is asked to cover" in (await olivia.owner("away until 4 December cover @Dee Diaz")).text
    await dee.sees("asks you to stand in").press("Yes, I cover")
    await scene.travel_to("2026-11-30 09:00")
    await dee.sees("You stand in for Olivia Ortega").press("Looked: normal")
    assert "in whose place Dee Diaz answers" in (await max_.owner("invoice triage")).text
    await scene.travel_to("2026-12-07 09:00", answering=(max_, sam))
    olivia.sees("Invoice triage: is this normal?")


async def test_away_uncovered_is_told_and_nobody_is_asked(scene: Scene) -> None:
    olivia, max_, sam = await scene.people("Olivia Ortega", "Max Meyer", "Sam Steward")
    await scene.staffed("Invoice triage", olivia, max_, sam)
    await olivia.owner("away until 2026-12-11")
    await scene.travel_to("2026-11-26 10:00")
    told = sam.sees("Nobody is asked about Invoice triage")
    assert "Olivia Ortega is away, and no cover has said yes" in told.text
    await scene.travel_to("2026-11-30 10:00")
    assert "looked" not in (await max_.owner("invoice triage")).text
    await told.press("Name a cover", cover="Max Meyer")
    await max_.sees("asks you to stand in").press("Yes, I cover")
    async with scene.store.reading() as tx:
        assert [one.kind for one in await tx.episodes.open_all()] == []
    await olivia.owner("back")


async def test_back_gives_the_questions_to_the_holder_again(scene: Scene) -> None:
    olivia, max_, sam, dee = await scene.people("Olivia Ortega", "Max Meyer", "Sam Steward", "Dee Diaz")
    await scene.staffed("Invoice triage", olivia, max_, sam)
    await olivia.owner("away cover @Dee Diaz")
    await dee.sees("asks you to stand in").press("Yes, I cover")
    await scene.travel_to("2026-11-30 09:00")
    dee.sees("You stand in for Olivia")
    await olivia.owner("back")
    olivia.sees("Invoice triage: is this normal?")
    dee.still_sees("this question went to Olivia Ortega")


async def test_a_leaver_leaves_a_vacancy_at_once_and_takes_nothing_along(scene: Scene) -> None:
    olivia, max_, sam, dee = await scene.people("Olivia Ortega", "Max Meyer", "Sam Steward", "Dee Diaz")
    system = await scene.staffed("Invoice triage", olivia, max_, sam)
    await olivia.owner("away until 2026-11-25 cover @Dee Diaz")
    await dee.sees("asks you to stand in").press("Yes, I cover")
    await scene.travel_to("2026-11-27 10:00")
    await olivia.leaves()
    await olivia.leaves()
    async with scene.store.reading() as tx:
        assert [one.kind for one in await tx.episodes.open_all()] == [EpisodeKind.VACANT]
    told = sam.sees("Invoice triage has no operator")
    assert "Olivia Ortega left the organisation on Friday 27 November" in told.text and "Dee Diaz covered before" in told.text
    await told.press("Ask Dee")
    dee.sees("Sam Steward asks you to be the operator")
    answer = await max_.owner("invoice triage")
    assert "Until then ask Sam Steward" in answer.text
    assert (await scene.desk.handle(AccountSeen(olivia.caller, "Olivia Ortega", "olivia@acme.example"))).problem == ""
    async with scene.store.reading() as tx:
        assert await tx.assignments.open_for(olivia.id) == []
        assert (await tx.systems.get(system.id)) is not None


async def test_not_me_any_more_tells_the_steward_and_releases_after_ten_working_days(scene: Scene) -> None:
    olivia, max_, sam = await scene.people("Olivia Ortega", "Max Meyer", "Sam Steward")
    await scene.staffed("Invoice triage", olivia, max_, sam)
    await scene.travel_to("2026-11-30 09:00")
    question = olivia.sees("is this normal?")
    assert (await question.press("Not me any more", reason="another team")).problem == ""
    assert "a successor is being looked for" in (await max_.owner("invoice triage")).text
    await question.press("Looked: normal")
    assert sam.sees_at("steps down as operator of Invoice triage") == ["2026-11-30 09:00"]
    await scene.travel_to("2026-12-14 08:59", answering=(olivia, max_, sam))
    assert "Olivia Ortega, operator" in (await max_.owner("invoice triage")).text
    await scene.travel_to("2026-12-14 09:30", answering=(olivia, max_, sam))
    assert "operator: nobody" in (await max_.owner("invoice triage")).text
    assert "Olivia Ortega stepped down on Monday 14 December" in sam.sees("Invoice triage has no operator").text


async def test_who_cannot_be_reached_is_told_apart_from_silence(scene: Scene) -> None:
    olivia, max_, sam = await scene.people("Olivia Ortega", "Max Meyer", "Sam Steward")
    await scene.staffed("Invoice triage", olivia, max_, sam)
    scene.platform.refuses["olivia"] = "blocked"
    await scene.travel_to("2026-11-30 10:00")
    told = sam.sees("cannot be delivered")
    assert "This is not silence" in told.text
    async with scene.store.reading() as tx:
        assert [one.kind for one in await tx.episodes.open_all()] == [EpisodeKind.UNREACHABLE]
    del scene.platform.refuses["olivia"]
    await scene.act(AccountSeen(olivia.caller, "Olivia Ortega", "olivia@acme.example"))
    await olivia.sees("Invoice triage: is this normal?").press("Looked: normal")
    async with scene.store.reading() as tx:
        assert await tx.episodes.open_all() == []


async def test_if_you_stopped_nobody_would_notice(scene: Scene) -> None:
    ada = scene.actors["ada"]
    await scene.staffed("Invoice triage", ada, ada, ada)
    await scene.travel_to("2026-12-10 10:00")
    await ada.reads_questions()
    assert "If you stopped, nobody would notice" in (await ada.owner("gaps")).text


async def test_the_steward_who_goes_quiet_is_told_of_by_the_second_pair_of_eyes(scene: Scene) -> None:
    ada = scene.actors["ada"]
    sam, lena = await scene.people("Sam Steward", "Lena Lind")
    await scene.system("Invoice triage")
    await ada.owner("offer invoice triage steward @Sam Steward")
    await sam.sees("asks you").press("Accept…", skill="s", purpose="p", earns_keep_when="e", second="Lena Lind")
    await lena.sees("second pair of eyes").press("Yes")
    await scene.travel_to("2026-12-04 10:00")
    told = lena.sees("Nobody has said whether Invoice triage still earns its keep")
    assert "Sam Steward was asked" in told.text
    ada.sees("Sam Steward is the steward of Invoice triage now")
    await sam.reads_questions()


async def test_still_away_with_nobody_named_keeps_the_cover_who_said_yes(scene: Scene) -> None:
    olivia, max_, sam, dee = await scene.people("Olivia Ortega", "Max Meyer", "Sam Steward", "Dee Diaz")
    await scene.staffed("Invoice triage", olivia, max_, sam)
    await olivia.owner("away cover @Dee Diaz")
    await dee.sees("asks you to stand in").press("Yes, I cover")
    await scene.travel_to("2026-12-09 10:00", answering=(max_, sam, dee))
    asked = olivia.sees("Still away?")
    noted = await asked.press("Still away…", until="2026-12-18")
    assert noted.card is not None and "Dee Diaz goes on covering for you" in plain(noted.card)
    assert "You are away until Friday 18 December" in olivia.still_sees("You are away until").text, "the message that asked"
    assert "You cover for Olivia Ortega until Friday 18 December" in dee.still_sees("You cover for").text
    dee.sees_nothing()
    assert "in whose place Dee Diaz answers" in (await max_.owner("invoice triage")).text
    await scene.travel_to("2026-12-14 10:00", answering=(max_, sam))
    await dee.sees("You stand in for Olivia Ortega").press("Looked: normal")
    async with scene.store.reading() as tx:
        assert await tx.episodes.open_all() == [], "nobody was told that nobody covers"


async def test_another_cover_takes_the_place_of_the_first_on_their_screens(scene: Scene) -> None:
    olivia, max_, sam, dee = await scene.people("Olivia Ortega", "Max Meyer", "Sam Steward", "Dee Diaz")
    await scene.staffed("Invoice triage", olivia, max_, sam)
    await olivia.owner("away until 2026-12-11 cover @Dee Diaz")
    await dee.sees("asks you to stand in").press("Yes, I cover")
    await olivia.owner("away until 2026-12-18 cover @Max Meyer")
    await max_.sees("asks you to stand in until Friday 18 December").press("Yes, I cover")
    dee.still_sees("You are not asked to stand in for Olivia Ortega any more")
    await scene.travel_to("2026-11-30 10:00", answering=(max_,))
    dee.sees_nothing()


async def test_nothing_is_sent_on_the_weekend_to_whoever_is_away_without_a_date(scene: Scene) -> None:
    """Away from Friday 27 November: the twentieth working day after it is Monday 28 December, so what waits goes on Tuesday."""
    olivia, max_, sam = await scene.people("Olivia Ortega", "Max Meyer", "Sam Steward")
    await scene.staffed("Invoice triage", olivia, max_, sam)
    await scene.travel_to("2026-11-27 10:00")
    form = (await max_.command("away")).form
    assert form is not None
    await max_.fill(form)
    await sam.owner("hand-over invoice triage to Max Meyer")
    await scene.travel_to("2026-12-11 10:00", answering=(olivia, sam))
    assert max_.sees_at("Still away?") == ["2026-12-11 09:00"], "what is about their being away does not wait for its end"
    await scene.travel_to("2026-12-30 10:00", answering=(olivia, sam))
    assert [one for one in max_.sees_at("") if one[:10] < "2026-12-29"] == []
    scene.the_stage_is_set()
