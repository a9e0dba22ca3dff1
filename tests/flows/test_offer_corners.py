"""Every offer has an end, and whoever can grant it hears of it (R3, R10; STATES, Offer, People)."""

from decimal import Decimal

import pytest

from bot.events import AccountSeen, Caller, Pressed, Submitted
from bot.model import Assignment, AssignmentId, AssignmentState, Episode, EpisodeKind, Platform, Role
from tests.scene import Actor, OnScreen, Scene

ACCEPTED = {"skill": "knows invoices", "normal": "about 200 a day"}


async def offer_of(scene: Scene, role: Role) -> Assignment:
    """The newest assignment of a role of the one system there is."""
    async with scene.store.reading() as tx:
        seat = next(one for one in await tx.seats.all() if one.role is role)
        return (await tx.assignments.history([seat.id]))[-1]


async def staffed(scene: Scene) -> tuple[Actor, Actor, Actor, Actor]:
    """Olivia operates, Max maintains, Sam stewards; Dee could follow."""
    olivia, max_, sam, dee = await scene.people("Olivia Ortega", "Max Meyer", "Sam Steward", "Dee Diaz")
    await scene.staffed("Invoice triage", olivia, max_, sam)
    return olivia, max_, sam, dee


async def test_an_offer_that_cannot_arrive_is_told_at_once_weekly_and_expires(scene: Scene) -> None:
    ada = scene.actors["ada"]
    await scene.system("Invoice triage")
    await ada.owner("offer invoice triage steward nina@acme.example")
    ada.sees("could not be delivered: no account is known")
    await scene.travel_to("2026-12-01 10:00")
    ada.sees("Nina cannot be asked, for no account of theirs takes my messages")
    await scene.travel_to("2026-12-08 10:00")
    assert "Invoice triage has no steward" in ada.sees("It has expired").text
    assert (await offer_of(scene, Role.STEWARD)).state is AssignmentState.EXPIRED


async def test_whoever_joins_gets_the_offer_that_waited_for_them(scene: Scene) -> None:
    ada = scene.actors["ada"]
    await scene.system("Invoice triage")
    await ada.owner("offer invoice triage steward nina@acme.example")
    ada.sees("could not be delivered")
    caller = Caller(Platform.LOCAL, "local", "nina")
    await scene.act(AccountSeen(caller, "Nina Novak", "nina@acme.example"))
    assert (await offer_of(scene, Role.STEWARD)).delivered_at is not None
    assert [one.user for one in scene.platform.messages if "asks you to be the " in str(one.card)] == ["nina"]


async def test_asking_for_more_that_nobody_answers_is_told_every_week(scene: Scene) -> None:
    ada = scene.actors["ada"]
    (sam,) = await scene.people("Sam Steward")
    await scene.system("Invoice triage")
    await ada.owner("offer invoice triage steward @Sam Steward")
    await sam.sees("asks you to be the steward").press("Ask for more…", words="four hours")
    ada.sees("asks for more before saying yes")
    for day in ("2026-12-01", "2026-12-08", "2026-12-15"):
        await scene.travel_to(f"{day} 10:00")
        told = ada.sees("Sam Steward asks for more before saying yes")
    await told.press("Answer…", hours="4")
    sam.sees("grants you 4 hours a month")


async def test_whoever_answers_asks_for_more_is_who_asks_now_and_hours_are_a_number(scene: Scene) -> None:
    ada = scene.actors["ada"]
    _olivia, _max, sam, dee = await staffed(scene)
    await sam.owner("offer invoice triage operator @Dee Diaz")
    await dee.sees("Sam Steward asks you to be the operator").press("Ask for more…", words="six hours")
    asked = sam.sees("Dee Diaz asks for more")
    refused = await OnScreen(ada, asked.card).press("Answer…", hours="six")
    assert refused.problem == "incomplete" and refused.form is not None and "hours" in refused.form.errors
    await ada.fill(refused.form, hours="0")
    dee.sees("Ada Nowak grants you 0 hours a month")


async def test_a_second_pair_of_eyes_who_cannot_be_asked_is_the_stewards_to_replace(scene: Scene) -> None:
    _olivia, _max, sam, _dee = await staffed(scene)
    scene.platform.refuses["dee"] = "blocked"
    seat = (await offer_of(scene, Role.STEWARD)).seat_id
    await scene.act(Submitted(sam.caller, "name_second", seat, {"second": "Dee Diaz"}))
    await scene.travel_to("2026-11-26 10:00")
    told = sam.sees("Dee Diaz takes no messages from me, so cannot be asked to be your second pair of eyes")
    await told.press("Name somebody else", second="Max Meyer")
    await scene.actors["max"].sees("second pair of eyes").press("Yes")


async def test_naming_the_same_second_again_keeps_their_yes_and_another_releases_them(scene: Scene) -> None:
    _olivia, max_, sam, dee = await staffed(scene)
    seat = (await offer_of(scene, Role.STEWARD)).seat_id
    for _ in range(2):
        await scene.act(Submitted(sam.caller, "name_second", seat, {"second": "Dee Diaz"}))
        if not _:
            await dee.sees("second pair of eyes").press("Yes")
    async with scene.store.reading() as tx:
        second = await tx.seconds.open_of(seat)
    assert second is not None and second.confirmed_at is not None
    await scene.act(Submitted(sam.caller, "name_second", seat, {"second": "Max Meyer"}))
    await max_.sees("names you as second pair of eyes").press("No")
    await scene.travel_to("2026-11-26 10:00")
    dee.sees("You are no longer the second pair of eyes on Invoice triage")
    sam.sees("Max Meyer said no to being your second pair of eyes")


async def test_staying_after_all_takes_the_hand_over_back(scene: Scene) -> None:
    olivia, max_, sam, dee = await staffed(scene)
    left = await olivia.owner("hand-over @Dee Diaz")
    offer = dee.sees("It comes with 2 hours a month")
    await left.press("I stay after all")
    assert (await offer.press("Accept…")).problem == "over"
    dee.still_sees("The offer to be the operator of Invoice triage")
    assert "Olivia Ortega, operator" in (await max_.owner("invoice triage")).text
    await scene.travel_to("2026-11-26 10:00")
    sam.sees("stays the operator of Invoice triage after all")


async def test_of_a_hand_over_the_steward_answers_and_who_hands_over_names_another(scene: Scene) -> None:
    olivia, max_, sam, dee = await staffed(scene)
    await olivia.owner("hand-over @Dee Diaz")
    await dee.sees("asks you to be the operator").press("Ask for more…", words="four hours")
    await sam.sees("Dee Diaz asks for more").press("Answer…", hours="4")
    dee.sees("Sam Steward grants you 4 hours a month")
    await scene.travel_to("2026-11-26 10:00")
    handing = sam.sees("asks Dee Diaz to take over as operator")
    assert (await OnScreen(max_, handing.card).press("Withdraw")).problem == "may_not"
    await handing.press("Withdraw")
    dee.still_sees("was withdrawn")
    await olivia.owner("hand-over @Max Meyer")
    max_.sees("Olivia Ortega asks you to be the operator")
    await scene.travel_to("2026-11-27 10:00")
    sam.sees("asks Max Meyer to take over")


async def test_whoever_says_still_mine_while_leaving_stays(scene: Scene) -> None:
    olivia, max_, _sam, _dee = await staffed(scene)
    await scene.act(AccountSeen(olivia.caller, "Olivia Ortega", "olivia@acme.example", title="Clerk"))
    await scene.act(AccountSeen(olivia.caller, "Olivia Ortega", "olivia@acme.example", title="Buyer"))
    asked = olivia.sees("still yours?")
    await asked.press("Not me any more…", reason="another desk")
    olivia.still_sees("you said not me any more")
    assert (await asked.press("Still mine")).problem == "over"
    mine = await olivia.owner("me")
    assert "a successor is being looked for" in (await max_.owner("invoice triage")).text
    await scene.act(Pressed(olivia.caller, "stay", (await offer_of(scene, Role.OPERATOR)).seat_id))
    assert "Invoice triage" in mine.text
    async with scene.store.reading() as tx:
        assert [one.leaving_at for one in await tx.assignments.open_for(olivia.id)] == [None]
    assert "Olivia Ortega, operator" in (await max_.owner("invoice triage")).text


async def test_a_move_neither_stops_a_yearly_question_nor_comes_twice_from_two_platforms(scene: Scene) -> None:
    olivia, _max, sam, _dee = await staffed(scene)
    teams = Caller(Platform.TEAMS, "acme", "olivia")
    for caller, title in (
        (olivia.caller, "Clerk"),
        (teams, "Accounts payable clerk"),
        (olivia.caller, "Clerk"),
        (teams, "Accounts payable clerk"),
    ):
        await scene.act(AccountSeen(caller, "Olivia Ortega", "olivia@acme.example", title=title))
    olivia.sees_nothing()
    for caller in (olivia.caller, teams):
        await scene.act(AccountSeen(caller, "Olivia Ortega", "olivia@acme.example", title="Buyer"))
    await olivia.sees("still yours?").press("Still mine")
    await scene.act(AccountSeen(teams, "Olivia Ortega", "olivia@acme.example", title="Senior buyer"))
    olivia.sees_nothing()
    sam.sees_nothing()


async def test_an_offer_of_an_import_is_nobodys_to_accept_before_it_was_sent(scene: Scene) -> None:
    (olivia,) = await scene.people("Olivia Ortega")
    await scene.system("Invoice triage")
    async with scene.store.writing() as tx:
        seat = next(one for one in await tx.seats.all() if one.role is Role.OPERATOR)
        await tx.assignments.add(Assignment(_ID, seat.id, olivia.id, AssignmentState.PROPOSED, scene.clock.now(), claimed=True))
    assert "nothing of yours to answer" in (await olivia.owner("accept")).text
    assert (await scene.act(Submitted(olivia.caller, "accept", _ID, ACCEPTED))).problem == "over"


_ID = AssignmentId("imported")


async def test_a_reason_for_declining_reaches_whoever_offered(scene: Scene) -> None:
    _olivia, _max, sam, dee = await staffed(scene)
    await sam.owner("offer invoice triage operator @Dee Diaz")
    await dee.sees("asks you to be the operator").press("Decline", why="authority", reason="the buttons are not mine")
    await scene.travel_to("2026-11-26 10:00")
    assert "the buttons are not mine" in sam.sees("Dee Diaz declined to be the operator of Invoice triage").text
    assert "no say in it" in sam.still_sees("Dee Diaz declined").text


async def test_a_cover_who_says_no_is_told_to_who_can_name_another(scene: Scene) -> None:
    olivia, _max, sam, dee = await staffed(scene)
    await olivia.owner("away until 2026-12-11 cover @Dee Diaz")
    await dee.sees("asks you to stand in").press("No")
    await scene.travel_to("2026-11-26 10:00")
    told = sam.sees("Dee Diaz cannot stand in for Olivia Ortega")
    assert "no cover has said yes" in told.text
    await told.press("Name a cover", about="cannot stand in", cover="Max Meyer")
    scene.actors["max"].sees("asks you to stand in")


async def test_a_successor_still_asked_when_the_holder_is_released_keeps_the_vacancy_from_beginning(scene: Scene) -> None:
    olivia, _max, sam, dee = await staffed(scene)
    seat = (await offer_of(scene, Role.OPERATOR)).seat_id
    await scene.act(Submitted(olivia.caller, "not_me", seat, {"reason": "another team"}))
    await scene.travel_to("2026-11-26 10:00")
    sam.sees("steps down as operator")
    await scene.travel_to("2026-11-30 09:30")
    await olivia.sees("Invoice triage").press("Looked: normal")
    await scene.travel_to("2026-12-01 09:30")
    await sam.sees("still needed").press("Keep")
    await scene.travel_to("2026-12-07 09:30")
    await olivia.sees("Invoice triage").press("Looked: normal")
    await scene.actors["max"].sees("anything changed underneath").press("All steady")
    await scene.travel_to("2026-12-08 16:00")
    await sam.owner("offer invoice triage operator @Dee Diaz")
    dee.sees("asks you to be the operator")
    await scene.travel_to("2026-12-09 09:30")
    assert await _episodes(scene) == [], "released, and somebody is asked: no vacancy yet"
    await dee.still_sees("asks you to be the operator").press("Decline", reason="no time")
    assert [one.kind for one in await _episodes(scene)] == [EpisodeKind.VACANT]
    await scene.travel_to("2026-12-10 09:30")
    assert "has no operator" in sam.sees("Dee Diaz declined").text


async def _episodes(scene: Scene) -> list[Episode]:
    async with scene.store.reading() as tx:
        return await tx.episodes.open_all()


@pytest.mark.parametrize(
    ("hours", "granted"), [("1." + "0" * 60, None), ("0" * 60 + "2.50", "2.50"), ("0." + "0" * 60 + "1", None), ("٣", "3")]
)
async def test_hours_are_granted_or_asked_for_again_however_they_are_typed(scene: Scene, hours: str, granted: str | None) -> None:
    """PostgreSQL keeps forty characters of a number, SQLite as many as there are."""
    (sam,) = await scene.people("Sam Steward")
    await scene.system("Invoice triage")
    form = await scene.actors["ada"].command("offer invoice triage steward")
    assert form.form is not None
    reply = await scene.actors["ada"].fill(form.form, person="Sam Steward", hours=hours)
    assert (reply.form is None) == (granted is not None)
    if granted is not None:
        assert (await offer_of(scene, Role.STEWARD)).hours == Decimal(granted)
        sam.sees("asks you to be the steward")
