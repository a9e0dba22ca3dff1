"""`rollcall serve` in a workspace of an independent Slack, from installing to a leaver (issue, Slack, Done when 1).

Everything goes over HTTP: Rollcall is told what Slack would tell it, signed, and what came of it is read from the emulator.
"""

import asyncio
import html
import json
import re
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.adapters import fake_slack
from tests.adapters.fake_slack import CLIENT_SECRET, SECRET
from tests.product import slack_emulator
from tests.product.slack_workspace import TEAM, Colleague, Workspace, a_browser, a_workspace, install

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.timeout(240)]
FRIDAY = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)
MONDAY, NEXT_MONDAY = datetime(2026, 11, 30, 8, 0, tzinfo=UTC), datetime(2026, 12, 7, 8, 0, tzinfo=UTC)  # nine in Berlin
PEOPLE = ("Ada Nowak", "Olivia Ortega", "Max Meyer", "Sam Steward")
ROLLCALL = Path(sys.executable).parent / "rollcall"
AN_HOUR = 5000  # calls after which the emulator stops


@pytest.fixture
async def workspace(tmp_path: Path) -> AsyncIterator[Workspace]:
    if why := slack_emulator.missing():
        pytest.skip(why)
    async with a_workspace(tmp_path, FRIDAY, *PEOPLE) as found:
        yield found


async def test_a_workspace_installs_rollcall_and_lives_with_it(workspace: Workspace) -> None:
    ada, olivia, max_, sam = [await workspace.colleague(one) for one in PEOPLE]
    await ada_installs_once(workspace, ada)
    await a_system_gets_its_three_people(ada, sam, olivia, max_)
    await anybody_asks_whom_to_ask(workspace, ada, olivia, max_, sam)
    await a_question_comes_unasked_and_is_answered_in_place(workspace, olivia)
    await the_home_tab_shows_ones_roles(workspace, olivia)
    await something_is_off_and_the_maintainer_hears_of_it(workspace, olivia, max_)
    await who_left_is_named_and_asked_no_more(workspace, olivia, max_, sam)
    await nothing_went_wrong(workspace)


async def ada_installs_once(workspace: Workspace, ada: Colleague) -> None:
    """The state is used up; an admin is led on, once."""
    async with a_browser(workspace) as browser:
        where, page = await install(browser, workspace, ada)
        assert where.path == "/slack/oauth_redirect" and "Rollcall is installed" in page and "Acme" in page, page
        async with browser.get(where) as again:
            assert again.status == 400 and "used already" in await again.text()
    assert len(workspace.wire.answered("oauth.v2.access")) == 1
    await ada.sees("Welcome")
    assert len(await ada.inbox()) == 1


async def a_system_gets_its_three_people(ada: Colleague, sam: Colleague, olivia: Colleague, max_: Colleague) -> None:
    """By the welcome's button, forms, offers by command, and each one's own yes."""
    await ada.press(await ada.sees("Welcome"), "Add your first system")
    await ada.sends(await ada.window("Add a system"), name="Invoice triage", purpose="Sorts invoices", steward=sam.id)
    await accepts(sam, "steward", purpose="Invoices are paid in five days", earns_keep_when="No more clerks")
    for who, role, words in ((olivia, "operator", {"normal": "About 200 a day"}), (max_, "maintainer", {})):
        answer = await sam.owner(f"offer invoice triage {role} <@{who.id}|{who.name.split()[0].casefold()}>")
        assert f"{who.name} is asked to be the {role}" in answer["text"]
        await accepts(who, role, **words)


async def accepts(who: Colleague, role: str, **words: str) -> None:
    """The offer in their direct message becomes what they are."""
    offer = await who.sees(f"asks you to be the {role} of Invoice triage")
    await who.press(offer, "Accept…")
    answer = await who.sends(await who.window(f"Be its {role}: Invoice triage"), skill="Knows the work", **words)
    assert f"You are the {role}" in fake_slack.words(answer["view"])
    after = await who.sees(f"You are the {role} of Invoice triage")
    assert after["ts"] == offer["ts"] and not fake_slack.buttons(after)


async def anybody_asks_whom_to_ask(workspace: Workspace, ada: Colleague, *three: Colleague) -> None:
    """Only who asks reads the answer; an account that Slack does not know is told so, with somebody to ask."""
    answer = await ada.owner("invoice triag")
    assert answer["response_type"] == "ephemeral"
    assert all(one.name in answer["text"] and one.id in json.dumps(answer["blocks"]) for one in three)
    assert "I don't know “payroll”" in (await ada.owner("payroll"))["text"]
    stranger = await workspace.post(fake_slack.command("U0NOBODY", "invoice triage", "9.9", team=TEAM))
    assert stranger["text"] == "I don't know this account, so I can't answer it. Ask Ada Nowak."


async def a_question_comes_unasked_and_is_answered_in_place(workspace: Workspace, olivia: Colleague) -> None:
    before = len(await olivia.inbox())
    await workspace.travel_to(MONDAY)
    question = await olivia.sees("Invoice triage: is this normal?")
    assert len(await olivia.inbox()) == before + 1
    await olivia.press(question, "Looked: normal")
    answered = await olivia.sees("looked, normal, said Olivia Ortega, Monday 30 November")
    assert answered["ts"] == question["ts"] and answered["edited"] and list(fake_slack.buttons(answered)) == ["Change"]
    assert len(await olivia.inbox()) == before + 1


async def the_home_tab_shows_ones_roles(workspace: Workspace, olivia: Colleague) -> None:
    await workspace.event(type="app_home_opened", user=olivia.id, tab="home", channel=olivia.channel)
    (published,) = workspace.wire.answered("views.publish")
    assert published.given["user_id"] == olivia.id and "Invoice triage" in fake_slack.words(published.answer["view"])
    assert re.search("app home olivia .*Nothing waits for you", await workspace.inspected("views"))


async def something_is_off_and_the_maintainer_hears_of_it(workspace: Workspace, olivia: Colleague, max_: Colleague) -> None:
    """An answer is changed: a click opens a form in the same breath, and what is sent becomes a concern."""
    question = await olivia.sees("looked, normal")
    await olivia.press(question, "Change")
    await olivia.press(await olivia.sees("is this normal?"), "Something's off")
    window = await olivia.window("Something's off")
    assert "Something's off" in html.unescape(await workspace.inspected("views"))
    assert await olivia.sends(window, words="Every second invoice is sent back", severity="stop") is None
    answered = await olivia.sees("something is off")
    assert answered["ts"] == question["ts"]
    concern = await max_.sees("stop: Invoice triage, raised by Olivia Ortega")
    assert "Every second invoice is sent back" in concern["text"]
    await max_.press(concern, "I have it")
    await max_.sees("Max Meyer works on it")


async def who_left_is_named_and_asked_no_more(workspace: Workspace, olivia: Colleague, max_: Colleague, sam: Colleague) -> None:
    """Slack says so once; from then on it says the same whenever it is asked."""
    workspace.wire.about[olivia.id] = {"deleted": True}
    user = (await workspace.slack("users.info", user=olivia.id))["user"]
    await workspace.event(type="user_change", user={**user, "deleted": True}, cache_ts=1)
    answer, seen = await max_.owner("invoice triage"), len(workspace.wire.calls)
    assert "Olivia" not in answer["text"] and olivia.id not in json.dumps(answer["blocks"])
    assert "operator: nobody" in answer["text"]
    await workspace.travel_to(NEXT_MONDAY)
    await sam.sees("Olivia Ortega left the organisation")
    sent = [one.given["channel"] for one in workspace.wire.calls[seen:] if one.method == "chat.postMessage"]
    assert max_.channel in sent and olivia.channel not in sent


async def nothing_went_wrong(workspace: Workspace) -> None:
    """No error in the log and no secret, no call that Slack refused but the stranger's, and a trail that proves."""
    assert await workspace.stop() == 0
    log = workspace.log.read_text()
    assert "Traceback" not in log and '"error"' not in log, log
    tokens = [one.answer["access_token"] for one in workspace.wire.answered("oauth.v2.access")]
    assert not [one for one in (SECRET, CLIENT_SECRET, *tokens) if one in log]
    refused = [one for one in workspace.wire.calls if not one.answer["ok"]]
    assert [(one.method, one.given["user"]) for one in refused] == [("users.info", "U0NOBODY")]
    assert len(workspace.wire.calls) < AN_HOUR / 10
    verify = await asyncio.create_subprocess_exec(ROLLCALL, "verify", env=workspace.home)
    assert await verify.wait() == 0
