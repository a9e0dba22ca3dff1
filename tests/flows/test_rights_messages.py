"""What was sent once stays true to its reader's part: roles end, and nothing new of the content follows (PRODUCT §4, §6)."""

from datetime import date

from bot import ids
from bot.events import Pressed, Submitted
from bot.model import Concern, Reader, ReaderId, Role, Seat, System
from bot.views.plain import plain
from tests.scene import Actor, OnScreen, Scene


async def seats_of(scene: Scene, system: System) -> dict[Role, Seat]:
    async with scene.store.reading() as tx:
        return await tx.seats.of(system.id)


async def the_concern(scene: Scene, system: System) -> Concern:
    async with scene.store.reading() as tx:
        return (await tx.concerns.open_of([system.id]))[0]


async def outside_maintainer(scene: Scene) -> tuple[Actor, Actor, Actor, Actor, System]:
    olivia, sam, tom = await scene.people("Olivia Ortega", "Sam Steward", "Tom Other")
    max_ = await scene.person("Max Meyer", external=True)
    return olivia, sam, tom, max_, await scene.staffed("Invoice triage", olivia, max_, sam)


async def takes_over(scene: Scene, system: System, tom: Actor) -> None:
    """Tom is the maintainer now, and Max nobody."""
    await scene.hold((await seats_of(scene, system))[Role.MAINTAINER], tom, scene.actors["ada"])


async def test_who_is_no_longer_the_maintainer_reads_nothing_more_of_a_concern_they_were_told_of(scene: Scene) -> None:
    olivia, _, tom, max_, system = await outside_maintainer(scene)
    dee = await scene.person("Dee Diaz")
    form = (await dee.command("concern invoice triage")).form
    assert form is not None
    await dee.fill(form, words="wrong IBANs", severity="customers")
    await scene.travel_to("2026-11-26 09:05")
    await olivia.sees("wrong IBANs").press("For the maintainer")
    await scene.travel_to("2026-11-27 09:05")
    assert "wrong IBANs" in max_.sees("wrong IBANs").text
    scene.actors["sam"].sees("wrong IBANs")
    dee.sees("wrong IBANs")
    await takes_over(scene, system, tom)
    concern = await the_concern(scene, system)
    await scene.act(Pressed(tom.caller, "concern_move.acknowledge", concern.id))
    mine = OnScreen(tom, (await scene.act(Pressed(tom.caller, "concern_show", concern.id))).card)  # type: ignore[arg-type]
    await mine.press("Resolved…", cause="a new supplier's format", fix="the prompt")
    old = max_.still_sees("is no longer yours")
    assert "IBAN" not in old.text and "supplier" not in old.text and not old.buttons()
    assert "wrong IBANs" in olivia.still_sees("wrong IBANs").text, "who still holds it reads on"
    shown = await scene.act(Pressed(max_.caller, "concern_show", concern.id))
    assert shown.problem == "may_not" and "is read by the people who hold the system" in plain(shown.card)  # type: ignore[arg-type]
    for actor, words in ((scene.actors["ada"], "Tom Other is"), (max_, "Tom Other is"), (tom, "You are the maintainer"), (tom, "Resolved")):
        actor.sees(words)
    for actor in (dee, scene.actors["sam"]):
        actor.sees("Resolved; Olivia Ortega looks")


async def test_who_raised_it_from_outside_and_left_follows_the_steps_and_no_words(scene: Scene) -> None:
    _, sam, tom, max_, system = await outside_maintainer(scene)
    form = (await max_.command("concern invoice triage")).form
    assert form is not None
    raised = await max_.fill(form, words="my own words", severity="customers")
    assert raised.card is not None
    await takes_over(scene, system, tom)
    concern = await the_concern(scene, system)
    said = await scene.act(Submitted(sam.caller, "concern_move.say", concern.id, {"words": "the board drops this supplier"}))
    assert not said.problem
    thread = OnScreen(max_, (await OnScreen(max_, raised.card).press("Show it")).card)  # type: ignore[arg-type]
    assert "my own words" in thread.text and "Sam Steward said" in thread.text
    assert "board" not in thread.text and not thread.buttons()
    for move in ("say", "severity", "acknowledge", "duplicate"):
        refused = await scene.act(Submitted(max_.caller, f"concern_move.{move}", concern.id, {"words": "let me", "severity": "stop"}))
        assert refused.problem == "may_not"
    rita = await scene.person("Rita Reader", external=True)
    async with scene.store.writing() as tx:
        await tx.readers.add(Reader(ReaderId(ids.new()), rita.id, date(2026, 12, 31), scene.clock.now()))
    read = await scene.act(Pressed(rita.caller, "concern_show", concern.id))
    assert read.card is not None and "board drops" in plain(read.card) and not OnScreen(rita, read.card).buttons(), "and changes nothing"
    dee = await scene.person("Dee Diaz")
    refused = await scene.act(Pressed(dee.caller, "concern_move.confirm", concern.id))
    assert refused.problem == "may_not" and "IBAN" not in plain(refused.card), "a move that does not fit shows nobody the thread"  # type: ignore[arg-type]
    scene.actors["olivia"].sees("my own words")
    tom.sees("You are the maintainer")
    max_.sees("Tom Other is the maintainer")


async def test_an_outsider_switches_it_off_and_reads_neither_why_nor_the_decision(scene: Scene) -> None:
    olivia, sam, tom, max_, system = await outside_maintainer(scene)
    await scene.travel_to("2026-11-30 09:05")
    await olivia.sees("is this normal?").press("Looked: normal")
    await scene.travel_to("2026-12-01 09:30")
    await sam.sees("still needed").press("Retire", words="too dear", review_on="2027-03-01", act_on="2027-02-01")
    await scene.travel_to("2026-12-02 09:30")
    asked = max_.sees("is to be switched off on 1 February 2027")
    assert "too dear" not in asked.text and asked.buttons()
    posted = await scene.act(Pressed(max_.caller, "share", system.id))
    assert posted.public and "● confirmed, Tuesday 1 December" in plain(posted.card)  # type: ignore[arg-type]
    by_tom = await scene.act(Pressed(tom.caller, "share", system.id))
    assert "retire, Tuesday 1 December" in plain(by_tom.card), "the colleague's view"  # type: ignore[arg-type]
