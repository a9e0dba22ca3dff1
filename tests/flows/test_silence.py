"""Silence climbs, and ends (STATES, Episodes)."""

from tests.scene import Scene


async def test_a_silent_operator_is_reminded_twice_and_then_the_steward_is_told(scene: Scene) -> None:
    olivia, max_, sam = await scene.people("Olivia Ortega", "Max Meyer", "Sam Steward")
    await scene.staffed("Invoice triage", olivia, max_, sam)
    await scene.travel_to("2026-11-30 09:00")
    asked = olivia.sees("Invoice triage: is this normal?")
    assert "about 200 a day" in asked.text
    await scene.travel_to("2026-12-01 10:00")
    summary = sam.sees("still needed")
    assert "Olivia Ortega: asked on the day-to-day side, no answer yet" in summary.text
    await summary.press("Keep")
    olivia.sees("still waiting for your word")
    await scene.travel_to("2026-12-02 10:00")
    olivia.sees("still waiting for your word")
    await scene.travel_to("2026-12-03 10:00")
    told = sam.sees("Nobody has said whether Invoice triage is normal")
    assert "Olivia Ortega was asked" in told.text
    reply = await olivia.still_sees("is this normal?").press("Looked: normal")
    assert reply.update is not None
    olivia.still_sees("looked, normal, said Olivia Ortega")


async def test_the_ladder_climbs_to_the_second_pair_of_eyes_and_the_admins_and_goes_on_weekly(scene: Scene) -> None:
    ada = scene.actors["ada"]
    olivia, max_, sam, lena = await scene.people("Olivia Ortega", "Max Meyer", "Sam Steward", "Lena Lind")
    system = await scene.staffed("Invoice triage", olivia, max_, sam)
    named = await sam.command("invoice triage")
    assert named.card is not None
    from bot.events import Submitted
    from bot.model import Role

    async with scene.store.reading() as tx:
        steward_seat = (await tx.seats.of(system.id))[Role.STEWARD]
    await scene.act(Submitted(sam.caller, "name_second", steward_seat.id, {"second": "Lena Lind"}))
    await lena.sees("second pair of eyes").press("Yes")
    await scene.travel_to("2026-12-31 23:00", answering=(max_, sam))
    await olivia.reads_questions()
    told = [actor.sees_at("Nobody has said whether Invoice triage is normal") for actor in (sam, lena, ada)]
    thursdays = [f"2026-12-{day} 09:00" for day in ("03", "10", "17", "24", "31")]
    assert told == [thursdays, thursdays[1:3], thursdays[2:]]


async def test_i_looked_keeps_the_tellings_still_for_the_period_and_the_check_in_still_counts_as_missed(scene: Scene) -> None:
    ada = scene.actors["ada"]
    olivia, max_, sam = await scene.people("Olivia Ortega", "Max Meyer", "Sam Steward")
    system = await scene.staffed("Invoice triage", olivia, max_, sam)
    await scene.travel_to("2026-12-03 10:00", answering=(max_, sam))
    assert (await sam.sees("Nobody has said whether").press("I looked: it's fine")).problem == ""
    from bot.model import CheckInState, Role

    await scene.travel_to("2026-12-06 10:00")
    sam.sees_nothing()
    await scene.travel_to("2026-12-11 10:00", answering=(max_,))
    await olivia.reads_questions()
    assert ada.sees_at("Nobody has said whether Invoice triage is normal") == ["2026-12-10 09:00"]
    again = sam.sees("Nobody has said whether Invoice triage is normal")
    assert [button.label for button in again.buttons()][:3] == ["Ask again", "Reassign", "I looked: it's fine"]
    async with scene.store.reading() as tx:
        seat = (await tx.seats.of(system.id))[Role.OPERATOR]
        recent = (await tx.check_ins.recent([seat.id], 5))[seat.id]
        assert [one.state for one in recent] == [CheckInState.OPEN, CheckInState.MISSED]


async def test_ask_again_is_a_new_message_to_the_person(scene: Scene) -> None:
    olivia, max_, sam = await scene.people("Olivia Ortega", "Max Meyer", "Sam Steward")
    await scene.staffed("Invoice triage", olivia, max_, sam)
    await scene.travel_to("2026-12-03 10:00", answering=(sam,))
    await olivia.reads_questions()
    await sam.sees("Nobody has said whether").press("Ask again")
    await olivia.sees("still waiting for your word").press("Looked: normal")


async def test_three_days_of_our_own_outage_report_nobody(scene: Scene) -> None:
    from bot.model import Outage

    olivia, max_, sam = await scene.people("Olivia Ortega", "Max Meyer", "Sam Steward")
    await scene.staffed("Invoice triage", olivia, max_, sam)
    await scene.travel_to("2026-11-30 09:00")
    question = olivia.sees("is this normal?")
    started = scene.clock.now()
    scene.clock.time = scene.moment("2026-12-03 09:00")
    await scene.engine.was_down(Outage(started, scene.clock.now()))
    await scene.settle()
    await sam.sees("still needed").press("Keep")
    await scene.travel_to("2026-12-03 12:00")
    sam.sees_nothing()
    olivia.sees_nothing()
    await scene.travel_to("2026-12-04 12:00")
    olivia.sees("still waiting for your word")
    await question.press("Looked: normal")


async def test_an_outage_over_a_whole_period_asks_only_the_latest_question(scene: Scene) -> None:
    from bot.model import CheckInState, Outage, Role, VoidReason

    olivia, max_, sam = await scene.people("Olivia Ortega", "Max Meyer", "Sam Steward")
    system = await scene.staffed("Invoice triage", olivia, max_, sam)
    started = scene.clock.now()
    scene.clock.time = scene.moment("2026-12-08 11:00")
    await scene.engine.was_down(Outage(started, scene.clock.now()))
    await scene.settle()
    olivia.sees("Invoice triage: is this normal?")
    max_.sees("Invoice triage: anything changed underneath?")
    sam.sees("Invoice triage: still needed")
    async with scene.store.reading() as tx:
        seat = (await tx.seats.of(system.id))[Role.OPERATOR]
        recent = (await tx.check_ins.recent([seat.id], 5))[seat.id]
    assert [(one.period, one.state, one.void_reason) for one in recent] == [
        ("2026-W50", CheckInState.OPEN, None),
        ("2026-W49", CheckInState.VOID, VoidReason.OUR_OUTAGE),
    ]


async def test_an_uncertain_message_is_looked_up_and_else_sent_once_more_and_a_click_confirms(scene: Scene) -> None:
    from bot.ports.sender import Unknown

    olivia, max_, sam = await scene.people("Olivia Ortega", "Max Meyer", "Sam Steward")
    await scene.staffed("Invoice triage", olivia, max_, sam)
    scene.platform.finds = False
    scene.platform.next_outcomes = [Unknown("broken")]
    await scene.travel_to("2026-11-30 12:00")
    olivia.sees_nothing()
    await scene.travel_to("2026-12-01 12:00")
    again = olivia.sees("is this normal?")
    await again.press("Looked: normal")
    async with scene.store.reading() as tx:
        assert [one.kind for one in await tx.episodes.open_all() if one.person_id == olivia.id] == []
    await sam.reads_questions()
