"""The local chat's door: only its own page may speak, and what was typed is only ever text (issue, The local chat, Bad input)."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from adapters.cli.simulate import SimulatedClock
from adapters.html.cards import card_html, form_html
from adapters.local.app import CHAT, Chat, build
from adapters.local.behaviour import BadBehaviour, Cast, drawn, read
from adapters.local.world import World
from bot.cards import (
    Button,
    Card,
    Chart,
    Choice,
    Fact,
    Facts,
    Field,
    FieldKind,
    Form,
    Line,
    Lines,
    Link,
    Mark,
    Note,
    Paragraph,
    PersonRef,
    Plain,
    Point,
    Series,
    State,
    Strong,
    Style,
    Table,
    When,
)
from bot.cards_json import card_from_json, card_to_json
from bot.events import Event, Reply
from bot.model import Organisation, PersonId
from bot.views.plain import plain
from storage.store import SqlStore

Client = TestClient[web.Request, web.Application]
ACME = Organisation("Europe/Berlin", "DE", ("ada@acme.example",), ("acme.example",))
NASTY = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)> *bold* \u202e"
EVERYTHING = Card(
    (Plain(NASTY), Strong(NASTY), PersonRef(PersonId("p"), NASTY), State(Mark.LOOK, NASTY)),
    (
        Paragraph((Plain(NASTY), Link(NASTY, "javascript:alert(1)"), Link("fine", "https://acme.example/?a=1&b=2")), quoted=True),
        Facts((Fact(NASTY, (Plain(NASTY), When(datetime(2026, 12, 7, 8, 12, tzinfo=UTC), "moment"))),)),
        Lines((Line((Plain(NASTY),), (Plain(NASTY),), (Note((Plain(NASTY),)),), (Button(NASTY, NASTY, NASTY, Style.QUIET, NASTY),)),)),
        Table((NASTY,), (((Plain(NASTY),),),), NASTY),
        Chart(NASTY, NASTY, (NASTY,), (Series(NASTY, (Point(Decimal(1), NASTY),)),)),
    ),
    (Button("a", NASTY, NASTY),),
)


@pytest.fixture
async def client(store: SqlStore) -> AsyncIterator[Client]:
    """A chat with two people, at Monday nine o'clock."""
    clock = SimulatedClock(datetime(2026, 11, 30, 8, tzinfo=UTC))
    world = World(store, ACME, Cast(), clock)
    for user in ("ada@acme.example", "sam@acme.example"):
        await world.move_in(user)
    chat = Chat(world, "Try this.")
    made = TestClient(TestServer(build(chat), host="127.0.0.1"))
    await made.start_server()
    yield made
    await made.close()


def chat_of(client: Client) -> Chat:
    """What is behind the page."""
    return client.app[CHAT]


async def until(true: Callable[[], bool]) -> None:
    """Another task gets there within five seconds."""
    for _ in range(500):
        if true():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it never came to that")


def token(client: Client) -> dict[str, str]:
    """What the page sends with everything."""
    return {"X-Token": chat_of(client).token}


async def test_the_page_brings_nothing_from_outside_and_no_inline_script(client: Client) -> None:
    answer = await client.get("/")
    text = await answer.text()
    assert answer.status == 200 and "Try this." in text
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"] and answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "http://" not in text and "https://" not in text and "<script>" not in text and " style=" not in text and " onclick" not in text
    for path in ("/app.js", "/app.css", "/icon.svg"):
        assert (await client.get(path)).status == 200
    assert (await (await client.get("/healthz")).json()) == {"ok": True}


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 403),
        ({"X-Token": "wrong"}, 403),
        ({"X-Token": "ümlaut"}, 403),
        ({"Host": "evil.example"}, 403),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Content-Type": "text/plain"}, 415),
    ],
)
async def test_only_its_own_page_may_speak(client: Client, headers: dict[str, str], status: int) -> None:
    sent = ({} if not headers or "X-Token" in headers else token(client)) | {"Content-Type": "application/json"} | headers
    answer = await client.post("/say", data='{"as": "", "text": "/owner help"}', headers=sent)
    assert answer.status == status and (await answer.json())["error"]


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/say", "{", 400), ("/say", "[]", 400), ("/say", '{"as": "", "text": "\\ud800"}', 400), ("/say", "[" * 50_000, 400), ("/say", '{"as": "nobody", "text": "x"}', 404), ("/say", '{"as": "", "text": 3}', 400), ("/say", '{"as": "", "text": " "}', 400),
        ("/press", '{"as": "", "action": []}', 400), ("/submit", '{"as": "", "action": "x", "ref": "x", "values": {"a": 1}}', 400), ("/clock", '{"as": "", "step": "century"}', 400),
        ("/say", '{"as": "", "text": "' + "x" * 70_000 + '"}', 413), ("/nowhere", "{}", 404),
    ],
)  # fmt: skip
async def test_bad_input_gets_a_sentence_and_a_4xx(client: Client, path: str, body: str, status: int) -> None:
    answer = await client.post(path, data=body, headers=token(client) | {"Content-Type": "application/json"})
    assert answer.status == status and (await answer.json())["error"]


async def test_what_somebody_typed_is_shown_and_never_run(client: Client) -> None:
    for text in (NASTY, f"/owner {NASTY}"):
        assert (await client.post("/say", json={"as": "ada@acme.example", "text": text}, headers=token(client))).status == 200
    state = await (await client.get("/state", params={"as": "ada@acme.example"}, headers=token(client))).json()
    html = "".join(entry["html"] for entry in state["entries"])
    assert "&lt;script&gt;" in html and "<script" not in html and "<img" not in html


async def test_a_form_is_filled_in_pressed_and_time_is_moved(client: Client) -> None:
    ada, headers = "ada@acme.example", token(client)
    await client.post("/say", json={"as": ada, "text": "/owner add"}, headers=headers)
    state = await (await client.get("/state", params={"as": ada}, headers=headers)).json()
    entry = state["entries"][-1]
    assert "<form" in entry["html"]
    values = {"name": "Invoice triage", "steward": "Sam"}
    await client.post("/submit", json={"as": ada, "action": "add", "ref": "", "values": values, "entry": entry["id"]}, headers=headers)
    suggestions = await (await client.get("/suggest", params={"q": "/owner inv"}, headers=headers)).json()
    assert suggestions["suggestions"][0]["text"] == "/owner Invoice triage"
    await client.post("/clock", json={"as": ada, "step": "week"}, headers=headers)
    state = await (await client.get("/state", params={"as": ada}, headers=headers)).json()
    assert state["now"] == "Monday 7 December 2026, 09:00"
    assert "● </span>" in state["register"] or "Sam" in state["register"]
    assert "Sam accepted: steward of Invoice triage." in state["happened"]


async def test_what_is_pressed_while_time_runs_waits_for_one_moment_and_not_for_the_year(client: Client) -> None:
    ada, headers = "ada@acme.example", token(client)
    for name in ("Invoice triage", "CV screening"):
        values = {"name": name, "steward": "Sam"}
        await client.post("/submit", json={"as": ada, "action": "add", "ref": "", "values": values, "entry": ""}, headers=headers)
    year = asyncio.create_task(client.post("/clock", json={"as": ada, "step": "year"}, headers=headers))
    await until(lambda: chat_of(client).moving)
    assert (await client.post("/say", json={"as": ada, "text": "/owner invoice"}, headers=headers)).status == 200
    assert not year.done()
    assert (await client.post("/clock", json={"as": ada, "step": "hour"}, headers=headers)).status == 409
    await client.post("/stop", json={"as": ada}, headers=headers)
    assert (await year).status == 200
    assert chat_of(client).world.clock.now() < datetime(2027, 11, 29, 8, tzinfo=UTC)


async def test_an_open_page_does_not_keep_the_demo_from_ending(client: Client) -> None:
    async with client.get("/events") as stream:
        await until(lambda: bool(chat_of(client).streams))
        chat_of(client).tell("changed")
        assert await asyncio.wait_for(stream.content.readline(), 5) == b"event: changed\n"
        async with asyncio.timeout(5):
            await client.server.close()
            await stream.content.read()


def test_every_part_of_a_card_is_escaped() -> None:
    html = card_html(EVERYTHING, "Europe/Berlin")
    assert "<script" not in html and "<img" not in html and 'href="javascript' not in html
    assert 'href="https://acme.example/?a=1&amp;b=2"' in html and "Monday 7 December 09:12" in html


def test_one_quiet_button_stands_by_itself_and_several_fold_away() -> None:
    quiet = tuple(Button("x", "", name, Style.QUIET) for name in ("Change", "Away"))
    assert "<details" not in card_html(Card((Plain("a"),), (), quiet[:1]), "UTC")
    assert card_html(Card((Plain("a"),), (), quiet), "UTC").count("<summary") == 1


def test_every_field_of_a_form_is_escaped_and_labelled() -> None:
    fields = tuple(Field(kind.value, NASTY, kind, True, NASTY, NASTY) for kind in FieldKind)
    html = form_html(Form(NASTY, NASTY, NASTY, NASTY, fields, errors={"line": NASTY}), "UTC", "f1")
    assert "<script" not in html and "<img" not in html and 'aria-invalid="true"' in html
    assert html.count("<label") == len(fields)


def test_a_system_that_was_chosen_is_called_by_its_name_below_what_stands_for_it() -> None:
    field = Field("other", "Which?", FieldKind.SYSTEM, value="invoice-archive", shown="Invoice archive")
    html = form_html(Form("a", "r", "T", "Send", (field,)), "UTC", "f1")
    assert 'value="invoice-archive"' in html and '<p class="hint">Invoice archive</p>' in html


def test_a_chart_is_a_table_with_a_heading_for_every_row_and_column() -> None:
    points = (Point(Decimal(700), "€700.00"), Point(Decimal(903), "€903.00"))
    html = card_html(Card((Plain("x"),), (Chart("Cost a month", "Month", ("Oct", "Nov"), (Series("Cost", points),)),)), "UTC")
    assert "<caption>Cost a month</caption>" in html and '<th scope="col">Cost</th>' in html
    assert '<th scope="row">Nov</th><td>€903.00</td>' in html


def test_a_card_survives_being_kept_and_says_everything_in_plain_text() -> None:
    assert card_from_json(card_to_json(EVERYTHING)) == EVERYTHING
    assert plain(EVERYTHING).count(NASTY) >= 10
    with pytest.raises(ValueError, match="not a card"):
        card_from_json('{"_": "Plain", "text": "x"}')


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ([], "keys default and people"), ({"folk": {}}, "unknown key 'folk'"), ({"people": {"a@b": {"sleeps": True}}}, "a@b: unknown key"), ({"people": {"a@b": {"after": "soon"}}}, "a@b: after: write a time"),
        ({"people": {"a@b": {"leaves": "May"}}}, "a@b: leaves: write a date"), ({"people": {"a@b": {"accepts": "maybe"}}}, "true or false"), ({"people": {"a@b": {"away": ["July"]}}}, "away"),
        ({"people": {"a@b": {"answers": []}}}, "an answer like normal"), ({"default": 3}, "default"),
        ({"default": {"answers": "always"}}, "“always” is no answer; known are normal, off"), ({"default": {"answers": {"yes": 1}}}, "“yes” is no answer"),
        ({"default": {"answers": {"normal": 0}}}, "an answer like normal"), ({"default": {"away": [{"from": "2026-07-06", "til": "2026-07-24"}]}}, "unknown key 'til'"),
        ({"outages": [{"from": "2026-07-06", "to": "2026-07-24"}]}, "unknown key 'to'"),
    ],
)  # fmt: skip
def test_a_behaviour_that_cannot_be_is_told_where(value: object, words: str) -> None:
    with pytest.raises(BadBehaviour, match=words):
        read(value)


def test_shares_are_drawn_the_same_way_every_time() -> None:
    shares = {"normal": 0.5, "off": 0.5}
    found = [drawn(shares, str(n)) for n in range(200)]
    assert found == [drawn(shares, str(n)) for n in range(200)] and 60 < found.count("normal") < 140


@pytest.mark.parametrize(
    ("headers", "status"), [({"Content-Type": "application/json; charset=nope"}, 400), ({"Content-Encoding": "gzip"}, 415)]
)
async def test_what_cannot_be_read_is_a_sentence(client: Client, headers: dict[str, str], status: int) -> None:
    token = client.app[CHAT].token
    sent = {"X-Token": token, "Content-Type": "application/json"} | headers
    answer = await client.post("/say", data=b"\x1f\x8bgarbage", headers=sent)
    assert answer.status == status and (await answer.json())["error"]


async def test_a_command_without_a_register_behind_it_is_answered_in_the_conversation(client: Client) -> None:
    for text, words in (("/owner summary", "of no system, so there is no month to sum up"), ("help", "/owner summary [system]")):
        await client.post("/say", json={"as": "sam@acme.example", "text": text}, headers=token(client))
        state = await (await client.get("/state?as=sam@acme.example", headers=token(client))).json()
        assert words in state["entries"][-1]["html"]


async def test_words_that_open_a_form_show_the_questions_buttons_above_it(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    form = Form(
        "in_words", "c", "Answer in words: X", "Send", (Field("kind", "Which?", FieldKind.CHOICE, True, choices=(Choice("a", "A"),)),)
    )
    card = Card(
        (Plain("Which answer is that?"),),
        (),
        (Button("answer.normal", "c", "Looked: normal"), Button("in_words", "c", "Send these words…")),
    )
    chat = chat_of(client)

    async def answered(event: Event) -> Reply:
        return Reply(card=card, form=form)

    monkeypatch.setattr(chat, "handle", answered)
    await client.post("/say", json={"as": "sam@acme.example", "text": "all good, looked at ten"}, headers=token(client))
    state = await (await client.get("/state?as=sam@acme.example", headers=token(client))).json()
    beside, shown = (one["html"] for one in state["entries"][-2:])
    assert "Looked: normal" in beside and "Send these words" not in beside, "the form stands below already"
    assert '<option value="">Choose one</option>' in shown, "nothing is chosen for them"
