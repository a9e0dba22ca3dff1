"""The corners of a concern's life: a *stop* at night, an absence, a merger, and who hears what the clock did (PRODUCT §4, STATES)."""

from bot.cards import Button
from bot.events import Reply
from bot.model import Concern, ConcernState, System
from bot.views.plain import plain
from tests.scene import Actor, OnScreen, Scene

HARM = "it pays twice"


async def four(scene: Scene) -> tuple[Actor, Actor, Actor, Actor, Actor, System]:
    """Olivia operates, Max maintains, Sam stewards; Dee is a colleague, Ada the admin."""
    sam, olivia, max_, dee = await scene.people("Sam Steward", "Olivia Ortega", "Max Meyer", "Dee Diaz")
    system = await scene.staffed("Invoice triage", olivia, max_, sam)
    return scene.actors["ada"], sam, olivia, max_, dee, system


async def raises(actor: Actor, name: str = "invoice triage", severity: str = "customers", words: str = HARM) -> Reply:
    reply = await actor.command(f"concern {name}")
    assert reply.form is not None
    done = await actor.fill(reply.form, words=words, severity=severity)
    assert not done.problem and done.card is not None, done
    return done


async def only(scene: Scene, system: System) -> Concern:
    """The system's open concern."""
    async with scene.store.reading() as tx:
        (found,) = await tx.concerns.open_of([system.id])
        return found


def moments(actor: Actor) -> list[str]:
    """When this person's messages about it came, in UTC."""
    return [f"{one.at:%d %H:%M}" for one in actor.inbox() if HARM in plain(one.card)]


async def test_a_stop_counts_its_hours_from_when_it_was_raised_whoever_triages_or_says_it_is_still_one(scene: Scene) -> None:
    ada, sam, olivia, max_, dee, _ = await four(scene)
    await scene.travel_to("2026-11-26 09:00")
    await raises(dee, severity="stop")
    urgent = olivia.sees(HARM)
    await scene.travel_to("2026-11-26 12:50")
    await urgent.press("For the maintainer")
    await olivia.still_sees(HARM).press("How bad…", severity="stop", words="still paying twice")
    ada.sees_nothing()
    await scene.travel_to("2026-11-26 13:00")
    ada.sees(HARM)
    await scene.travel_to("2026-11-26 17:00")
    assert moments(ada) == ["26 12:00", "26 16:00"], "four hours, then every four: what was said in between restarts nothing"
    await max_.sees(HARM).press("I have it")
    thread = (await max_.still_sees(HARM).press("The whole thread")).card
    assert thread is not None and "Olivia Ortega said" in plain(thread) and "changed how bad it is" not in plain(thread)
    for actor in (ada, sam, olivia, dee, max_):
        while any(not one.read for one in actor.inbox()):
            actor.sees(HARM)


async def test_another_severity_begins_the_clock_anew(scene: Scene) -> None:
    ada, sam, olivia, max_, dee, _ = await four(scene)
    await scene.travel_to("2026-11-26 10:00")
    await raises(dee, severity="cosmetic")
    await scene.travel_to("2026-11-26 10:05")
    await olivia.sees(HARM).press("How bad…", severity="stop", words="money is lost")
    for actor in (sam, max_):
        actor.sees(HARM)
    await scene.travel_to("2026-11-26 11:00")
    ada.sees_nothing()
    await scene.travel_to("2026-11-26 11:10")
    sam.sees("more people were told")
    await max_.still_sees(HARM).press("I have it")
    await scene.travel_to("2026-11-27 10:00")
    for _ in ("it is a stop now", "it waited too long"):
        dee.sees("Max Meyer works on it")
    ada.sees_nothing()


async def test_a_stop_on_a_system_that_nobody_owns_wakes_the_admins(scene: Scene) -> None:
    dee = await scene.person("Dee Diaz")
    await scene.system("Orphan")
    await scene.travel_to("2026-11-24 22:00")
    reply = await raises(dee, "orphan", "stop")
    assert reply.card is not None
    told = plain(reply.card)
    assert "Ada Nowak will read it at once" in told and "nobody has written it down; ask Ada Nowak" in told
    ada = scene.actors["ada"]
    ada.sees(HARM)
    await scene.travel_to("2026-11-24 23:30")
    assert moments(ada) == ["24 21:00", "24 22:00"]
    ada.sees("more people were told")


async def test_an_absent_maintainer_keeps_the_concern_and_the_right_to_it(scene: Scene) -> None:
    _, sam, olivia, max_, dee, system = await four(scene)
    await scene.travel_to("2026-11-25 11:00")
    await raises(dee, severity="cosmetic")
    await olivia.sees(HARM).press("For the maintainer")
    await max_.sees(HARM).press("I have it")
    dee.sees("Max Meyer works on it")
    await max_.command("away until 2026-11-27")
    await scene.travel_to("2026-11-26 12:00")
    kept = await only(scene, system)
    assert (kept.state, kept.owner_id) == (ConcernState.ACKNOWLEDGED, max_.id)
    done = await max_.still_sees(HARM).press("Resolved…", cause="a new format", fix="it reads it now")
    assert not done.problem
    await scene.travel_to("2026-11-26 12:30")
    await olivia.sees("looks whether it is normal again").press("Normal again")
    await scene.travel_to("2026-11-27 09:30")
    for _ in ("resolved", "confirmed"):
        dee.sees("it is normal again")
    sam.sees("Max Meyer is away, and no cover has said yes")


async def test_who_raises_one_on_their_own_system_is_told_the_truth(scene: Scene) -> None:
    ada, sam, olivia, max_, _, _ = await four(scene)
    reply = await raises(olivia)
    assert reply.card is not None
    shown = OnScreen(olivia, reply.card)
    assert "the next step is yours" in shown.text and "will read it" not in shown.text
    thread = (await shown.press("Show it")).card
    assert thread is not None
    await OnScreen(olivia, thread).press("Mine: input or use")
    for actor in (ada, sam, max_):
        actor.sees_nothing()


async def test_where_nobody_wrote_down_how_to_stop_it_its_people_can_do_so_at_once(scene: Scene) -> None:
    _, sam, olivia, max_, dee, _ = await four(scene)
    await scene.travel_to("2026-11-25 12:00")
    asked = (await raises(dee, severity="stop")).card
    assert asked is not None and "nobody has written it down; ask Max Meyer, Olivia Ortega or Sam Steward" in plain(asked)
    assert [one.label for one in asked.buttons if isinstance(one, Button)] == ["Show it"]
    for actor in (sam, max_):
        actor.sees(HARM)
    await olivia.sees(HARM).press("Mine: input or use")
    own = (await raises(sam, severity="stop", words="and again")).card
    assert own is not None
    written = await OnScreen(sam, own).press("Write down how to stop it", how_to_stop="the switch in the portal", who_may_stop="Olivia")
    assert not written.problem
    third = (await raises(sam, severity="stop", words="a third time")).card
    assert third is not None and "To stop Invoice triage: the switch in the portal; Olivia may." in plain(third)
    await scene.travel_to("2026-11-25 12:10")
    for words in ("a third time", "and again"):
        olivia.sees(words)
        await max_.sees(words).press("I have it")
    await scene.travel_to("2026-11-25 12:20")
    dee.sees("Olivia Ortega works on it")


async def test_who_raised_it_hears_what_the_clock_did(scene: Scene) -> None:
    ada, sam, olivia, max_, dee, _ = await four(scene)
    await scene.travel_to("2026-11-25 11:00")
    await raises(dee)
    await olivia.sees(HARM).press("For the maintainer")
    dee.sees("Waits for Max Meyer to take it on")
    await max_.sees(HARM).press("I have it")
    await scene.travel_to("2026-11-26 09:30")
    dee.sees("Max Meyer works on it")
    await max_.leaves()
    await scene.travel_to("2026-11-27 09:30")
    assert "Waits for Sam Steward to take it on" in dee.sees(HARM).text
    sam.sees(HARM)
    assert "no maintainer" in sam.still_sees(HARM).text
    ada.sees(HARM)
    olivia.sees_nothing()


async def test_an_open_concern_goes_on_with_the_people_of_the_system_that_is_kept(scene: Scene) -> None:
    ada, sam, olivia, _, dee, system = await four(scene)
    tom, lena = await scene.people("Tom Other", "Lena Lind")
    kept = await scene.staffed("Invoice bot", tom, lena, sam)
    await scene.travel_to("2026-11-26 10:00")
    await raises(dee)
    await scene.travel_to("2026-11-26 10:01")
    olivia.sees(HARM)
    assert not (await ada.command("merge invoice triage into invoice bot")).problem
    assert (await only(scene, kept)).raised_by == dee.id
    await scene.travel_to("2026-11-26 10:05")
    card = tom.sees(HARM)
    assert "Invoice bot" in card.text and "Waits for Tom Other" in card.text
    await card.press("For the maintainer")
    await lena.sees(HARM).press("I have it")
    dee.sees("Lena Lind works on it")
    async with scene.store.reading() as tx:
        assert await tx.concerns.open_of([system.id]) == []
