"""One system whose people are on Slack and on Teams: one register, one history, and each is asked where they are (STATES, People, Messages)."""

from dataclasses import dataclass

import pytest

from bot.model import Platform
from tests.adapters.contract.on_slack import OnSlack
from tests.adapters.contract.on_teams import OnTeams
from tests.adapters.contract.stage import Somebody, Stage

Both = tuple[Stage, OnSlack, OnTeams]
on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)  # one of them on PostgreSQL as well: they stay quick
QUESTION, MONTHLY = "Invoice triage: is this normal?", "still needed, still the right shape"


@dataclass
class People:
    """Olivia operates on Slack, Max maintains on Teams, Sam stewards and is on both, on Slack last; Ada is the admin on both, Dee a colleague on Teams."""

    ada: Somebody
    ada_on_teams: Somebody
    olivia: Somebody
    max: Somebody
    sam: Somebody
    sam_on_teams: Somebody
    dee: Somebody


async def people_of(both: Both) -> People:
    """Those on Teams have been there first."""
    stage, slack, teams = both
    max_, dee, sam_on_teams, ada_on_teams = await stage.enter(teams, "Max Meyer", "Dee Diaz", "Sam Steward", "Ada Nowak")
    await stage.go_to("2026-11-24 12:00")
    ada, olivia, sam = await stage.enter(slack, "Ada Nowak", "Olivia Ortega", "Sam Steward")
    await stage.with_all_three("Invoice triage", ada, olivia, max_, sam)
    return People(ada, ada_on_teams, olivia, max_, sam, sam_on_teams, dee)


async def test_each_is_asked_where_they_are_and_whoever_is_on_both_where_they_last_were(both: Both) -> None:
    stage, _, _ = both
    people = await people_of(both)
    async with stage.store.reading() as tx:
        sam = await tx.people.by_email("sam@acme.example")
        assert sam is not None
        assert {one.platform for one in await tx.accounts.of(sam.id)} == {Platform.SLACK, Platform.TEAMS}, "joined by the address"
    await stage.go_to("2026-11-30 09:00")
    await people.olivia.press(await people.olivia.sees(QUESTION), "Looked: normal")
    await stage.go_to("2026-12-01 09:00")
    await people.sam.press(await people.sam.sees(MONTHLY), "Keep")
    await people.sam_on_teams.sees_nothing()
    await stage.go_to("2026-12-07 09:00", answering=(people.olivia,))
    await people.max.press(await people.max.sees("anything changed underneath"), "All steady")
    await people.sam_on_teams.says("invoice triage")  # a look-up by command writes nothing down
    await stage.go_to("2027-01-04 09:00", answering=(people.olivia, people.max))
    await people.sam_on_teams.press(await people.sam_on_teams.sees(MONTHLY), "Keep")
    await people.sam.sees_nothing()
    found, also = await people.olivia.owner("invoice triage"), await people.max.owner("invoice triage")
    assert found.words == also.words and found.says("Olivia Ortega, operator") and found.says("Max Meyer, maintainer"), also.words
    found, also = await people.sam.owner("history invoice triage"), await people.sam_on_teams.owner("history invoice triage")
    assert found.words == also.words and found.says("Max Meyer"), found.words


@on_sqlite
async def test_a_concern_raised_on_slack_is_taken_on_on_teams_and_that_is_told_on_slack(both: Both) -> None:
    stage, _, _ = both
    people = await people_of(both)
    await stage.go_to("2026-11-30 09:00")
    question = await people.olivia.sees(QUESTION)
    await people.olivia.press(question, "Something's off", words="it pays twice", severity="stop")
    told, also_told = await people.max.sees("it pays twice"), await people.sam.sees("it pays twice")
    assert told.says("Olivia Ortega") and also_told.says("Olivia Ortega"), told
    await people.max.press(told, "I have it")
    await stage.go_to("2026-12-01 10:00")
    assert (await people.olivia.sees("Max Meyer works on it")).says("it pays twice")
    await people.sam.press(await people.sam.sees(MONTHLY), "Keep")
    assert (await people.sam.now(also_told)).says("Max Meyer works on it")
    await people.sam_on_teams.sees_nothing()


@on_sqlite
async def test_a_guest_with_the_address_of_somebody_else_is_nobody_but_a_guest(both: Both) -> None:
    stage, slack, _ = both
    people = await people_of(both)
    await slack.arrives("max", "Max Meyer", guest=True)
    guest = Somebody(stage, slack, "max", "Max Meyer, a guest")
    assert not (await guest.owner("me")).says("Invoice triage")
    await stage.go_to("2026-12-07 09:00", answering=(people.olivia, people.sam))
    question = await people.max.sees("anything changed underneath")
    await guest.sees_nothing()
    async with stage.store.reading() as tx:
        max_ = await tx.people.by_email("max@acme.example")
        assert max_ is not None and [one.platform for one in await tx.accounts.of(max_.id)] == [Platform.TEAMS]
    await people.max.press(question, "All steady")


async def test_while_slack_is_down_teams_goes_on_and_what_waits_goes_to_the_other_account_once(both: Both) -> None:
    stage, slack, _ = both
    people = await people_of(both)
    await stage.go_to("2026-12-01 08:55", answering=(people.olivia,))
    slack.slack.down = True
    await stage.go_to("2026-12-01 09:05")
    for nobody in (people.sam, people.sam_on_teams, people.ada_on_teams):
        await nobody.sees_nothing()
    form = await people.dee.press(await people.dee.owner("invoice triage"), "Raise a concern")
    await people.dee.send(form, words="it pays twice", severity="stop")
    await people.max.sees("it pays twice")
    await people.olivia.sees_nothing()
    await stage.go_to("2026-12-01 09:30")
    question = await people.sam_on_teams.sees(MONTHLY)
    await people.sam_on_teams.sees("it pays twice")
    assert (await people.ada_on_teams.sees("Slack has not answered for Acme")).says("since Tuesday 1 December 09:00")
    await people.sam_on_teams.press(question, "Keep")
    slack.slack.down = False
    await stage.go_to("2026-12-01 10:00")
    await people.olivia.sees("it pays twice")
    for nobody in (people.sam, people.ada):
        await nobody.sees_nothing()


@on_sqlite
async def test_while_teams_is_down_it_is_the_other_way_round(both: Both) -> None:
    stage, _, teams = both
    people = await people_of(both)
    await stage.go_to("2026-11-30 10:00", answering=(people.olivia,))
    await people.sam_on_teams.says("invoice triage")
    await stage.go_to("2026-12-01 08:55")
    teams.teams.down = True
    await stage.go_to("2026-12-01 09:05")
    form = await people.olivia.press(await people.olivia.owner("invoice triage"), "Raise a concern")
    await people.olivia.send(form, words="it pays twice", severity="stop")
    await people.max.sees_nothing()
    await stage.go_to("2026-12-01 09:30")
    question = await people.sam.sees(MONTHLY)
    await people.sam.sees("it pays twice")
    await people.ada.sees("Teams has not answered")
    await people.sam.press(question, "Keep")
    teams.teams.down = False
    await stage.go_to("2026-12-01 10:00")
    told = await people.max.sees("it pays twice")
    await people.max.press(told, "I have it")
    await people.olivia.sees("Max Meyer works on it")
    for nobody in (people.sam_on_teams, people.ada_on_teams):
        await nobody.sees_nothing()
