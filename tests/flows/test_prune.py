"""A register that no longer names somebody: told on every import, ended only by --prune, as for a leaver (R8)."""

from bot.actions import import_register, invite
from bot.actions.import_register import ImportReport
from bot.actions.work import Work
from bot.model import Assignment, AssignmentState, EpisodeKind, Role, Seat, System, VoidReason
from bot.rules.prune import Tie, Unsure
from bot.rules.register import RegisterRow
from tests.scene import Actor, Scene

Row = dict[str, str]
TRIAGE = {"name": "Invoice triage", "operator": "olivia@acme.example", "maintainer": "max@acme.example", "steward": "sam@acme.example"}
ARCHIVE = {"name": "Invoice archive", "operator": "Olivia Ortega", "maintainer": "IT", "steward": "sam@acme.example"}
WITHOUT_OLIVIA = [TRIAGE | {"operator": ""}, ARCHIVE | {"operator": "Max Meyer"}]


async def bring_in(scene: Scene, rows: list[Row], *, dry_run: bool = False, skip: bool = False, prune: bool = False) -> ImportReport:
    """One import; with `prune` everything that it found missing may end."""
    found = [RegisterRow(number, one) for number, one in enumerate(rows, 2)]
    async with scene.store.reading() as tx:
        seen = await import_register.import_register(
            Work(tx, scene.clock.now(), scene.organisation), found, source="register.csv", dry_run=True
        )
    if dry_run:
        return seen
    async with scene.store.writing() as tx:
        return await import_register.import_register(
            Work(tx, scene.clock.now(), scene.organisation), found, source="register.csv", dry_run=False, skip_refused=skip,
            may_end=seen.missing.ids() if prune else (),
        )  # fmt: skip


async def cast(scene: Scene) -> tuple[Actor, Actor, Actor, Actor]:
    """Olivia, Max, Sam and Dee, with accounts."""
    olivia, max_, sam, dee = await scene.people("Olivia Ortega", "Max Meyer", "Sam Steward", "Dee Diaz")
    return olivia, max_, sam, dee


async def imported(scene: Scene, *rows: Row) -> tuple[Actor, Actor, Actor, Actor]:
    """The register is in, its stewards were invited and all have said yes; what was said on the way has been read."""
    people = await cast(scene)
    await bring_in(scene, list(rows))
    async with scene.store.writing() as tx:
        await invite.invite(Work(tx, scene.clock.now(), scene.organisation), None, without_steward=True)
    await scene.settle()
    async with scene.store.reading() as tx:
        waiting = [(seat, one) for seat in await tx.seats.all() for one in await tx.assignments.open_of(seat.id)]
    for seat, one in sorted(waiting, key=lambda pair: pair[0].role is not Role.STEWARD):
        await accept(scene, seat, one)
    await scene.travel_to("2026-11-26 08:00")
    scene.the_stage_is_set()
    return people


async def accept(scene: Scene, seat: Seat, offer: Assignment) -> None:
    """Whoever is asked says yes."""
    from bot.events import Submitted

    actor = next(one for one in scene.actors.values() if one.id == offer.person_id)
    values = {"skill": "s", "normal": "n", "purpose": "p", "earns_keep_when": "e", "reason": "nobody else"}
    done = await scene.act(Submitted(actor.caller, "accept", offer.id, values))
    assert not done.problem, (seat.role, done)


async def seat_of(scene: Scene, name: str, role: Role) -> tuple[System, Seat, list[Assignment]]:
    async with scene.store.reading() as tx:
        system = (await tx.systems.exact(name.casefold()))[0]
        seat = (await tx.seats.of(system.id))[role]
        return system, seat, await tx.assignments.open_of(seat.id)


def what(report: ImportReport) -> list[tuple[str, str, Role, Tie, list[str]]]:
    return [
        (one.person.name, end.system.name, end.role, end.tie, [reader.name for reader in end.told])
        for one in report.missing.people
        for end in one.endings
    ]


async def test_an_import_says_who_is_missing_and_ends_nothing(scene: Scene) -> None:
    await imported(scene, TRIAGE, ARCHIVE)
    assert what(await bring_in(scene, [TRIAGE, ARCHIVE])) == []
    report = await bring_in(scene, WITHOUT_OLIVIA)
    assert what(report) == [
        ("Olivia Ortega", "Invoice archive", Role.OPERATOR, Tie.HELD, ["Sam Steward"]),
        ("Olivia Ortega", "Invoice triage", Role.OPERATOR, Tie.HELD, ["Sam Steward"]),
    ]
    assert report.pruned.people == () and "holds or was offered it" in "".join(report.rows[1].why)
    assert [one.state for one in (await seat_of(scene, "Invoice triage", Role.OPERATOR))[2]] == [AssignmentState.ACCEPTED]
    await scene.travel_to("2026-11-26 16:00")


async def test_a_dry_run_changes_nothing_at_all(scene: Scene) -> None:
    await imported(scene, TRIAGE, ARCHIVE)
    before = await audit(scene)
    assert len(what(await bring_in(scene, WITHOUT_OLIVIA, dry_run=True))) == 2
    new = await bring_in(scene, [*WITHOUT_OLIVIA, {"name": "Another", "operator": "Una Unger"}], dry_run=True)
    assert not new.written and await audit(scene) == before
    await scene.travel_to("2026-11-26 16:00")


async def audit(scene: Scene) -> int:
    async with scene.store.reading() as tx:
        return len(await tx.audit.rows())


async def test_a_pruned_holder_is_told_then_the_next_human_and_the_ladder_begins(scene: Scene) -> None:
    olivia, max_, sam, dee = await imported(scene, TRIAGE)
    await olivia.owner("away until 2026-12-04 cover @Dee Diaz")
    await scene.travel_to("2026-11-26 10:00")
    sam.sees("no cover has said yes")
    await dee.sees("asks you to stand in").press("Yes, I cover")
    await scene.travel_to("2026-12-07 08:00", answering=(sam,))
    await dee.reads_questions()
    sam.sees("Nobody has said whether Invoice triage is normal")
    await bring_in(scene, [TRIAGE | {"operator": ""}], prune=True)
    await scene.travel_to("2026-12-07 09:30")
    released = olivia.sees("The register no longer names you (import of register.csv on Monday 7 December)")
    assert "you are released as operator of Invoice triage" in released.text and "stays yours" in released.text
    told = sam.sees("Invoice triage has no operator")
    assert "The register no longer names Olivia Ortega (import of Monday 7 December). Nobody is asked meanwhile." in told.text
    assert "Dee Diaz covered before." in told.text and any(one.label == "Ask Dee" for one in told.buttons())
    assert olivia.inbox()[-1].at <= sam.inbox()[-1].at, "the person concerned hears it no later"
    max_.sees("anything changed underneath?")
    async with scene.store.reading() as tx:
        person = await tx.people.get(olivia.id)
        _, seat, open_ = await seat_of(scene, "Invoice triage", Role.OPERATOR)
        asked = await tx.check_ins.recent([seat.id], 9)
        kinds = [one.kind for one in await tx.episodes.open_of(seat.id)]
    assert person is not None and person.active and open_ == [] and kinds == [EpisodeKind.VACANT]
    assert asked[seat.id][0].void_reason is VoidReason.VACATED and seat.next_ask_at is None and not seat.from_import
    history = (await sam.owner("history invoice triage")).text
    assert "to 7 December 2026 (no longer named by the register)" in history
    again = await bring_in(scene, [TRIAGE | {"operator": ""}], prune=True)
    assert what(again) == [] and again.pruned.people == ()
    await scene.travel_to("2026-12-07 16:00")


async def test_the_file_s_new_word_is_taken_also_where_its_row_came_in_before(scene: Scene) -> None:
    _, max_, sam, _ = await imported(scene, ARCHIVE)
    new = [ARCHIVE | {"operator": "Max Meyer"}]
    await bring_in(scene, new)
    await bring_in(scene, new, prune=True)
    _, _, open_ = await seat_of(scene, "Invoice archive", Role.OPERATOR)
    assert [(one.person_id, one.state, one.invited_at) for one in open_] == [(max_.id, AssignmentState.PROPOSED, None)]
    await scene.travel_to("2026-11-26 10:00")
    scene.actors["olivia"].sees("you are released as operator of Invoice archive")
    sam.sees("Invoice archive has no operator")
    await scene.travel_to("2026-11-26 16:00")


async def test_what_the_file_does_not_list_or_has_no_column_for_stays(scene: Scene) -> None:
    olivia, _, sam, _ = await imported(scene, TRIAGE, ARCHIVE)
    only = await bring_in(scene, [{"name": "Invoice triage", "operator": "", "steward": "sam@acme.example"}], prune=True)
    assert what(only) == [("Olivia Ortega", "Invoice triage", Role.OPERATOR, Tie.HELD, ["Sam Steward"])]
    await scene.travel_to("2026-11-26 10:00")
    assert "triage" in olivia.sees("you are released").text and "triage" in sam.sees("has no operator").text
    for name, role in (("Invoice archive", Role.OPERATOR), ("Invoice triage", Role.MAINTAINER)):
        assert [one.state for one in (await seat_of(scene, name, role))[2]] == [AssignmentState.ACCEPTED]
    await scene.travel_to("2026-11-26 16:00")


async def test_whoever_was_only_chosen_in_chat_is_none_of_a_files_business_until_the_file_has_named_them(scene: Scene) -> None:
    _, _, sam, dee = await imported(scene, ARCHIVE)
    _, seat, _ = await seat_of(scene, "Invoice archive", Role.MAINTAINER)
    await scene.hold(seat, dee, sam)
    await scene.travel_to("2026-11-27 09:30")
    sam.sees("Dee Diaz is the maintainer")
    changed = ARCHIVE | {"purpose": "keeps invoices"}
    assert what(await bring_in(scene, [changed], prune=True)) == []
    await bring_in(scene, [ARCHIVE | {"maintainer": "Dee Diaz"}])
    report = await bring_in(scene, [changed], prune=True)
    assert what(report) == [("Dee Diaz", "Invoice archive", Role.MAINTAINER, Tie.HELD, ["Sam Steward"])]
    await scene.travel_to("2026-11-27 10:00")
    dee.sees("you are released as maintainer of Invoice archive")
    sam.sees("Invoice archive has no maintainer")
    await scene.travel_to("2026-11-27 16:00")


async def test_silent_proposals_go_quietly_and_stay_gaps_of_the_import(scene: Scene) -> None:
    await cast(scene)
    await bring_in(scene, [TRIAGE])
    report = await bring_in(scene, [TRIAGE | {"operator": ""}], prune=True)
    assert what(report) == [("Olivia Ortega", "Invoice triage", Role.OPERATOR, Tie.NOT_INVITED, [])] and not report.pruned.people[0].reads
    _, seat, open_ = await seat_of(scene, "Invoice triage", Role.OPERATOR)
    async with scene.store.reading() as tx:
        assert (open_, seat.from_import, await tx.episodes.open_of(seat.id)) == ([], True, [])
        ended = [(one.state, one.end_reason) for one in await tx.assignments.history([seat.id])]
    assert ended == [(AssignmentState.WITHDRAWN, "pruned")] and seat.gap_reason == "blank"
    await scene.travel_to("2026-11-26 16:00")
    scene.actors["ada"].sees("not asked yet")


async def test_an_offer_is_withdrawn_and_whoever_it_concerns_reads_why(scene: Scene) -> None:
    olivia, _, sam, _ = await cast(scene)
    await bring_in(scene, [{"name": "Invoice triage", "operator": "olivia@acme.example", "steward": "sam@acme.example"}])
    async with scene.store.writing() as tx:
        await invite.invite(Work(tx, scene.clock.now(), scene.organisation), None)
    await scene.settle()
    await sam.sees("steward of Invoice triage").press("Accept…", skill="s", purpose="p", earns_keep_when="e")
    olivia.sees("asks you to be the operator")
    await scene.travel_to("2026-11-26 08:00")
    scene.actors["ada"].sees("named and not asked yet")
    scene.actors["ada"].sees("Sam Steward is the steward")
    await bring_in(scene, [{"name": "Invoice triage", "operator": "TBD", "steward": "sam@acme.example"}], prune=True)
    await scene.travel_to("2026-11-26 10:00")
    assert "you are no longer asked to be the operator of Invoice triage" in olivia.sees("The register no longer names you").text
    olivia.still_sees("was withdrawn")
    sam.sees("The register no longer names Olivia Ortega (import of")
    await scene.travel_to("2026-11-26 16:00")


async def test_the_last_steward_goes_and_the_admins_are_next(scene: Scene) -> None:
    olivia, max_, sam, _ = await imported(scene, TRIAGE)
    gone = TRIAGE | {"steward": "", "operator": "Dee Diaz"}
    report = await bring_in(scene, [gone], prune=True)
    assert what(report) == [
        ("Olivia Ortega", "Invoice triage", Role.OPERATOR, Tie.HELD, ["Ada Nowak"]),
        ("Sam Steward", "Invoice triage", Role.STEWARD, Tie.HELD, ["Ada Nowak"]),
    ]
    await scene.travel_to("2026-11-26 10:00")
    olivia.sees("you are released as operator")
    sam.sees("you are released as steward")
    told = scene.actors["ada"].sees("Invoice triage has no steward")
    assert "Invoice triage has no operator" in told.text and "no longer names Sam Steward" in told.text
    max_.sees_nothing()
    await scene.travel_to("2026-11-26 16:00")


async def test_a_doubtful_file_prunes_nobody(scene: Scene) -> None:
    await imported(scene, TRIAGE)
    refused = await bring_in(scene, [TRIAGE | {"operator": ""}, {"name": "x" * 999}], skip=True, prune=True)
    assert refused.written and refused.missing.unsure is Unsure.REFUSED and what(refused) == []
    bare = await bring_in(scene, [{"name": "Invoice triage", "purpose": "p"}], prune=True)
    assert bare.missing.unsure is Unsure.NO_ROLES
    several = await bring_in(scene, [TRIAGE | {"operator": "Olivia Ortega; Max Meyer"}], prune=True)
    team = await bring_in(scene, [TRIAGE | {"operator": "the team of Olivia Ortega"}], prune=True)
    elsewhere = await bring_in(scene, [TRIAGE | {"operator": ""}, {"name": "New one", "steward": "olivia@acme.example"}], prune=True)
    assert what(several) == what(team) == what(elsewhere) == []
    assert [one.state for one in (await seat_of(scene, "Invoice triage", Role.OPERATOR))[2]] == [AssignmentState.ACCEPTED]
    await scene.travel_to("2026-11-26 16:00")
    scene.actors["ada"].sees("New one: Olivia Ortega is named as steward (purpose) and has not been asked")


async def test_an_unchanged_row_names_whom_it_named_under_a_newer_name_too(scene: Scene) -> None:
    from dataclasses import replace

    await imported(scene, ARCHIVE)
    olivia = scene.actors["olivia"]
    async with scene.store.writing() as tx:
        person = await tx.people.get(olivia.id)
        assert person is not None
        await tx.people.save(replace(person, name="Liv Miller"))
    assert what(await bring_in(scene, [ARCHIVE], prune=True)) == []
