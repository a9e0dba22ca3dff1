"""Who left, by Microsoft Graph: a leaver leaves a vacancy, once; and whatever Graph answers, nobody is lost (issue, Microsoft Teams; R8)."""

import asyncio
import json
import logging
from dataclasses import replace
from typing import Any

import pytest
from structlog.testing import capture_logs

from adapters.teams.leavers import EVERY, LINK, PERMISSION, SILENCE, Leavers, last_seen
from bot.events import AccountSeen, Caller
from bot.model import Account, AccountId, OutOfReach, Person, PersonId, Platform, Role
from bot.ports.sender import Busy, Down
from storage.store import SqlStore
from tests.adapters.fake_teams import TENANT, person_id
from tests.adapters.teams_tenant import ADA, MAX, NAMES, OLIVIA, SAM, Tenant, asked, tenant, words_of

__all__ = ["tenant"]
pytestmark = [pytest.mark.one_database, pytest.mark.parametrize("tenant", [{"graph": True}], indirect=True)]
EVE = person_id(21)


def user(id: str, name: str = "", **more: Any) -> dict[str, Any]:
    """As Graph has somebody."""
    plain = name or NAMES[id]
    made = {"id": id, "displayName": plain, "userPrincipalName": f"{plain.split()[0].lower()}@acme.example", "userType": "Member"}
    return made | {"accountEnabled": True, "jobTitle": None, "department": None} | more


def removed(id: str, reason: str = "changed") -> dict[str, Any]:
    """As the delta has somebody who was deleted."""
    return {"id": id, "@removed": {"reason": reason}}


class Graph:
    """What the directory holds, and what the delta says of it next."""

    def __init__(self, tenant: Tenant) -> None:
        self.tenant, self.teams = tenant, tenant.teams
        self.teams.graph |= {id: user(id) for id in NAMES}

    @property
    def leavers(self) -> Leavers:
        assert self.tenant.ours.leavers is not None
        return self.tenant.ours.leavers

    def link(self, token: str, kind: str = "delta") -> str:
        return f"{self.teams.address}/graph/users/delta?${kind}token={token}"

    def says(self, *rows: dict[str, Any], next: str = "", last: str = "later", **more: Any) -> None:
        """One page more."""
        link = {"@odata.nextLink": self.link(next, "skip")} if next else {"@odata.deltaLink": self.link(last)}
        self.teams.pages.append({"value": list(rows), **link, **more})

    def lets_go(self, id: str) -> None:
        """Switched off in the directory, and so in the next delta."""
        self.teams.graph[id]["accountEnabled"] = False
        self.says(self.teams.graph[id])

    def asked(self) -> list[str]:
        """What the delta was asked with, by its links' tokens; blank: from the beginning."""
        return [query.get("$deltatoken", query.get("$skiptoken", "")) for query in self.teams.sent("GET /graph/users/delta")]

    async def met(self) -> None:
        """Everybody is known here."""
        for id, name in NAMES.items():
            seen = AccountSeen(Caller(Platform.TEAMS, TENANT, id), name, f"{name.split()[0].lower()}@acme.example", "Europe/Berlin")
            await self.tenant.desk.handle(seen)

    async def known(self) -> None:
        """And the first list was read."""
        await self.met()
        self.says(*(self.teams.graph[id] for id in NAMES))
        assert await self.leavers.round() == EVERY
        self.teams.calls.clear()


async def account(tenant: Tenant, id: str) -> Account | None:
    async with tenant.scene.store.reading() as tx:
        return await tx.accounts.find(Platform.TEAMS, TENANT, id)


async def is_here(tenant: Tenant, id: str) -> bool:
    found = await account(tenant, id)
    assert found is not None and found.person_id is not None
    async with tenant.scene.store.reading() as tx:
        person = await tx.people.get(found.person_id)
    assert person is not None and person.active is not found.deleted
    return person.active


async def kept(tenant: Tenant, name: str = LINK) -> str | None:
    async with tenant.scene.store.reading() as tx:
        return await tx.engine.read(name + TENANT)


async def notes(tenant: Tenant) -> list[str]:
    """What the trail says of people."""
    async with tenant.scene.store.reading() as tx:
        return [code for one in await tx.audit.rows() if (code := json.loads(one.body)["code"]).startswith("person.")]


@pytest.fixture
async def graph(tenant: Tenant) -> Graph:
    return Graph(tenant)


# --- who left, who is back


async def test_a_leaver_leaves_a_vacancy_and_is_asked_nothing_more(graph: Graph) -> None:
    tenant = graph.tenant
    await asked(tenant)
    await graph.leavers.round()
    graph.lets_go(MAX)
    await graph.leavers.round()
    async with tenant.scene.store.reading() as tx:
        (system,) = await tx.systems.exact("cv screening")
        seats = await tx.seats.of(system.id)
        held = {role for role in Role if await tx.assignments.open_of(seats[role].id)}
    assert held == {Role.OPERATOR, Role.STEWARD}
    found = await account(tenant, MAX)
    assert found is not None and found.deleted and found.out_of_reach is OutOfReach.DEACTIVATED


async def test_the_diagnostic_says_how_fresh_it_is_who_left(graph: Graph) -> None:
    await graph.met()
    await graph.tenant.scene.system("CV screening")
    card = (await graph.tenant.say(ADA, "owner gaps"))[-1]
    assert "Who left was last read from the directory on" not in words_of(card), "it was not read yet"
    await graph.known()
    card = (await graph.tenant.say(ADA, "owner gaps"))[-1]
    assert "Who left was last read from the directory on Tuesday 24 November 10:00." in words_of(card)


async def test_a_leavers_last_words_bring_nobody_back_until_graph_says_so(graph: Graph) -> None:
    """Whoever left stays a member of our conversation for a while, and the Connector says so."""
    await graph.known()
    graph.lets_go(MAX)
    await graph.leavers.round()
    said = (await graph.tenant.say(MAX, "owner me"))[-1]
    assert "I don't know this account" in words_of(said) and not await is_here(graph.tenant, MAX)
    graph.teams.graph[MAX]["accountEnabled"] = True
    said = (await graph.tenant.say(MAX, "owner me"))[-1]
    assert "I don't know this account" not in words_of(said) and await is_here(graph.tenant, MAX)


@pytest.mark.parametrize("reason", ["changed", "deleted"])
async def test_a_deleted_user_left_as_well(graph: Graph, reason: str) -> None:
    await graph.known()
    graph.says(removed(MAX, reason))
    await graph.leavers.round()
    assert not await is_here(graph.tenant, MAX) and await is_here(graph.tenant, OLIVIA)


async def test_whoever_is_switched_on_again_is_here_again_and_holds_nothing(graph: Graph) -> None:
    await graph.known()
    graph.lets_go(MAX)
    await graph.leavers.round()
    graph.teams.graph[MAX]["accountEnabled"] = True
    graph.says(graph.teams.graph[MAX])
    await graph.leavers.round()
    assert await is_here(graph.tenant, MAX)


async def test_an_old_page_brings_nobody_back_who_has_left(graph: Graph) -> None:
    await graph.known()
    graph.lets_go(MAX)
    await graph.leavers.round()
    for old in (user(MAX), {"id": MAX, "jobTitle": "Engineer"}):
        graph.says(old)
        await graph.leavers.round()
        assert not await is_here(graph.tenant, MAX)


async def test_nothing_happens_twice_however_often_it_is_read(graph: Graph) -> None:
    await graph.known()
    graph.lets_go(MAX)
    await graph.leavers.round()
    before, calls = await notes(graph.tenant), len(graph.tenant.teams.calls)
    for _ in range(3):
        graph.says(*(graph.teams.graph[id] for id in NAMES), removed(MAX))
        await graph.leavers.round()
    assert await notes(graph.tenant) == before
    assert len(graph.tenant.teams.calls) == calls + 3, "one page each, and nobody was written to"


async def test_two_processes_that_read_the_same_do_no_harm(graph: Graph) -> None:
    await graph.known()
    tenant, ours = graph.tenant, graph.leavers
    other = Leavers(tenant.scene.store, tenant.desk, ours._directory, tenant.scene.clock, f"{graph.teams.address}/graph/")
    before = await notes(tenant)
    graph.lets_go(MAX)
    graph.says(graph.teams.graph[MAX])
    await asyncio.gather(ours.round(), other.round())
    assert (await notes(tenant))[len(before) :] == ["person.left"]


async def test_strangers_are_ignored_and_whoever_was_named_by_this_address_is_met(graph: Graph) -> None:
    await graph.known()
    tenant = graph.tenant
    async with tenant.scene.store.writing() as tx:
        await tx.people.add(Person(PersonId("named"), "Nina New", "nina@acme.example"))
    nina = person_id(22)
    graph.says(user(EVE, "Eve Elsewhere"), removed(person_id(23)), user(nina, "Nina Newman", mail="other@acme.example"))
    await graph.leavers.round()
    assert await account(tenant, EVE) is None and await account(tenant, person_id(23)) is None
    found = await account(tenant, nina)
    assert found is not None and found.person_id == "named" and found.email == "nina@acme.example"


@pytest.mark.parametrize(
    "more", [{"userType": "Guest"}, {"userPrincipalName": "nina_acme.example#EXT#@acme.onmicrosoft.com", "mail": "nina@acme.example"}]
)
async def test_a_guest_has_no_address_that_makes_them_somebody(graph: Graph, more: dict[str, str]) -> None:
    await graph.known()
    tenant = graph.tenant
    async with tenant.scene.store.writing() as tx:
        await tx.people.add(Person(PersonId("named"), "Nina New", "nina@acme.example"))
    graph.says(user(person_id(22), "Nina Newman", **more))
    await graph.leavers.round()
    assert await account(tenant, person_id(22)) is None


async def test_somebody_out_of_reach_is_asked_again_only_where_something_of_them_changed(graph: Graph) -> None:
    await graph.known()
    tenant = graph.tenant
    found = await account(tenant, OLIVIA)
    assert found is not None and isinstance(tenant.scene.store, SqlStore)
    graph.teams.graph[OLIVIA]["jobTitle"] = "Clerk"
    for title, why in (("Clerk", None), ("Clerk", OutOfReach.BLOCKED), ("Head clerk", None)):
        graph.teams.graph[OLIVIA]["jobTitle"] = title
        graph.says(graph.teams.graph[OLIVIA])
        await graph.leavers.round()
        now = await account(tenant, OLIVIA)
        assert now is not None and now.title == title and now.out_of_reach is why
        async with tenant.scene.store.writing() as tx:
            await tx.accounts.save(replace(now, out_of_reach=OutOfReach.BLOCKED))


# --- paging, and a list that begins again


async def test_pages_are_followed_to_the_last_and_its_link_is_where_the_next_round_begins(graph: Graph) -> None:
    await graph.known()
    graph.says(user(OLIVIA), next="p 2+x")
    graph.says(next="p%2B3")
    graph.says(removed(MAX), last="d2")
    await graph.leavers.round()
    await graph.leavers.round()
    assert graph.asked() == ["later", "p 2 x", "p+3", "d2"], "an empty page is not the last"
    assert not await is_here(graph.tenant, MAX)


async def test_a_page_longer_than_one_packet_is_read_whole(graph: Graph) -> None:
    await graph.known()
    graph.says(*(user(person_id(1000 + number), f"Somebody {'x' * 1000}") for number in range(2000)), removed(MAX))
    await graph.leavers.round()
    assert not await is_here(graph.tenant, MAX)


@pytest.mark.parametrize("failure", ["410", "410:syncStateNotFound", "400:Directory_ExpiredDeltaToken", "404:ResourceNotFound"])
async def test_a_link_that_is_not_known_any_more_begins_the_list_again_and_the_deleted_are_on_none(graph: Graph, failure: str) -> None:
    await graph.known()
    del graph.teams.graph[MAX]
    graph.teams.fails["delta"] = [failure]
    graph.says(*(graph.teams.graph[id] for id in (ADA, OLIVIA)), next="p2")
    graph.says(graph.teams.graph[SAM])
    assert await graph.leavers.round() == EVERY and graph.leavers.trouble == ""
    assert graph.asked() == ["later", "", "p2"]
    assert [await is_here(graph.tenant, id) for id in (ADA, OLIVIA, MAX, SAM)] == [True, True, False, True]


async def test_somebody_who_left_before_we_asked_is_found_at_the_first_round(graph: Graph) -> None:
    await graph.met()
    del graph.teams.graph[MAX]
    graph.teams.graph[SAM]["accountEnabled"] = False
    graph.says(*graph.teams.graph.values())
    await graph.leavers.round()
    assert [await is_here(graph.tenant, id) for id in (ADA, OLIVIA, MAX, SAM)] == [True, True, False, False]


async def test_whom_a_list_leaves_out_is_asked_for_and_stays_where_graph_has_them(graph: Graph) -> None:
    await graph.known()
    async with graph.tenant.scene.store.writing() as tx:
        guest = Account(AccountId("elsewhere"), None, Platform.TEAMS, TENANT, person_id(31), "Ext Ern", stranger=True)
        await tx.accounts.add(guest)
    graph.teams.fails["delta"] = ["410"]
    graph.teams.fails["graph"] = ["404"]
    graph.says()
    await graph.leavers.round()
    assert all([await is_here(graph.tenant, id) for id in NAMES]), "a 404 that is not Graph's own word says nothing of anybody"
    found = await account(graph.tenant, person_id(31))
    assert found is not None and not found.deleted, "whoever is of another directory is not in ours"


async def test_somebody_of_whom_graph_knows_nothing_to_say_holds_up_nobody(graph: Graph) -> None:
    await graph.known()
    del graph.teams.graph[SAM]
    graph.teams.fails |= {"delta": ["410"], "graph": ["400:Request_BadRequest", "400:Request_BadRequest", "400:Request_BadRequest"]}
    graph.says(last="d2")
    await graph.leavers.round()
    assert not await is_here(graph.tenant, SAM) and await kept(graph.tenant) == graph.link("d2")


async def test_a_list_that_begins_again_is_finished_although_graph_fails_on_the_way(graph: Graph) -> None:
    await graph.known()
    del graph.teams.graph[MAX]
    graph.teams.fails["delta"] = ["410", "", "429~7"]
    graph.says(graph.teams.graph[ADA], graph.teams.graph[OLIVIA], next="p2")
    assert await graph.leavers.round() == 7
    assert await is_here(graph.tenant, MAX)
    graph.says(graph.teams.graph[SAM])
    graph.teams.fails["graph"] = ["503"]
    await graph.leavers.round()
    assert await is_here(graph.tenant, MAX) and await kept(graph.tenant) == graph.link("later")
    graph.says(graph.teams.graph[SAM], last="d9")
    await graph.leavers.round()
    assert not await is_here(graph.tenant, MAX) and await kept(graph.tenant) == graph.link("d9")
    assert graph.asked() == ["later", "", "p2", "p2", "p2"]


async def test_a_list_that_is_refused_from_the_beginning_is_not_asked_for_again_and_again(graph: Graph) -> None:
    await graph.known()
    graph.teams.fails["delta"] = ["410", "410", "410"]
    assert await graph.leavers.round() == EVERY and graph.asked() == ["later", ""]


# --- trouble


async def test_a_link_to_another_host_is_not_followed_and_not_kept(graph: Graph) -> None:
    await graph.known()
    for field in ("@odata.nextLink", "@odata.deltaLink"):
        for url in ("https://graph.example/users/delta?$deltatoken=1", f"{graph.teams.address}.example/graph/x", "//[", "not a link"):
            graph.teams.pages = [{"value": [removed(EVE)], field: url}]
            assert await graph.leavers.round() == EVERY
            assert await kept(graph.tenant) == graph.link("later")
    graph.says(removed(MAX))
    await graph.leavers.round()
    assert not await is_here(graph.tenant, MAX)


async def test_a_link_of_another_graph_in_the_database_is_not_followed(graph: Graph) -> None:
    await graph.known()
    async with graph.tenant.scene.store.writing() as tx:
        await tx.engine.write(LINK + TENANT, "https://graph.example/v1.0/users/delta?$deltatoken=1")
    graph.says(*graph.teams.graph.values())
    await graph.leavers.round()
    assert graph.asked() == [""]


@pytest.mark.parametrize("body", ["{}", '{"value": []}', "[]", "null", '{"value": 7}', '{"value": [7, null, {"id": 7}]}', "<html>", ""])
async def test_an_answer_that_does_not_say_how_it_goes_on_is_none(graph: Graph, body: str) -> None:
    await graph.known()
    before = await kept(graph.tenant, "people_read/teams/")
    graph.tenant.scene.clock.time = graph.tenant.scene.clock.time.replace(year=2027)
    graph.teams.fails["delta"] = [f"odd:{body}"]
    await graph.leavers.round()
    assert await kept(graph.tenant) == graph.link("later") and await kept(graph.tenant, "people_read/teams/") == before


async def test_a_missing_permission_is_logged_once_in_plain_words_and_stays_said(graph: Graph) -> None:
    await graph.known()
    graph.teams.fails["delta"] = ["403:Authorization_RequestDenied"] * 3
    with capture_logs() as logs:
        for _ in range(3):
            assert await graph.leavers.round() == EVERY
    (line,) = [one for one in logs if one["event"] == "teams_people_not_read"]
    assert line["words"] == PERMISSION == graph.leavers.trouble and "User.Read.All" in PERMISSION
    await graph.leavers.round()
    assert graph.leavers.trouble == ""


@pytest.mark.parametrize("failure", ["html", "cut", "500", "401", "302"])
async def test_graph_that_does_not_answer_is_asked_again_and_is_trouble_after_an_hour(graph: Graph, failure: str) -> None:
    await graph.known()
    graph.teams.fails["delta"] = [failure] * (8 if failure == "cut" else 4)  # a cut connection that was used before is tried once more
    for _ in range(3):
        assert await graph.leavers.round() == EVERY and graph.leavers.trouble == ""
    await graph.leavers.round()
    assert graph.leavers.trouble == SILENCE
    graph.says(removed(MAX))
    await graph.leavers.round()
    assert graph.leavers.trouble == "" and not await is_here(graph.tenant, MAX)


async def test_busy_is_waited_for_as_long_as_graph_says_and_is_no_trouble(graph: Graph) -> None:
    await graph.known()
    graph.teams.fails["delta"] = ["429~120", "503~1800", "429"]
    assert [await graph.leavers.round() for _ in range(3)] == [120, 1800, 10]
    assert graph.leavers.trouble == ""


async def test_trouble_of_our_own_loses_nobody(graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    """The others are carried through; whom it hit is read again."""
    await graph.known()
    tenant = graph.tenant
    handled = tenant.desk._once

    async def failing(event: Any) -> Any:
        if event.caller.user == MAX:
            raise RuntimeError("the disk is full")
        return await handled(event)

    monkeypatch.setattr(tenant.desk, "_once", failing)
    graph.says(removed(MAX), removed(SAM), last="d2")
    assert await graph.leavers.round() == EVERY
    assert await is_here(tenant, MAX) and not await is_here(tenant, SAM) and await kept(tenant) == graph.link("later")
    monkeypatch.undo()
    graph.says(removed(MAX), removed(SAM), last="d2")
    await graph.leavers.round()
    assert not await is_here(tenant, MAX) and await kept(tenant) == graph.link("d2")


async def test_how_fresh_it_is_stands_in_the_database_and_the_link_in_no_log(
    graph: Graph, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    tenant = graph.tenant
    async with tenant.scene.store.reading() as tx:
        assert await last_seen(tx, TENANT) is None
    await graph.known()
    async with tenant.scene.store.reading() as tx:
        assert await last_seen(tx, TENANT) == tenant.scene.clock.now()
    graph.says(last="sealed")
    await graph.leavers.round()
    graph.teams.fails["delta"] = ["cut", "html", "410", "403", "odd:{"]
    for _ in range(5):
        await graph.leavers.round()
    out, err = capfd.readouterr()
    ours = [one.getMessage() for one in caplog.records if one.name not in ("aiohttp.access",)]
    assert "teams_people_not_read" in out + err and "sealed" not in out + err + " ".join(ours)


# --- the loop


async def test_it_reads_at_once_and_ends_when_it_is_told_to(graph: Graph) -> None:
    await graph.known()
    graph.lets_go(MAX)
    stop = asyncio.Event()
    running = asyncio.create_task(graph.leavers.run(stop))
    async with asyncio.timeout(5):
        while not (found := await account(graph.tenant, MAX)) or not found.deleted:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        stop.set()
        await running
    assert not await is_here(graph.tenant, MAX)


async def test_a_long_list_holds_up_no_end(graph: Graph) -> None:
    await graph.known()
    stop = asyncio.Event()
    stop.set()
    graph.says(next="p2")
    assert await graph.leavers.round(stop) == 0 and graph.asked() == []


# --- one by one


async def test_somebody_is_found_by_their_address_and_whoever_left_is_nobody(graph: Graph) -> None:
    directory = graph.leavers._directory
    found = await directory.by_upn("Olivia@acme.example")
    assert found is not None and not isinstance(found, Busy | Down) and found.email == "olivia@acme.example" and not found.guest
    graph.teams.graph[OLIVIA]["accountEnabled"] = False
    assert await directory.by_upn("olivia@acme.example") is None
    assert await directory.by_upn("nobody/../../x?y#z@acme.example") is None
    for failure, wanted in (
        ("429~3", Busy(3)),
        ("html", Down("status_502")),
        ("403:Authorization_RequestDenied", Down("Authorization_RequestDenied")),
    ):
        graph.teams.fails["graph"] = [failure]
        assert await directory.by_upn("max@acme.example") == wanted
