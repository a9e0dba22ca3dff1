"""Hand-over, stepping down, reassigning; leavers and movers; still yours? (R3, R8, STATES, Offer)."""

from bot.events import AccountSeen, Submitted
from bot.model import Role, System
from tests.scene import Actor, OnScreen, Scene


async def five(scene: Scene) -> tuple[Actor, Actor, Actor, Actor, System]:
    """Olivia operates, Max maintains, Sam stewards; Dee could follow."""
    olivia, max_, sam, dee = await scene.people("Olivia Ortega", "Max Meyer", "Sam Steward", "Dee Diaz")
    system = await scene.staffed("Invoice triage", olivia, max_, sam, how_to_stop="the switch", links=("https://acme.example/triage",))
    return olivia, max_, sam, dee, system


ACCEPTED = {"skill": "knows invoices", "normal": "about 200 a day"}


async def test_a_hand_over_releases_the_predecessor_when_the_successor_says_yes(scene: Scene) -> None:
    olivia, max_, sam, dee, _ = await five(scene)
    reply = await max_.command("concern invoice triage")
    assert reply.form is not None
    await max_.fill(reply.form, words="totals look odd", severity="customers")
    olivia.sees("totals look odd")
    handed = await olivia.owner("hand-over @Dee Diaz")
    assert "You are free on Wednesday 9 December" in handed.text and "Dee Diaz is asked to take over" in handed.text
    assert "successor or not" in handed.text and "[ I stay after all ]" in handed.text, "said at once, with the way back"
    offer = dee.sees("asks you to be the operator")
    assert "Olivia Ortega" in offer.text
    assert "Olivia Ortega, operator" in (await max_.owner("invoice triage")).text, "until then she holds it"
    done = await offer.press("Accept…", **ACCEPTED)
    assert done.card is not None
    page = str(done.card)
    assert "totals look odd" in page and "the switch" in page and "Max Meyer" in page and "https://acme.example/triage" in page
    assert "Dee Diaz, operator" in (await max_.owner("invoice triage")).text
    await scene.travel_to("2026-11-26 10:00")
    dee.sees("totals look odd")
    olivia.sees("You are released, thank you")
    sam.sees("is the operator of Invoice triage now")
    max_.sees("It waited too long, so more people were told")


async def test_a_refused_hand_over_is_told_to_the_steward_and_the_predecessor_is_free_in_any_case(scene: Scene) -> None:
    olivia, max_, sam, dee, _ = await five(scene)
    await olivia.owner("hand-over invoice triage to Dee Diaz")
    await dee.sees("asks you to be the operator").press("Decline", reason="no time")
    await scene.travel_to("2026-11-26 10:00")
    sam.sees("declined to be the operator")
    olivia.sees("declined to be the operator")
    gaps = await sam.owner("gaps")
    assert "is stepping down as operator (day-to-day side) on 9 December 2026, successor or not" in gaps.text, "a gap with its date"
    await scene.travel_to("2026-12-09 09:30", answering=(olivia, max_, sam))
    assert sam.sees_at("Invoice triage has no operator") == ["2026-12-09 09:00"]
    assert "operator: nobody" in (await max_.owner("invoice triage")).text
    assert "no operator" in (await sam.owner("gaps")).text


async def test_whoever_steps_down_can_stay_after_all(scene: Scene) -> None:
    olivia, max_, sam, _, _ = await five(scene)
    mine = await olivia.owner("me")
    left = await mine.press("Not me any more…", reason="too much")
    assert left.card is not None
    await scene.travel_to("2026-11-26 10:00")
    sam.sees("steps down as operator")
    stayed = await OnScreen(olivia, left.card).press("I stay after all")
    assert not stayed.problem
    await scene.travel_to("2026-11-27 10:00")
    sam.sees("stays the operator of Invoice triage after all")
    await scene.travel_to("2026-12-10 12:00", answering=(olivia, max_, sam))
    assert "Olivia Ortega, operator" in (await sam.owner("invoice triage")).text


async def test_a_year_later_every_holder_is_asked_once_and_who_does_not_answer_is_told_of(scene: Scene) -> None:
    olivia, max_, sam, _, _ = await five(scene)
    await scene.travel_to("2027-11-24 12:00", answering=(olivia, max_, sam))
    card = olivia.sees("still yours?")
    assert "You said yes on 24 November 2026; you have 2 hours a month for it" in card.text
    await card.press("Still mine", about="Invoice triage")
    await max_.sees("still yours?").press("With more…", about="Invoice triage", words="four hours")
    await scene.travel_to("2027-11-25 12:00")
    sam.sees("stays its maintainer")
    reply = await scene.act(Submitted(sam.caller, "hours", (await _seat(scene, Role.MAINTAINER)), {"hours": "4"}))
    assert not reply.problem
    await scene.travel_to("2027-12-02 12:00", answering=(olivia, max_, sam))
    ada = scene.actors["ada"]
    assert ada.sees_at("has not said yet whether to stay its steward") == ["2027-12-01 09:00"], "above the steward are the admins only"
    assert sam.sees_at("still yours?") == ["2027-11-24 10:00", "2027-11-26 09:00", "2027-11-30 09:00"]


async def _seat(scene: Scene, role: Role) -> str:
    async with scene.store.reading() as tx:
        return next(one.id for one in await tx.seats.all() if one.role is role)


async def test_a_mover_is_asked_once_and_nobody_is_told_of_silence_about_it(scene: Scene) -> None:
    olivia, _, sam, _, _ = await five(scene)
    await scene.act(AccountSeen(olivia.caller, "Olivia Ortega", "olivia@acme.example", title="Clerk", unit="Finance"))
    olivia.sees_nothing()
    await scene.act(AccountSeen(olivia.caller, "Olivia Ortega", "olivia@acme.example", title="Buyer", unit="Purchasing"))
    asked = olivia.sees("still yours?")
    assert "your work has changed" in asked.text
    await scene.travel_to("2026-11-27 18:00")
    olivia.sees_nothing()
    sam.sees_nothing()
    await asked.press("Not me any more…", reason="another desk", person="")
    await scene.travel_to("2026-11-30 09:00")
    sam.sees("steps down as operator")
    await olivia.reads_questions()


async def test_the_hard_leaver_is_steward_cover_second_pair_of_eyes_and_admin_at_once(scene: Scene) -> None:
    ada = scene.actors["ada"]
    olivia, max_, sam = await scene.people("Olivia Ortega", "Max Meyer", "Sam Steward")
    await scene.staffed("Invoice triage", olivia, max_, ada)
    other = await scene.staffed("CV screening", olivia, max_, sam)
    async with scene.store.reading() as tx:
        seats = await tx.seats.of(other.id)
    await scene.act(Submitted(sam.caller, "name_second", seats[Role.STEWARD].id, {"second": "Ada Nowak"}))
    await ada.sees("second pair of eyes").press("Yes")
    await olivia.command("away until 2027-01-15 cover @Ada Nowak")
    await ada.sees("stand in").press("Yes, I cover")
    before = await ada.owner("what-if @Ada Nowak leaves")
    assert "Nothing was saved" in before.text and "This is the only admin" in before.text and "Nobody would be left to tell" in before.text
    async with scene.store.reading() as tx:
        assert not [one for one in await tx.episodes.open_all() if one.kind == "vacant"]
    await ada.leaves()
    await scene.travel_to("2026-11-30 12:00")
    sam.sees("second pair of eyes on CV screening")
    async with scene.store.reading() as tx:
        held = {one.person_id for one in await tx.assignments.open_all()}
        assert ada.id not in held
        unheard = [one for one in await tx.episodes.open_all() if one.nobody_left]
        assert unheard, "Invoice triage has no steward, and no admin is left to hear of it"
        assert not [one for one in await tx.absences.open_all() if one.cover_id == ada.id]
    del scene.platform.refuses["ada"]
    await scene.act(AccountSeen(ada.caller, "Ada Nowak", "ada@acme.example"))
    async with scene.store.reading() as tx:
        assert ada.id not in {one.person_id for one in await tx.assignments.open_all()}, "rejoining gives nothing back silently"
    await scene.travel_to("2026-12-02 12:00")
    ada.sees("Invoice triage has no steward")
    await sam.reads_questions()


async def test_what_if_shows_what_would_be_left_and_changes_nothing(scene: Scene) -> None:
    olivia, _, sam, dee, _ = await five(scene)
    await olivia.command("away until 2026-11-25 cover @Dee Diaz")
    await dee.sees("stand in").press("Yes, I cover")
    await scene.travel_to("2026-11-26 10:00")
    sent, before = len(scene.platform.messages), await _rows(scene)
    shown = await sam.owner("what-if @Olivia Ortega leaves")
    assert "1 system would need somebody" in shown.text and "Dee Diaz covered before and would be asked" in shown.text
    await scene.travel_to("2026-11-27 10:00")
    assert (len(scene.platform.messages), await _rows(scene)) == (sent, before)


async def _rows(scene: Scene) -> list[object]:
    async with scene.store.reading() as tx:
        return [*await tx.assignments.open_all(), *await tx.episodes.open_all(), *await tx.absences.open_all(), *await tx.seats.all()]
