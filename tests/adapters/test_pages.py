"""The diagnostic's page: for one person, by their rights, only ever from its own forms; what was typed is only ever text (PRODUCT §8)."""

import csv
import io
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from adapters.cli.register_files import read_file
from adapters.web.pages import add_pages
from bot.events import Caller, Pressed
from bot.model import Impact, Platform, Role, Seat
from bot.views import actions
from bot.views.gaps_table import FIELDS
from tests.scene import Actor, Scene

Client = TestClient[web.Request, web.Application]
NASTY = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
KEY = b"a key for tests only"


class Door:
    """The scene's desk; what follows from a press happens at once."""

    def __init__(self, scene: Scene) -> None:
        self.handle, self.show = scene.act, scene.desk.show


@pytest.fixture
async def client(scene: Scene) -> AsyncIterator[Client]:
    """Pages over the scene's database; a link says whose page it is."""

    async def who(request: web.Request) -> Caller | None:
        user = request.query.get("as", "")
        return Caller(Platform.LOCAL, "local", user) if user else None

    app = web.Application()
    add_pages(app, Door(scene), who, KEY, carried=("as",))
    made = TestClient(TestServer(app, host="127.0.0.1"))
    await made.start_server()
    yield made
    await made.close()


async def see(client: Client, actor: Actor, query: str = "", path: str = "gaps") -> tuple[int, str]:
    """What this person's browser shows."""
    answer = await client.get(f"/pages/{path}?as={actor.user}{'&' if query else ''}{query}")
    text = await answer.text()
    assert "Traceback" not in text and "default-src 'none'" in answer.headers["Content-Security-Policy"]
    return answer.status, text


def form_of(html: str, label: str, about: str = "") -> tuple[str, dict[str, str]]:
    """The form around a button with this label, after these words: where it goes, and what it sends."""
    found = next(one for one in re.findall(r"<form.*?</form>", html[html.index(about) :], re.S) if f">{label}</button>" in one)
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', found))
    goes = re.search(r'action="([^"]+)"', found)
    assert goes is not None
    return unescape(goes[1]), {name: unescape(value) for name, value in fields.items()}


async def press(client: Client, html: str, label: str, about: str = "", **typed: str) -> str:
    """Press the button, with what was typed."""
    path, fields = form_of(html, label, about)
    answer = await client.post(path, data=fields | {f"v.{name}": value for name, value in typed.items()})
    assert answer.status == 200, await answer.text()
    return await answer.text()


async def house(scene: Scene) -> dict[str, Actor]:
    """A staffed system, one that has nobody, and one with odd names."""
    olivia, max_, sam, dee = await scene.people("Olivia Ortega", "Max Meyer", "Sam Steward", "Dee Diaz")
    gus = await scene.person("Gus Guest", external=True)
    await scene.staffed("Invoice triage", olivia, max_, sam, impact=Impact.HIGH, unit="Finance")
    await scene.system("Chat helper", unit="Support")
    odd = await scene.system(f"=1+1 {NASTY}", unit=NASTY)
    async with scene.store.writing() as tx:
        seat: Seat = (await tx.seats.of(odd.id))[Role.STEWARD]
        await tx.seats.save(replace(seat, gap_given="=HYPERLINK(1)", gap_reason="team"))
    return {"olivia": olivia, "max": max_, "sam": sam, "dee": dee, "gus": gus, "ada": scene.actors["ada"]}


async def test_everybody_sees_their_own_part_and_the_rest_whom_to_ask(scene: Scene, client: Client) -> None:
    who = await house(scene)
    status, ada = await see(client, who["ada"])
    assert status == 200 and "Chat helper" in ada and "Invoice triage" in ada and "as Ada Nowak sees it" in ada
    status, sam = await see(client, who["sam"])
    assert status == 200 and "Invoice triage" in sam and "Chat helper" not in sam and "Your 1 system" in sam
    for nobody in ("dee", "gus"):
        status, text = await see(client, who[nobody])
        assert status == 200 and "you hold none" in text and "Ada Nowak" in text and "Invoice triage" not in text
        assert (await see(client, who[nobody], path="gaps.csv"))[0] == 404
    hidden = await scene.system("Secret")
    assert (await see(client, who["sam"], f"system={hidden.id}"))[0] == 404
    for stranger in ("", "?as=nobody"):
        answer = await client.get(f"/pages/gaps{stranger}")
        assert answer.status == 403 and "Open it from the chat" in await answer.text()


async def test_a_silence_has_a_name_only_for_who_may_know_it(scene: Scene, client: Client) -> None:
    who = await house(scene)
    await scene.travel_to("2026-12-15 12:00")
    for name, knows in (("ada", True), ("sam", True), ("max", False), ("olivia", True)):  # her own she may know
        _, text = await see(client, who[name], path="gaps.csv")
        rows = [one for one in csv.DictReader(io.StringIO(text.lstrip("\ufeff"))) if one["gap"] == "quiet"]
        assert rows and {one["system"] for one in rows} == {"Invoice triage"}
        assert ("Olivia Ortega" in {one["person"] for one in rows}) == knows, name
    _, page = await see(client, who["max"])
    page = re.sub("<.*?>", "", page)
    assert "has gone quiet since Monday 30 November: ask again, or name somebody else." in page
    assert "Invoice triage drifts: the day-to-day side stopped first" in page
    scene.the_stage_is_set()  # what is sent is another subject


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("by=colour", 400), ("page=0", 400), ("page=x", 400), ("page=-1", 400), ("page=²", 400), ("page=9999999", 400), ("by=system&unit=x", 400),
        ("system=1&person=2", 400), ("page=2", 404), ("system=nothing", 404), ("person=%00", 404), ("unit=%3Cscript%3E", 404), ("by=drift&page=9", 404),
    ],
)  # fmt: skip
async def test_what_there_is_not_is_a_kind_page(scene: Scene, client: Client, query: str, status: int) -> None:
    await house(scene)
    found, text = await see(client, scene.actors["ada"], query)
    assert found == status and "<h1>" in text and "<script" not in text


async def test_what_somebody_typed_is_only_ever_text(scene: Scene, client: Client) -> None:
    who = await house(scene)
    for query in ("", "by=system", "by=unit", "by=person", "by=drift"):
        status, text = await see(client, who["ada"], query)
        assert status == 200 and "<script" not in text and "<img" not in text
    _, page = await see(client, who["ada"], "by=unit")
    link = unescape(next(one for one in re.findall(r'href="([^"]+)"', page) if "script" in one))
    answer = await client.get(link)
    part = await answer.text()
    assert answer.status == 200 and "=HYPERLINK(1)" in part and "<script" not in part
    asked = await press(client, part, "Name a person")
    refused = await press(client, asked, "Ask them", person=NASTY)
    assert "<script" not in refused and 'value="&lt;script&gt;alert(1)' in refused, "what was typed stays, as text"


async def test_the_files_have_the_same_rows_and_run_nothing(scene: Scene, client: Client, tmp_path: Path) -> None:
    who = await house(scene)
    answer = await client.get("/pages/gaps.csv?as=ada")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="rollcall-gaps-2026-11-25.csv"'
    rows = list(csv.DictReader(io.StringIO((await answer.read()).decode("utf-8-sig"))))
    assert tuple(rows[0]) == FIELDS and {"Chat helper", "Invoice triage", f"'=1+1 {NASTY}"} == {one["system"] for one in rows}
    assert not [cell for one in rows for cell in one.values() if cell.startswith(("=", "+", "-", "@"))]
    book = tmp_path / "gaps.xlsx"
    book.write_bytes(await (await client.get("/pages/gaps.xlsx?as=ada")).read())
    assert len(read_file(book).rows) == len(rows)
    _, mine = await see(client, who["sam"], path="gaps.csv")
    assert "Chat helper" not in mine and "Invoice triage" in mine
    _, unit = await see(client, who["ada"], "unit=Support", "gaps.csv")
    assert unit.count("Chat helper") and "Invoice triage" not in unit


async def test_a_gap_is_mended_on_the_page_and_the_answer_leads_back(scene: Scene, client: Client) -> None:
    who = await house(scene)
    _, page = await see(client, who["ada"], "unit=Support")
    form = await press(client, page, "Name a person", "no steward")
    assert "Name its steward: Chat helper" in form and '<option value="Olivia Ortega">' in form
    refused = await press(client, form, "Ask them", person="the data team", hours="3")
    assert 'value="the data team"' in refused and 'value="3"' in refused, "what was typed stays"
    done = await press(client, refused, "Ask them", person="Dee Diaz", hours="3")
    assert (
        "is asked to be the steward of Chat helper" in done
        and '<a href="/pages/gaps?unit=Support&amp;as=ada">Back to the diagnostic</a>' in done
    )
    who["dee"].sees("asks you to be the steward")
    _, after = await see(client, who["ada"], "unit=Support")
    assert "Dee Diaz has been asked to be the steward (purpose) and has not answered" in after


async def test_loading_the_answer_of_a_form_again_asks_nobody_twice(scene: Scene, client: Client) -> None:
    who = await house(scene)
    _, page = await see(client, who["ada"])
    form = await press(client, page, "Name one", "Invoice triage")
    first = await press(client, form, "Ask them", second="Dee Diaz")
    assert await press(client, form, "Ask them", second="Dee Diaz") == first or "second pair of eyes" in first
    who["dee"].sees("second pair of eyes")


async def test_loading_the_answer_of_a_press_again_repeats_nothing(scene: Scene, client: Client) -> None:
    olivia, max_, sam = await scene.people("Olivia Ortega", "Max Meyer", "Sam Steward")
    await scene.staffed("Invoice triage", olivia, max_, sam)
    await scene.travel_to("2026-12-15 10:00", answering=(max_, sam))
    scene.the_stage_is_set()
    _, page = await see(client, sam)
    first = await press(client, page, "Ask again", "Invoice triage")
    assert "Olivia Ortega is asked again" in first
    olivia.sees("still waiting for your word")
    assert await press(client, page, "Ask again", "Invoice triage") == first
    olivia.sees_nothing()
    _, anew = await see(client, sam)
    await press(client, anew, "Ask again", "Invoice triage")
    olivia.sees("still waiting for your word")
    scene.the_stage_is_set()


async def test_a_file_that_is_asked_for_again_comes_again(scene: Scene) -> None:
    who = await house(scene)
    for _ in range(2):
        reply = await scene.act(Pressed(who["ada"].caller, actions.GAPS_TABLE, "", event_id="the same"))
        assert reply.file is not None


async def test_rights_are_decided_behind_the_page(scene: Scene, client: Client) -> None:
    who = await house(scene)
    _, page = await see(client, who["ada"])
    _, fields = form_of(page, "Name a person", "no steward")
    _, own = await see(client, who["sam"])
    token = form_of(own, "Name one")[1]["token"]
    answer = await client.post("/pages/press?as=sam", data=fields | {"token": token})
    asked = await answer.text()
    done = await press(client, asked, "Ask them", person="Dee Diaz") if "Ask them" in asked else asked
    assert "Only" in done or "is offered by" in done, "a steward of another system may not"
    assert "odd" not in (await (await client.post("/pages/press?as=sam", data={"token": token, "action": "odd"})).text())


@pytest.mark.parametrize("wrong", ["no token", "another's token", "foreign origin", "null origin", "text"])
async def test_only_its_own_forms_may_speak(scene: Scene, client: Client, wrong: str) -> None:
    who = await house(scene)
    _, page = await see(client, who["ada"])
    path, fields = form_of(page, "Name a person")
    headers = {"Origin": {"foreign origin": "https://evil.example", "null origin": "null"}.get(wrong, str(client.make_url("")).rstrip("/"))}
    if wrong == "no token":
        fields.pop("token")
    if wrong == "another's token":
        fields["token"] = form_of((await see(client, who["sam"]))[1], "Name one")[1]["token"]
    if wrong == "text":
        answer = await client.post(path, data="token=x", headers=headers | {"Content-Type": "text/plain"})
    else:
        answer = await client.post(path, data=fields, headers=headers)
    assert answer.status == (400 if wrong == "text" else 403) and "Nothing was changed" in await answer.text()


async def test_a_long_list_is_paged_and_says_where_it_is(scene: Scene, client: Client) -> None:
    for number in range(70):
        await scene.system(f"System {number:02d}", unit="Many")
    ada = scene.actors["ada"]
    _, first = await see(client, ada)
    assert "Page 1 of 3" in first and "1 to 100 of 210 things to mend" in first and first.count('<tr role="row">') == 101
    _, last = await see(client, ada, "page=3")
    assert "Page 3 of 3" in last and "201 to 210" in last and 'rel="next"' not in last
    _, unit = await see(client, ada, "unit=Many&page=2")
    assert "Page 2 of 3" in unit and "unit=Many&amp;page=3&amp;as=ada" in unit
    assert (await see(client, ada, "page=4"))[0] == 404


UNREADABLE = [
    ("application/x-www-form-urlencoded", {}, b"token=x&action=\xff\xfe"),
    ("application/x-www-form-urlencoded; charset=nope", {}, b"token=x"),
    ("application/x-www-form-urlencoded; charset=rot13", {}, b"token=x"),
    ("application/x-www-form-urlencoded; charset=utf-16", {}, b"\xff"),
    ("application/x-www-form-urlencoded", {"Content-Encoding": "gzip"}, b"\x1f\x8bgarbage"),
    ("multipart/form-data", {}, b"--B\r\n"),
    ("multipart/form-data; boundary=B", {}, b"--B\r\nContent-Disposition: form-data; name=token\r\n\r\nx\r\n--B--\r\n"),
    ("application/json", {}, b"{}"),
]


@pytest.mark.parametrize(("kind", "headers", "body"), UNREADABLE)
@pytest.mark.parametrize("door", ["press", "submit"])
async def test_what_cannot_be_read_is_a_sentence_and_no_trouble_of_ours(
    scene: Scene, client: Client, capsys: pytest.CaptureFixture[str], door: str, kind: str, headers: dict[str, str], body: bytes
) -> None:
    path = f"/pages/{door}?as={scene.actors['ada'].user}"
    answer = await client.post(path, data=body, headers={"Content-Type": kind, **headers})
    assert answer.status == 400 and "Nothing was changed" in await answer.text()
    assert "page_failed" not in capsys.readouterr().out
