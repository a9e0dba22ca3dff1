"""Whatever is pressed, typed or sent by whomever, in any order, with time passing: never trouble on our side, and the promises hold."""

import random
from typing import Any

import pytest

from bot.events import AccountLeft, AccountSeen, Caller, Commanded, Event, Pressed, Said, Submitted
from bot.model import ANSWERS, AnswerKind, AssignmentState, ExcuseKind, Platform, Severity, Stage
from bot.views import actions
from bot.views.plain import plain
from storage.store import SqlStore
from tests.scene import Scene

WORDS = [
    "",
    " ",
    "yes",
    "all good",
    "2026-12-24",
    "31 June",
    "@Olivia Ortega",
    "olivia@acme.example",
    "support@acme.example",
    "x" * 3000,
    "\x00\u202e'; DROP",
    "12,5",
    "-1",
    "😀",
]
COMMANDS = ["me", "gaps", "list", "add", "settings", "back", "help", "invite", "away", "away until friday cover @Dee Diaz", "accept", "decline", "step-down", "me data",
            "invoice triage", "invoice", "history invoice triage", "invoice triage on 2026-11-20", "edit invoice triage", "stage invoice triage", "concern invoice triage",
            "offer invoice triage operator @Dee Diaz", "offer invoice triage steward @Max Meyer", "cover @Olivia Ortega by @Dee Diaz", "merge chat helper into invoice triage", "zzz"]  # fmt: skip
FIELDS = ["words", "since", "severity", "review_on", "amount", "risk", "person", "hours", "authority", "skill", "normal", "check_1", "purpose", "earns_keep_when", "second",
          "reason", "why", "until", "cover", "kind", "name", "stage", "impact", "zone", "country", "hours_start", "hours_end", "weekday", "ask_hour", "steward", "budget"]  # fmt: skip
CHOICES = [*Severity, *ExcuseKind, *Stage, "high", "yes", "Europe/Berlin", "DE", "09:00", "17:00", "3"]


async def refs_of(scene: Scene) -> list[str]:
    """Every id there is."""
    async with scene.store.reading() as tx:
        systems, seats = await tx.systems.all(), await tx.seats.all()
        people = await tx.people.everybody()
        rows: list[Any] = [
            *systems,
            *seats,
            *people,
            *await tx.episodes.open_all(),
            *await tx.absences.open_all(),
            *await tx.excuses.open_all(),
        ]
        rows += await tx.assignments.history(seat.id for seat in seats)
        rows += await tx.concerns.open_of([system.id for system in systems])
        rows += [one for found in (await tx.check_ins.recent([seat.id for seat in seats], 3)).values() for one in found]
        rows += [one for person in people for one in await tx.seconds.open_for(person.id)]
    return [one.id for one in rows]


def an_event(dice: random.Random, scene: Scene, refs: list[str]) -> Event:
    """Somebody does something."""
    caller = dice.choice(list(scene.actors.values())).caller
    verbs = sorted(actions.ALL - {actions.ANSWER}) + [f"{actions.ANSWER}.{kind.value}" for kind in AnswerKind]
    roll = dice.random()
    if roll < 0.2:
        return Commanded(caller, dice.choice(COMMANDS))
    if roll < 0.25:
        return Said(caller, dice.choice(WORDS))
    action, ref = dice.choice(verbs), dice.choice([*refs, "", "x"])
    if roll < 0.6:
        return Pressed(caller, action, ref)
    return Submitted(caller, action, ref, {name: dice.choice([*WORDS, *CHOICES]) for name in FIELDS})


async def the_promises_hold(scene: Scene) -> None:
    """Never two holders, never one who did not accept or has left; the trail proves."""
    async with scene.store.reading() as tx:
        people = {one.id: one for one in await tx.people.everybody()}
        for seat in await tx.seats.all():
            held = [one for one in await tx.assignments.open_of(seat.id) if one.state is AssignmentState.ACCEPTED]
            assert len(held) <= 1
            assert all(one.accepted_at and people[one.person_id].active for one in held)
        for person in people.values():
            for check_in in await tx.check_ins.open_for(person.id):
                for one in await tx.answers.of(check_in.id):
                    seat_of = await tx.seats.get(check_in.seat_id)
                    assert seat_of is not None and one.kind in ANSWERS[seat_of.role]
        assert await tx.audit.verify([]) == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
async def test_anything_goes(store: SqlStore, seed: int) -> None:
    scene = Scene(store)  # no story, so what people saw is not its subject
    await scene.person("Ada Nowak")
    dice = random.Random(seed)
    olivia, max_, sam, dee = await scene.people("Olivia Ortega", "Max Meyer", "Sam Steward", "Dee Diaz")
    await scene.person("Gus Guest", external=True)
    await scene.staffed("Invoice triage", olivia, max_, sam)
    await scene.staffed("Chat helper", dee, max_, scene.actors["ada"])
    refs: list[str] = []
    for number in range(250):
        if number % 5 == 0:
            refs = await refs_of(scene)
        event = an_event(dice, scene, refs)
        reply = await scene.desk.handle(event)
        assert reply.problem != "trouble", event
        if number % 10 == 0:
            await scene.travel(hours=dice.choice([1, 8, 30, 100]))
        if number == 120:
            await dee.leaves()
    await the_promises_hold(scene)


@pytest.mark.parametrize("day", ["9999-12-31", "9999-12-30", "0001-01-01", "1.1.0001", "31.12.9999", "1 January 9999"])
async def test_a_day_that_nobody_can_mean_is_no_trouble_of_ours(scene: Scene, day: str) -> None:
    olivia, max_, sam = await scene.people("Olivia Ortega", "Max Meyer", "Sam Steward")
    await scene.staffed("Invoice triage", olivia, max_, sam)
    for text in (f"invoice triage on {day}", f"away until {day}"):
        reply = await sam.command(text)
        assert reply.problem == "not_a_date" and reply.card is not None and day in plain(reply.card)
    form = await scene.act(Submitted(sam.caller, "away", "", {"until": day}))
    assert form.problem == "incomplete" and form.form is not None and "until" in form.form.errors
    async with scene.store.reading() as tx:
        assert await tx.absences.open_of(sam.id) is None


@pytest.mark.parametrize("odd", ["A\x00B", "half a \ud83d character", "n" * 100_000, "\x1b[31mred"])
async def test_whatever_a_directory_holds_about_somebody_they_are_seen(scene: Scene, odd: str) -> None:
    caller = Caller(Platform.LOCAL, "local", "new")
    seen = await scene.act(AccountSeen(caller, odd, "new@acme.example", title=odd, unit=odd, zone=odd, manager=odd))
    assert not seen.problem
    assert not (await scene.act(Commanded(caller, "me"))).problem
    async with scene.store.reading() as tx:
        person = await tx.people.by_email("new@acme.example")
    assert person is not None and 0 < len(person.name) <= 320 and person.name.isprintable()
    scene.the_stage_is_set()


async def test_an_account_that_cannot_be_one_is_nobodys(scene: Scene) -> None:
    ada = scene.actors["ada"]
    for tenant, user in (("local", f"{ada.user}\x00"), ("local\ud800", ada.user)):
        odd = Caller(Platform.LOCAL, tenant, user)
        for event in (Commanded(odd, "me"), AccountSeen(odd, "Ada Nowak", "ada@acme.example"), AccountLeft(odd)):
            reply = await scene.act(event)
            assert reply.problem == ("unknown_person" if isinstance(event, Commanded) else "")
    async with scene.store.reading() as tx:
        assert len(await tx.accounts.of(ada.id)) == 1
