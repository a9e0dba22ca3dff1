"""Activities that are not quite as Teams sends them, proven and not: never a 5xx, never a traceback, nothing left behind (issue, Teams, Done when 3)."""

import json
import random
from datetime import timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs

from adapters.teams import app, conversations, pace
from adapters.teams.ids import MESSAGES
from tests.adapters import fake_teams
from tests.adapters.backstage import waits_are_over
from tests.adapters.fake_teams import activity, channel, message, pressed
from tests.adapters.mutations import ODD, broken, encoded, mutated
from tests.adapters.soak import SECONDS, soak
from tests.adapters.teams_rules import actions
from tests.adapters.teams_tenant import ADA, MAX, NAMES, OLIVIA, SAM, Tenant, asked, card_of, filled, sends, tenant
from tests.adapters.watched import troubled

__all__ = ["tenant"]
Made = dict[str, Any]
SAID = (
    "owner me",
    "owner CV screening",
    "all good",
    "owner gaps",
    "owner list",
    "owner away",
    "owner add",
    "owner help",
    "CV",
    "owner settings",
)


def clicks(tenant: Tenant) -> list[Made]:
    """Every button that people were really sent."""
    found = []
    for where, many in tenant.teams.messages.items():
        user = where.removeprefix("a:")
        for one in many:
            if "attachments" in one and user in NAMES:
                found += _pressed(tenant, user, card_of(one), one["id"])
    return found


def _pressed(tenant: Tenant, user: str, card: Any, on: str) -> list[Made]:
    made = []
    for button in actions(card):
        if button["type"] == "Action.Execute":
            data = dict(button.get("data", {})) | (filled(card, {}) if sends(button) else {})
            made.append(pressed(user, data, button["verb"], on, tenant.teams.service))
    return made


async def genuine(tenant: Tenant) -> list[Made]:
    """One of everything that Teams sends, every button that people were really sent, and every form that those open."""
    service, forms = tenant.teams.service, list[Made]()
    for number, click in enumerate(clicks(tenant)):
        _, answer = await tenant.post({**click, "id": f"genuine{number}"})
        await tenant.settled()
        if isinstance(answer, dict) and isinstance(answer.get("value"), dict):
            forms += _pressed(tenant, click["from"]["aadObjectId"], answer["value"], click["replyToId"])
    assert any(one["value"]["action"]["verb"] == "submit_form" for one in forms), "no button opened a form"
    payload = {
        "id": "1",
        "from": {"application": {"id": "b", "displayName": "CV screening"}},
        "linkToMessage": "https://teams.microsoft.com/l/1",
    }
    found = {"commandId": "owner", "parameters": [{"name": "system", "value": "cv"}]}
    windows = [("composeExtension/fetchTask", {"commandId": one, "messagePayload": payload}) for one in ("who_owns", "raise_concern")]
    sent = [("composeExtension/submitAction", {"commandId": "raise_concern", "data": one["value"]["action"]["data"]}) for one in forms]
    asks = [("composeExtension/query", found), ("application/search", {"queryText": "cv", "dataset": "systems"}), *windows, *sent]
    return [
        *(message(user, text, service) for user in (ADA, OLIVIA) for text in SAID),
        *(channel(user, text, service) for user in (SAM, MAX) for text in SAID[:4]),
        *(activity("invoke", user, service, name=name, value=value) for user in (ADA, SAM) for name, value in asks),
        *(activity("installationUpdate", OLIVIA, service, action=one) for one in ("add", "remove", "add-upgrade")),
        *(
            activity(one, MAX, service, membersRemoved=[{"id": "29:x", "aadObjectId": MAX}])
            for one in ("conversationUpdate", "messageReaction")
        ),
        *clicks(tenant),
        *forms,
    ]


async def next_week(tenant: Tenant) -> list[Made]:
    """Whatever was undone is put back: everybody has the app; and what is asked now can be pressed."""
    for user in NAMES:
        back = activity("installationUpdate", user, tenant.teams.service, action="add", id=f"back{tenant.scene.clock.time}")
        assert (await tenant.post(back))[0] == 200
    tenant.scene.clock.time += timedelta(days=7)
    await waits_are_over(tenant)
    await tenant.round()
    await tenant.settled()
    return clicks(tenant)


def request(dice: random.Random, made: Made) -> bytes:
    """Not quite as it was; mostly with an id of its own, for a replay is only answered from what is remembered of it."""
    value: Any = json.loads(json.dumps(made))
    if dice.random() < 0.9:
        value["id"] = str(dice.randrange(2**40))
    for _ in range(dice.randrange(1, 4)):
        value = mutated(dice, value)
    return broken(dice, encoded(dice, value))


def headers(dice: random.Random, tokens: list[str]) -> dict[str, str]:
    """Mostly genuine: what nobody vouches for gets nowhere."""
    kind = {"Content-Type": "application/json"}
    match dice.randrange(12):
        case 0:
            return kind
        case 1:
            return kind | {"Authorization": str(dice.choice(ODD[7:13])).encode("ascii", "ignore").decode().replace("\x00", "")}
        case 2:
            return kind | {"Authorization": "Bearer " + dice.choice(tokens[1:])}
        case 3:
            return {"Content-Type": dice.choice(("text/plain", "", "application/json; charset=utf-16"))} | {
                "Authorization": f"Bearer {tokens[0]}"
            }
        case _:
            return kind | {"Authorization": f"Bearer {tokens[0]}"}


async def send(tenant: Tenant, dice: random.Random, made: Made, tokens: list[str], heard: list[str]) -> None:
    """One request, judged. `heard`: trouble that nobody logs on our behalf."""
    body = request(dice, made)
    with capture_logs() as logs:
        async with tenant.client.session.post(tenant.client.make_url(MESSAGES), data=body, headers=headers(dice, tokens)) as answer:
            await answer.read()
        await tenant.settled()
    refused = answer.status == 501 and not troubled(logs)  # an invoke that we do not know
    assert (answer.status < 500 or refused) and not troubled(logs) and not heard, (answer.status, body[:3000], troubled(logs), heard)


@pytest.fixture(autouse=True)
def few_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that what has a limit is at it long before a third of the way, and what grows after that is a leak."""
    monkeypatch.setattr(pace, "KEPT", 50)
    monkeypatch.setattr(conversations, "REMEMBERED", 50)
    monkeypatch.setattr(app, "ANSWERED", 50)


@pytest.mark.timeout(SECONDS)
async def test_mutated_activities_are_answered_and_leave_nothing_behind(tenant: Tenant) -> None:
    await asked(tenant)
    known, service = await genuine(tenant), tenant.teams.service
    tokens = [fake_teams.token(service, **one) for one in ({}, {"aud": "another"}, {"exp": 1}, {"kid": "none"}, {"algorithm": "HS256"})]

    async def sent(dice: random.Random, made: Made, heard: list[str]) -> None:
        await send(tenant, dice, made, tokens, heard)
        tenant.teams.forgets()

    print(await soak(tenant.scene.store, known, lambda: next_week(tenant), sent))
