"""Somebody who is let in and means no good: what no card of ours holds changes nothing, and nobody's own is touched (issue, Bad input)."""

import time
from collections.abc import Mapping
from typing import Any

import pytest

from adapters.teams import again, inbound
from adapters.teams.cards import heading, size
from bot.model import Platform
from tests.adapters import fake_teams
from tests.adapters.fake_teams import BOT, TENANT, person_id
from tests.adapters.teams_rules import LARGEST
from tests.adapters.teams_tenant import ADA, MAX, OLIVIA, SAM, Tenant, asked, card_of, labels, tenant, the_button, words_of

__all__ = ["tenant"]
HALF = "\ud800"  # JSON can write half a character, and no database keeps one


def test_marks_that_never_end_cost_no_time() -> None:
    """One such message stopped everything for 40 seconds."""
    began = time.monotonic()
    inbound.typed({"text": "<at>" * 50_000 + "<at " * 50_000})
    assert time.monotonic() - began < 1


Data = dict[str, Any]


def changed(verb: str, data: Data) -> list[tuple[str, Any]]:
    """A button's data, as no card of ours has it: verb and data."""
    many: Data = {f"in.person.p{number}": person_id(number) for number in range(900)}
    return [
        ("nonsense", data),
        (verb, {"ref": "x"}),
        (verb, {"ref": "x" * 100_000}),
        (verb, {"ref": HALF}),
        (verb, {"ref": "\x00"}),
        (verb, {"ref": 5}),
        (verb, {"ref": None}),
        (verb, []),
        (verb + HALF, data),
        ("close_form", data | {"again": "away 2026-12-24"}),
        ("close_form", {"ref": "x", "form": HALF, "again": "away 2026-12-24"}),
        ("close_form", {"ref": "x", "again": HALF}),
        ("close_form", {"ref": "x", "again": "x" * 100_000}),
        ("submit_form", {"ref": "x", "form": "nonsense"}),
        ("submit_form", {"ref": "x", "form": HALF, f"in.line.{HALF}": HALF}),
        ("submit_form", {"ref": "x", "form": "offer", "in.person.person": HALF}),
        ("submit_form", {"ref": "x", "form": "offer", "in.person.person": "\x00"}),
        ("submit_form", {"ref": "x", "form": "offer", "in.person.person": ["a", "list"], "in.": "", "in.line": "a"}),
        ("submit_form", {"ref": "x", "form": "nonsense", "in.line.words": "x" * 100_000} | many),
    ]


async def test_a_buttons_data_that_somebody_changed_changes_nothing(tenant: Tenant) -> None:
    question = await asked(tenant)
    number = 0
    button = the_button(card_of(question), "Looked: normal")
    for verb, data in changed(button["verb"], button["data"]):
        for on in (question["id"], "", "another"):
            number += 1
            made = fake_teams.pressed(OLIVIA, data, verb, on, tenant.teams.service, id=f"changed{number}")
            status, answer = await tenant.post(made)
            await tenant.settled()
            assert status == 200 and answer["statusCode"] == 200, (verb, str(data)[:60], on)
    async with tenant.scene.store.reading() as tx:
        olivia = await tx.people.by_email("olivia@acme.example")
        assert olivia is not None and await tx.absences.of(olivia.id) == []
        assert [await tx.answers.of(one.id) for one in await tx.check_ins.open_for(olivia.id)] == [[]]


async def test_a_search_for_what_cannot_be_kept_finds_nothing(tenant: Tenant) -> None:
    await asked(tenant)
    for typed in ("\x00", HALF, "x" * 100_000, "\u202e"):
        value = {"commandId": "owner", "parameters": [{"name": "system", "value": typed}]}
        made = fake_teams.activity("invoke", ADA, tenant.teams.service, name="composeExtension/query", value=value)
        status, answer = await tenant.post(made)
        assert status == 200 and answer["composeExtension"]["attachments"] is not None, typed[:5]
        value = {"queryText": typed, "dataset": "systems"}
        made = fake_teams.activity("invoke", ADA, tenant.teams.service, name="application/search", value=value)
        assert (await tenant.post(made))[0] == 200


@pytest.mark.parametrize("tenant", [{"graph": True}], indirect=True)
async def test_a_form_names_no_more_people_than_are_asked_about(tenant: Tenant) -> None:
    """Each unknown one is a call of Microsoft Graph."""
    await tenant.say(OLIVIA, "owner me")
    picked = [person_id(number) for number in range(100, 400)]
    asked_about: list[str] = []

    async def by_id(user: str) -> None:
        asked_about.append(user)

    tenant.ours.meeting._directory.by_id = by_id  # type: ignore[method-assign, union-attr]
    who = inbound.sender(fake_teams.message(OLIVIA, "", tenant.teams.service))
    assert await tenant.ours.meeting.people_of(who, [*picked, "no id", HALF, *picked]) == {}
    assert asked_about == picked[: inbound.MENTIONS]


async def test_somebody_whom_nobody_here_has_met_is_told_kindly(tenant: Tenant) -> None:
    """Of another tenant, or of ours where Microsoft Graph may not be asked: no id is shown to anybody."""
    await tenant.scene.system("Forecast")
    for user in (ADA, SAM):
        await tenant.say(user, "owner me")
    form = (await tenant.say(ADA, "owner offer Forecast steward"))[-1]
    refused = await tenant.press(ADA, form, labels(form)[0], person=person_id(77))
    assert words_of(refused) == "I have not met this person yet. Ask them to write to me once, or give their e-mail address."


async def test_a_chat_of_several_is_nobodys_own_whatever_it_is_called(tenant: Tenant) -> None:
    """A search in a chat of two is told as personal; what is for one of them alone is not for the other."""
    await tenant.say(OLIVIA, "owner me")
    for where in ({"conversationType": "personal"}, {}, {"isGroup": False}):
        made = fake_teams.message(OLIVIA, "owner help", tenant.teams.service, conversation={"id": "19:two@unq.gbl.spaces", **where})
        assert not inbound.sender(made).personal
        await tenant.post(made | {"id": f"chat{len(where)}"})
        await tenant.settled()
    async with tenant.scene.store.reading() as tx:
        account = await tx.accounts.find(Platform.TEAMS, TENANT, OLIVIA)
        kept = await tx.conversations.of(account.id) if account else None
    assert kept is not None and kept.address == f"{tenant.teams.service} a:{OLIVIA}"


async def test_whoever_writes_moves_their_own_address_alone(tenant: Tenant) -> None:
    question = await asked(tenant)
    made = fake_teams.message(MAX, "owner me", tenant.teams.service, conversation={"conversationType": "personal", "id": f"a:{OLIVIA}"})
    await tenant.post(made)
    button, where = the_button(card_of(question), "Looked: normal"), {"conversationType": "personal", "id": f"a:{OLIVIA}"}
    made = fake_teams.pressed(MAX, button["data"], button["verb"], question["id"], tenant.teams.service, conversation=where)
    await tenant.post(made)
    await tenant.settled()
    async with tenant.scene.store.reading() as tx:
        kept = {}
        for user in (OLIVIA, MAX):
            account = await tx.accounts.find(Platform.TEAMS, TENANT, user)
            kept[user] = await tx.conversations.of(account.id) if account else None
    assert [one.address.rpartition(" ")[2] if one else "" for one in kept.values()] == [f"a:{OLIVIA}", f"a:{OLIVIA}"]


async def test_a_card_pressed_among_others_tells_them_nothing_of_it(tenant: Tenant) -> None:
    question = await asked(tenant)
    button = the_button(card_of(question), "Looked: normal")
    where = {"isGroup": True, "conversationType": "channel", "id": "19:general@thread.tacv2"}
    made = fake_teams.pressed(MAX, button["data"], button["verb"], "1", tenant.teams.service, conversation=where)
    status, answer = await tenant.post(made)
    await tenant.settled()
    assert status == 200 and "This question is for" in words_of(answer) and not tenant.teams.messages["19:general@thread.tacv2"]


def mention(text: str, id: str) -> Mapping[str, Any]:
    return {"type": "mention", "text": text, "mentioned": {"id": id}}


def test_one_name_that_two_people_have_is_neither_of_them() -> None:
    made = {
        "recipient": {"id": BOT},
        "entities": [mention("<at>Max</at>", "29:1"), mention("<at>Max</at>", "29:2"), mention("<at>Sam</at>", "29:3")],
    }
    assert inbound.mentioned(made) == {"<at>Sam</at>": "29:3"}


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("<at>Rollcall</at> owner <at>Rollcall</at> me", "me"),
        ("owner\tme", "me"),
        ("owner\nme\n", "me"),
        ("/OWNER\xa0me", "me"),
        ("owners me", None),
        ("", None),
    ],
)
def test_a_command_is_told_from_other_words(text: str, asked: str | None) -> None:
    assert (
        inbound.command(inbound.typed({"text": text, "recipient": {"id": BOT}, "entities": [mention("<at>Rollcall</at>", BOT)]})) == asked
    )


def test_a_card_that_would_be_too_big_by_it_does_not_know_what_was_asked() -> None:
    def made() -> dict[str, Any]:
        return {"body": [{"type": "Action.Execute", "data": {"ref": "x" * 100}} for _ in range(200)]}

    assert size(again.remembering(made(), "long words " * 27)) < LARGEST and "again" in str(again.remembering(made(), "list"))


async def test_a_notification_says_nothing_that_a_screen_does_not_show(tenant: Tenant) -> None:
    """Marks that turn the direction of writing round would turn what stands after them too; what is long is cut where it can be seen."""
    await tenant.scene.system("CV screening")
    await tenant.say(OLIVIA, "owner me")
    for typed in ("\u202eowner me", "\u2066CV", "x" * 100):
        answer = (await tenant.say(OLIVIA, typed))[-1]
        assert "\u202e" not in answer["summary"] and "\u2066" not in answer["summary"], ascii(answer["summary"])
    assert heading("x" * 400).endswith("…") and len(heading("x" * 400)) == 300 and heading("\u200b \x00") == "Rollcall"
