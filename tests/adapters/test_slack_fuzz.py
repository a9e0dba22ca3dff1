"""Mutated requests, signed and unsigned: never a 5xx, never trouble in the log, and memory stays where it was (issue, Slack, Done when 4).

ROLLCALL_TEST_FUZZ says how many; `make fuzz` sends fifty thousand.
"""

import json
import random
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest
from structlog.testing import capture_logs

from adapters.slack.forms import FORM_VIEW
from bot.events import Caller
from bot.model import Platform
from tests.adapters import fake_slack
from tests.adapters.backstage import waits_are_over
from tests.adapters.fake_slack import TEAM
from tests.adapters.mutations import ODD, broken, encoded, mutated
from tests.adapters.slack_payloads import ALL, ORG, Made
from tests.adapters.slack_workspace import Workspace, asked, workspace
from tests.adapters.soak import SECONDS, soak
from tests.adapters.watched import troubled

__all__ = ["workspace"]
JSON, FORM = "application/json", "application/x-www-form-urlencoded"


def afresh(dice: random.Random, value: Any) -> Any:
    """With ids of its own: what came before would only be answered from what is remembered of it. Some are a replay all the same."""
    if dice.random() < 0.1:
        return value
    number = dice.randrange(2**40)
    ids = {"trigger_id": f"{number}.1", "event_id": f"Ev{number}"}
    value = {name: ids.get(name, one) for name, one in value.items()}
    if "actions" in value:
        value["actions"] = [{**one, "action_ts": f"{number}.2"} for one in value["actions"]]
    return value


def clicks(workspace: Workspace) -> list[Made]:
    """Every button that people were really sent."""
    sent = [(f"U{channel[1:]}", channel, one) for channel, many in workspace.slack.messages.items() for one in many]
    return [fake_slack.press(user, button, one, channel) for user, channel, one in sent for button in fake_slack.buttons(one).values()]


async def genuine(workspace: Workspace) -> list[Made]:
    """One of everything that Slack sends, every button that people were really sent, and every form that those open."""
    pressed, forms = clicks(workspace), []
    for number, click in enumerate(pressed):
        opened, sent = len(workspace.slack.views), json.loads(dict(parse_qsl(click[0].decode()))["payload"])
        await workspace.post(fake_slack.interaction({**sent, "trigger_id": f"8.{number}"}))
        await workspace.front.afterwards.close()
        forms += [(sent["user"]["id"], view) for view in workspace.slack.views[opened:] if view.get("callback_id") == FORM_VIEW]
    assert forms, "no button opened a form"
    return [
        *map(workspace.local, ALL.values()),
        *pressed,
        *(fake_slack.submission(user, view, typed(view)) for user, view in forms),
    ]


async def next_week(workspace: Workspace) -> list[Made]:
    """Whatever was undone is put back: we are installed, everybody is there; and what is asked now can be pressed."""
    for tenant in (TEAM, ORG):
        if await workspace.ours.installations.of(tenant) is None:
            await workspace.ours.installations.save(tenant, "Acme", "xoxb-test", "U0BOT", ("chat:write",), "", whole=tenant == ORG)
        for user, about in workspace.slack.users.items():
            about["enterprise_user"] = {"id": user, "enterprise_id": ORG, "teams": [TEAM]}
            assert await workspace.front.look_at(Caller(Platform.SLACK, tenant, user))
    workspace.scene.clock.time += timedelta(days=7)
    await waits_are_over(workspace)
    await workspace.round()
    return clicks(workspace)


def typed(view: Any) -> dict[str, Any]:
    """Something in each field."""
    kinds = {"users_select": {"selected_user": "U0SAM"}, "datepicker": {"selected_date": "2026-12-01"}}
    inputs = [one for one in view["blocks"] if one["type"] == "input"]
    return {one["block_id"].rpartition("#")[0]: {"type": one["element"]["type"], **_state(one["element"], kinds)} for one in inputs}


def _state(element: Any, kinds: Any) -> dict[str, Any]:
    options = element.get("options")
    return {"selected_option": options[0]} if options else kinds.get(element["type"], {"value": "about 200 a day"})


def request(dice: random.Random, made: Made) -> Made:
    """Not quite as it was."""
    body, kind = made
    if kind == JSON:
        value = afresh(dice, json.loads(body))
        for _ in range(dice.randrange(1, 4)):
            value = mutated(dice, value)
        sent = encoded(dice, value)
    else:
        sent = _form(dice, afresh(dice, dict(parse_qsl(body.decode(), keep_blank_values=True))))
    return broken(dice, sent), dice.choice((kind, kind, kind, kind, JSON, FORM, "", "text/plain", f"{kind}; charset=utf-16"))


def _form(dice: random.Random, fields: dict[str, Any]) -> bytes:
    if "payload" in fields:
        value = afresh(dice, json.loads(fields["payload"]))
        for _ in range(dice.randrange(1, 4)):
            value = mutated(dice, value)
        fields["payload"] = encoded(dice, value).decode("utf-8", "surrogatepass")
    else:
        fields = mutated(dice, fields) if dice.random() < 0.9 else fields
    pairs = fields if isinstance(fields, dict) else {"payload": fields}
    return urlencode({str(name): str(value) for name, value in pairs.items()}, errors="surrogatepass").encode()


def headers(dice: random.Random, body: bytes, kind: str) -> dict[str, str]:
    """Mostly genuine: what is not signed gets nowhere."""
    plain = {"Content-Type": kind} if kind else {}
    match dice.randrange(12):
        case 0:
            return plain
        case 1:
            return plain | fake_slack.signed(body, secret="another")
        case 2:
            return plain | fake_slack.signed(body, at=dice.randrange(3_000_000_000))
        case 3:
            return plain | fake_slack.signed(body) | {"X-Slack-Retry-Num": str(dice.choice(ODD[:8]))[:10].strip() or "1"}
        case _:
            return plain | fake_slack.signed(body)


async def send(workspace: Workspace, dice: random.Random, made: Made, heard: list[str]) -> None:
    """One request, judged. `heard`: trouble that nobody logs on our behalf."""
    body, kind = request(dice, made)
    with capture_logs() as logs:
        address = workspace.client.make_url("/slack/events")  # the test client itself would keep every answer
        async with workspace.client.session.post(address, data=body, headers=headers(dice, body, kind)) as answer:
            await answer.read()
        await workspace.front.afterwards.close()
    assert answer.status < 500 and not troubled(logs) and not heard, (answer.status, kind, body[:3000], troubled(logs), heard)


@pytest.mark.timeout(SECONDS)
async def test_mutated_requests_are_answered_and_leave_nothing_behind(workspace: Workspace) -> None:
    await asked(workspace)
    known = await genuine(workspace)

    async def sent(dice: random.Random, made: Made, heard: list[str]) -> None:
        await send(workspace, dice, made, heard)
        workspace.slack.forgets()

    print(await soak(workspace.scene.store, known, lambda: next_week(workspace), sent))
