"""A silence is looked after by others than the one it is about (STATES, Tellings); outsiders bring nobody in."""

from bot.events import Submitted
from bot.model import EpisodeKind, Role
from tests.flows.corners import five, labels, on, press, seat_of
from tests.scene import Scene


async def test_whoever_is_silent_neither_looks_instead_nor_has_the_others_wait(scene: Scene) -> None:
    ada = scene.actors["ada"]
    max_, sam = await scene.people("Max Meyer", "Sam Steward")
    system = await scene.staffed("Invoice triage", sam, max_, sam)
    await scene.travel_to("2026-12-04 12:00", answering=(max_,))
    seat = await seat_of(scene, system, Role.OPERATOR)
    async with scene.store.reading() as tx:
        (episode,) = await tx.episodes.open_of(seat.id)
    assert episode.kind is EpisodeKind.SILENT and episode.person_id == sam.id
    for action in ("looked", "ask_again"):
        refused = await press(sam, action, episode.id)
        assert refused.problem == "yourself" and "your own word" in on(sam, refused).text
    async with scene.store.reading() as tx:
        assert (await tx.episodes.get(episode.id)) == episode, "nothing waits, nobody is told less"
    assert not {"Ask again", "I looked: it's fine"} & set(labels(await sam.owner("gaps")))
    await ada.sees("Nobody has said whether Invoice triage is normal").press("I looked: it's fine")
    scene.the_stage_is_set()


async def test_an_outsider_names_only_whom_the_house_knows(scene: Scene) -> None:
    olivia, _, sam, _, _ = await five(scene)
    gus = await scene.person("Gus Guest", external=True)
    for event in (
        Submitted(gus.caller, "away", "", {"until": "2026-12-24", "cover": "fake.person@evil.example"}),
        Submitted(gus.caller, "cover", gus.id, {"cover": "fake.person@evil.example"}),
    ):
        refused = await scene.act(event)
        assert refused.problem in ("incomplete", "not_a_person")
        said = refused.form.errors["cover"] if refused.form else on(gus, refused).text
        assert "is nobody I have met yet" in said
    async with scene.store.reading() as tx:
        assert await tx.people.by_email("fake.person@evil.example") is None
        assert await tx.absences.open_of(gus.id) is None
    agreed = await scene.act(Submitted(gus.caller, "away", "", {"until": "2026-12-24", "cover": "Olivia Ortega"}))
    assert not agreed.problem
    olivia.sees("asks you to stand in")
    known = await sam.owner("offer invoice triage operator nina.new@acme.example")
    assert "is asked to be the operator" in known.text, "somebody of the house does"
    scene.the_stage_is_set()
