"""A register that comes in again says how far a system is: by the same rules as in chat (R5, STATES, System; PRODUCT §9)."""

from bot.actions.import_register import ImportReport, import_register
from bot.actions.work import Work
from bot.events import AccountSeen, Caller, Pressed
from bot.model import AssignmentState, Platform, Stage, System
from bot.rules.register import RegisterRow
from bot.views.plain import plain
from tests.scene import Scene


async def bring_in(scene: Scene, *, dry_run: bool = False, **values: str) -> ImportReport:
    async with scene.store.writing() as tx:
        work = Work(tx, scene.clock.now(), scene.organisation)
        return await import_register(work, [RegisterRow(2, {"name": "Invoice triage", **values})], source="register.csv", dry_run=dry_run)


async def the_system(scene: Scene) -> System:
    async with scene.store.reading() as tx:
        return (await tx.systems.all())[0]


async def test_a_file_takes_no_planned_system_live_before_three_people_said_yes(scene: Scene) -> None:
    await bring_in(scene, stage="Pre-deployment")
    dry = await bring_in(scene, stage="Deployed", dry_run=True)
    report = await bring_in(scene, stage="Deployed")
    assert dry.rows == report.rows and not dry.written, "a dry run says what the run will"
    assert (await the_system(scene)).stage is Stage.PLANNED
    assert "stage: it stays planned until three people have said yes, so “Deployed” is not taken" in report.rows[0].why


async def test_a_stage_that_a_file_does_not_name_stays_as_it_was_set_in_chat(scene: Scene) -> None:
    ada = scene.actors["ada"]
    await bring_in(scene, stage="Deployed")
    form = (await ada.command("stage invoice triage")).form
    assert form is not None
    assert not (await ada.fill(form, stage="retiring")).problem
    for given in ("", "who knows"):
        await bring_in(scene, stage=given, purpose=f"sorts invoices {given}")
        assert (await the_system(scene)).stage is Stage.RETIRING, given
    ada.sees("3 seats without a person")


async def test_what_a_file_says_is_retired_asks_nobody_any_more(scene: Scene) -> None:
    olivia, max_, sam, dee = await scene.people("Olivia Ortega", "Max Meyer", "Sam Steward", "Dee Diaz")
    await bring_in(scene, stage="Deployed", steward="sam@acme.example")
    async with scene.store.reading() as tx:
        by_role = await tx.seats.of((await the_system(scene)).id)
        (claim,) = await tx.assignments.open_all()
    ada = scene.actors["ada"]
    await scene.settle()
    ada.sees("1 person named and not asked yet")
    assert not (await (await ada.owner("gaps")).press("Invite", about="Sam Steward")).problem
    await sam.sees("steward of Invoice triage").press("Accept…", skill="s", purpose="p", earns_keep_when="e")
    for role, actor in (("operator", olivia), ("maintainer", max_)):
        await sam.owner(f"offer invoice triage {role} @{actor.name}")
        await actor.sees(f"{role} of Invoice triage").press("Accept…", skill="s", **({"normal": "n"} if role == "operator" else {}))
    await scene.travel_to("2026-11-30 10:00")
    olivia.sees("is this normal?")
    for one in ("Olivia Ortega is the operator", "Max Meyer is the maintainer"):
        sam.sees(one)
    ada.sees("Sam Steward is the steward")
    await sam.owner("offer invoice triage operator @Dee Diaz")
    dee.sees("asks you to be the operator")
    await bring_in(scene, stage="Retired", steward="sam@acme.example")
    await scene.settle()
    async with scene.store.reading() as tx:
        assert await tx.episodes.open_all() == [] and await tx.check_ins.open_of_many(one.id for one in by_role.values()) == {}
        assert all(one.state is AssignmentState.ACCEPTED for one in await tx.assignments.open_all()) and claim.claimed
    dee.still_sees("was withdrawn")
    await scene.travel_to("2026-12-15 12:00")


async def test_a_dry_run_says_whose_seat_the_file_does_not_take(scene: Scene) -> None:
    olivia, sam = await scene.people("Olivia Ortega", "Sam Steward")
    await bring_in(scene, steward="sam@acme.example")
    assert not (await (await scene.actors["ada"].owner("gaps")).press("Invite", about="Sam Steward")).problem
    await sam.sees("steward of Invoice triage").press("Accept…", skill="s", purpose="p", earns_keep_when="e")
    dry = await bring_in(scene, steward="olivia@acme.example", purpose="sorts", dry_run=True)
    assert dry.rows[0].why == ("steward: Sam Steward holds or was offered it in Rollcall, so the file's word is not taken",)
    assert (await the_system(scene)).purpose == "p", "and writes nothing"
    assert (await bring_in(scene, steward="olivia@acme.example", purpose="sorts")).rows == dry.rows
    scene.the_stage_is_set()
    olivia.sees_nothing()


async def test_whoever_a_file_names_and_nobody_has_met_is_looked_up_by_their_address(scene: Scene) -> None:
    """The platform is asked before they count as out of reach."""
    ada, nell = scene.actors["ada"], Caller(Platform.LOCAL, "local", "nell")
    await bring_in(scene, stage="Deployed", steward="nell@acme.example")
    scene.platform.directory["nell@acme.example"] = AccountSeen(nell, "Nell Novak", "nell@acme.example", zone="Europe/Paris")
    await scene.settle()
    assert all(one.user != "nell" for one in scene.platform.messages), "nobody is asked before an admin says so"
    ada.sees("1 person named and not asked yet")
    assert not (await (await ada.owner("gaps")).press("Invite", about="Nell")).problem
    await scene.settle()
    (offer,) = [one.card for one in scene.platform.messages if one.user == "nell"]
    assert "steward of Invoice triage" in plain(offer)
    async with scene.store.reading() as tx:
        person = await tx.people.by_email("nell@acme.example")
        assert person is not None and (person.name, person.zone, person.known) == ("Nell Novak", "Europe/Paris", True)
        assert [one.user for one in await tx.accounts.of(person.id)] == ["nell"]
    accept = next(one for one in offer.buttons if one.label == "Accept…")
    assert (await scene.act(Pressed(nell, accept.action, accept.ref))).form is not None
