"""Teams from end to end against a Teams of the tests' own: genuine activities in, Bot Connector calls out (issue, Microsoft Teams)."""

import pytest

from bot.model import Platform, Stage
from tests.adapters import fake_teams
from tests.adapters.fake_teams import TENANT
from tests.adapters.teams_tenant import ADA, MAX, OLIVIA, SAM, Tenant, asked, card_of, labels, tenant, words_of

__all__ = ["tenant"]


async def test_somebody_never_met_is_looked_up_and_answered_in_their_own_chat(tenant: Tenant) -> None:
    answer = (await tenant.say(OLIVIA, "owner me"))[-1]
    assert answer["summary"] and answer["attachments"] and "replyToId" not in answer
    assert len([where for where, _ in tenant.teams.calls if "/members/" in where]) == 1
    await tenant.say(OLIVIA, "owner help")
    assert len([where for where, _ in tenant.teams.calls if "/members/" in where]) == 1
    async with tenant.scene.store.reading() as tx:
        account = await tx.accounts.find(Platform.TEAMS, TENANT, OLIVIA)
        assert account is not None and account.email == "olivia@acme.example", "the UPN, never mail"
        person = await tx.people.get(account.person_id) if account.person_id else None
        assert person is not None and person.zone == "Europe/Berlin"


@pytest.mark.one_database
@pytest.mark.parametrize("failure", ["429~1", "503", "500", "html", "cut"])
async def test_whoever_cannot_be_looked_up_now_is_told_so_and_not_that_nobody_knows_them(tenant: Tenant, failure: str) -> None:
    tenant.teams.fails["member"] = [failure] * 9  # a look-up that was cut is asked again by the library
    assert "Teams did not answer" in words_of((await tenant.say(OLIVIA, "owner me"))[-1])
    tenant.teams.fails["member"].clear()
    assert "No AI system is in the register yet" in words_of((await tenant.say(OLIVIA, "owner me"))[-1]), "nothing of it is remembered"


@pytest.mark.one_database
@pytest.mark.parametrize("failure", ["429~0.05", "412", "503~0.05"])
async def test_an_answer_that_comes_too_fast_for_teams_is_given_once_more(tenant: Tenant, failure: str) -> None:
    await tenant.say(OLIVIA, "owner help")
    tenant.teams.fails["post"] = [failure]
    before = len(tenant.inbox(OLIVIA))
    assert len(await tenant.say(OLIVIA, "owner me")) and len(tenant.inbox(OLIVIA)) == before + 1


@pytest.mark.one_database
async def test_an_answer_does_not_wait_until_nobody_waits_for_it(tenant: Tenant) -> None:
    await tenant.say(OLIVIA, "owner help")
    tenant.teams.fails["post"], before = ["429~60"], len(tenant.inbox(OLIVIA))
    await tenant.post(fake_teams.message(OLIVIA, "owner me", tenant.teams.service, id="m60"))
    await tenant.settled()
    assert len(tenant.inbox(OLIVIA)) == before


@pytest.mark.parametrize("words", ["owner CV screening", "/owner CV screening", "CV screening", "OWNER cv screening"])
async def test_a_look_up_is_answered_whatever_it_is_called(tenant: Tenant, words: str) -> None:
    await tenant.scene.system("CV screening", Stage.PRODUCTION)
    answer = (await tenant.say(OLIVIA, words))[-1]
    assert "CV screening" in words_of(answer) and "Raise a concern" in labels(answer)


async def test_a_weekly_question_comes_unasked_and_its_card_changes_in_place(tenant: Tenant) -> None:
    question = await asked(tenant)
    assert question["channelData"]["notification"]["alert"] is True and question["summary"]
    answer = await tenant.press(OLIVIA, question, "Looked: normal")
    assert answer["statusCode"] == 200 and answer["type"] == "application/vnd.microsoft.card.adaptive"
    assert "Looked: normal" not in labels(answer) and "Change" in labels(answer)
    on_screen = next(one for one in tenant.inbox(OLIVIA) if one["id"] == question["id"])
    assert labels(on_screen) == labels(answer), "everybody else's view of the message was changed too"
    assert "channelData" not in on_screen, "nobody is called to look again"


async def test_a_form_opens_in_the_card_and_what_comes_of_it_takes_its_place(tenant: Tenant) -> None:
    question = await asked(tenant)
    form = await tenant.press(OLIVIA, question, "Something's off")
    assert "Not now" in labels(form)
    before = await tenant.press(OLIVIA, form, "Not now")
    assert labels(before) == labels(question)
    form = await tenant.press(OLIVIA, before, "Something's off")
    wrong = await tenant.press(OLIVIA, form, labels(form)[0])
    assert "Not now" in labels(wrong) and "What" in words_of(wrong), "what is missing is said in the form"
    done = await tenant.press(OLIVIA, wrong, labels(form)[0], words="It rejects everybody", severity="customers")
    assert "Looked: normal" not in labels(done)
    await tenant.round()
    assert any("It rejects everybody" in words_of(one) for one in tenant.inbox(MAX)), "the maintainer hears of it"


async def test_an_offer_is_accepted_in_its_card(tenant: Tenant) -> None:
    for user in (ADA, SAM):
        await tenant.say(user, "owner me")
    await tenant.scene.system("Forecast", Stage.PRODUCTION)
    form = (await tenant.say(ADA, "owner offer Forecast steward"))[-1]
    assert "Not now" in labels(form)
    picked = await tenant.press(ADA, form, labels(form)[0], person=SAM)
    assert "Sam Steward" in words_of(picked), words_of(picked)
    await tenant.round()
    offer = next(one for one in tenant.inbox(SAM) if "Accept" in " ".join(labels(one)))
    form = await tenant.press(SAM, offer, next(one for one in labels(offer) if one.startswith("Accept")))
    words = {"skill": "I know it", "purpose": "Orders", "earns_keep_when": "fewer returns", "how_to_stop": "switch it off"}
    found = {id.rpartition(".")[2] for id in (one["id"] for one in card_of(form)["body"] if one["type"].startswith("Input."))}
    done = await tenant.press(SAM, form, labels(form)[0], **{name: value for name, value in words.items() if name in found})
    assert "Accept" not in " ".join(labels(done)), words_of(done)


async def test_not_now_brings_a_look_up_back_as_it_is_now(tenant: Tenant) -> None:
    await tenant.scene.system("CV screening", Stage.PRODUCTION)
    answer = (await tenant.say(OLIVIA, "owner CV screening"))[-1]
    form = await tenant.press(OLIVIA, answer, "Raise a concern")
    back = await tenant.press(OLIVIA, form, "Not now")
    assert labels(back) == labels(answer) and "CV screening" in words_of(back)


async def test_words_that_are_plainly_an_answer_are_one(tenant: Tenant) -> None:
    await asked(tenant)
    answer = (await tenant.say(OLIVIA, "all good"))[-1]
    assert "Undo" in labels(answer)


async def test_in_a_channel_the_answer_is_short_and_names_nobodys_silence(tenant: Tenant) -> None:
    await asked(tenant)
    status, _ = await tenant.post(fake_teams.channel(ADA, "owner CV screening", tenant.teams.service))
    assert status == 200
    await tenant.settled()
    answer = tenant.teams.messages["19:general@thread.tacv2;messageid=1"][-1]
    assert answer["replyToId"] and "Olivia Ortega" in words_of(answer) and not labels(answer)
    assert "confirmed" not in words_of(answer) and "question" not in words_of(answer)


async def test_what_is_for_somebody_alone_is_answered_in_their_own_chat(tenant: Tenant) -> None:
    await asked(tenant)
    before = len(tenant.inbox(SAM))
    await tenant.post(fake_teams.channel(SAM, "owner me", tenant.teams.service))
    await tenant.settled()
    there = tenant.teams.messages["19:general@thread.tacv2;messageid=1"][-1]
    assert words_of(there) == "I answered in our own chat, because it is for you alone."
    assert "CV screening" in words_of(tenant.inbox(SAM)[before])


async def test_a_targeted_command_is_answered_so_that_only_the_asker_sees_it(tenant: Tenant) -> None:
    await asked(tenant)
    made = fake_teams.channel(ADA, "owner CV screening", tenant.teams.service)
    made["recipient"]["isTargeted"] = True
    await tenant.post(made)
    await tenant.settled()
    answer = tenant.teams.messages["19:general@thread.tacv2;messageid=1"][-1]
    assert answer["targeted"] is True and answer["recipient"] == {"id": f"29:{ADA}"} and "Raise a concern" in labels(answer)


async def test_a_search_offers_cards_to_insert_without_buttons(tenant: Tenant) -> None:
    await asked(tenant)
    await tenant.scene.system("CV ranking", Stage.PRODUCTION)
    value = {"commandId": "owner", "parameters": [{"name": "system", "value": "cv"}], "queryOptions": {"skip": 0, "count": 25}}
    made = fake_teams.activity("invoke", ADA, tenant.teams.service, name="composeExtension/query", value=value)
    status, answer = await tenant.post(made)
    found = answer["composeExtension"]["attachments"]
    assert status == 200 and [one["preview"]["content"]["title"].partition(" ·")[0] for one in found] == ["CV ranking", "CV screening"]
    assert not any(labels({"value": one["content"]}) for one in found)


async def test_a_message_action_asks_what_is_off_in_a_window_and_keeps_the_address_alone(tenant: Tenant) -> None:
    await asked(tenant)
    link = "https://teams.microsoft.com/l/message/19:general@thread.tacv2/1"
    payload = {"id": "1", "from": {"application": {"id": "bot", "displayName": "CV screening"}}, "linkToMessage": link}
    value = {"commandId": "raise_concern", "messagePayload": payload | {"body": {"content": "a secret"}}}
    status, form = await tenant.post(
        fake_teams.activity("invoke", SAM, tenant.teams.service, name="composeExtension/fetchTask", value=value)
    )
    assert status == 200 and form["task"]["type"] == "continue"
    card = card_of(form)
    sends = card["body"][-1]["actions"][0]
    assert sends["type"] == "Action.Submit"
    inputs = {one["id"]: one.get("value", "") for one in card["body"] if one["type"].startswith("Input.")}
    assert link in inputs.values() and "a secret" not in str(form)
    data = sends["data"] | {id: {"words": "Odd", "severity": "cosmetic"}.get(id.rpartition(".")[2], value) for id, value in inputs.items()}
    made = {"commandId": "raise_concern", "data": data}
    status, done = await tenant.post(
        fake_teams.activity("invoke", SAM, tenant.teams.service, name="composeExtension/submitAction", value=made)
    )
    assert status == 200 and "Olivia Ortega will read it" in words_of(done), done


async def test_systems_are_looked_up_as_somebody_types(tenant: Tenant) -> None:
    await tenant.say(ADA, "owner me")
    await tenant.scene.system("CV screening", Stage.PRODUCTION)
    value = {"queryText": "scre", "queryOptions": {"skip": 0, "top": 15}, "dataset": "systems"}
    status, answer = await tenant.post(fake_teams.activity("invoke", ADA, tenant.teams.service, name="application/search", value=value))
    assert status == 200 and answer["value"]["results"] == [{"title": "CV screening", "value": "cv-screening"}]
    value["queryText"] = "nothing like it"
    _, answer = await tenant.post(fake_teams.activity("invoke", ADA, tenant.teams.service, name="application/search", value=value))
    assert answer["value"]["results"] == []
