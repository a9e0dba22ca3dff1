"""What becomes of a message that Teams does not simply take: each way of failing is its own state, with its mend (issue, Done when 4)."""

from datetime import timedelta

import pytest

from adapters.teams.connector import Told
from adapters.teams.tokens import NoToken
from bot.cards import Card
from bot.model import Account, MessageState, OutOfReach, Platform
from bot.ports.sender import Busy, Down, Outcome, Refused, Sent, Unknown
from bot.views.words import spans
from tests.adapters import fake_teams
from tests.adapters.backstage import waits_are_over
from tests.adapters.fake_teams import TENANT
from tests.adapters.teams_tenant import ADA, OLIVIA, SAM, Tenant, asked, labels, tenant, words_of

__all__ = ["tenant"]
pytestmark = pytest.mark.one_database
CARD = Card(spans("Is this normal?"))


class NoLogin:
    """A login that does not answer."""

    async def of(self, scope: str) -> NoToken:
        return NoToken("ConnectionError", down=True)


async def account_of(tenant: Tenant, user: str) -> Account:
    async with tenant.scene.store.reading() as tx:
        found = await tx.accounts.find(Platform.TEAMS, TENANT, user)
    assert found is not None
    return found


async def sent(tenant: Tenant, *failures: str, what: str = "post") -> Outcome:
    await tenant.say(OLIVIA, "owner help")
    tenant.teams.fails[what] = list(failures)
    return await tenant.ours.sender.send(await account_of(tenant, OLIVIA), CARD, "key")


@pytest.mark.parametrize(
    ("failure", "outcome"),
    [
        ("403:BotNotInConversationRoster", Refused("BotNotInConversationRoster", OutOfReach.NOT_INSTALLED)),
        ("403:ForbiddenOperationException", Refused("ForbiddenOperationException", OutOfReach.NOT_INSTALLED)),
        ("403:ConversationBlockedByUser", Refused("ConversationBlockedByUser", OutOfReach.BLOCKED)),
        ("403:MessageWritesBlocked", Refused("MessageWritesBlocked", OutOfReach.BLOCKED)),
        ("403:BotDisabledByAdmin", Refused("BotDisabledByAdmin", OutOfReach.UNINSTALLED)),
        ("403:NotEnoughPermissions", Refused("NotEnoughPermissions", OutOfReach.SCOPE_MISSING)),
        ("403:SomethingNew", Refused("SomethingNew", OutOfReach.OTHER)),
        ("403", Refused("status_403", OutOfReach.NOT_INSTALLED)),
        ("400:BadSyntax", Refused("BadSyntax", OutOfReach.OTHER)),
        ("413:MessageSizeTooBig", Refused("MessageSizeTooBig", OutOfReach.OTHER)),
        ("412", Busy(5.0)),
        ("429~7", Busy(7.0)),
        ("429~soon", Busy(5.0)),
        ("429~999999", Busy(3600.0)),
        ("503", Down("status_503")),
        ("503~9", Busy(9.0)),
        ("401", Down("status_401")),
        ("302", Down("status_302")),
        ("307:Moved", Down("status_307")),
        ("500", Unknown("status_500")),
        ("502", Unknown("status_502")),
        ("504", Unknown("status_504")),
        ("html", Unknown("status_502")),
        ("html:403", Down("status_403")),
        ("html:404", Down("status_404")),
    ],
)
async def test_each_answer_is_what_it_means(tenant: Tenant, failure: str, outcome: Outcome) -> None:
    assert await sent(tenant, failure) == outcome


async def test_a_connection_that_ends_before_the_answer_leaves_it_unknown(tenant: Tenant) -> None:
    assert isinstance(await sent(tenant, "cut:after"), Unknown)


async def test_a_conversation_that_is_gone_is_opened_anew(tenant: Tenant) -> None:
    outcome = await sent(tenant, "404:ConversationNotFound")
    assert isinstance(outcome, Sent) and tenant.teams.sent("POST /teams/v3/conversations")
    assert await sent(tenant, "404:ConversationNotFound", "404:ConversationNotFound") == Refused(
        "ConversationNotFound", OutOfReach.NOT_INSTALLED
    )


async def test_who_has_the_app_and_never_wrote_is_written_to(tenant: Tenant) -> None:
    """The conversation is opened by the Entra id, once, at the service their tenant was last served by."""
    await tenant.say(ADA, "owner help")
    await tenant.scene.desk.handle(_seen(SAM))
    account = await account_of(tenant, SAM)
    for _ in range(2):
        assert isinstance(await tenant.ours.sender.send(account, CARD, "key"), Sent)
    opened = tenant.teams.sent("POST /teams/v3/conversations")
    assert [one["members"] for one in opened if "members" in one] == [[{"id": SAM}]] and tenant.inbox(SAM)


async def test_who_has_not_the_app_is_not_installed(tenant: Tenant) -> None:
    await tenant.say(ADA, "owner help")
    await tenant.scene.desk.handle(_seen(SAM))
    tenant.teams.installed.discard(SAM)
    assert await tenant.ours.sender.send(await account_of(tenant, SAM), CARD, "key") == Refused(
        "ForbiddenOperationException", OutOfReach.NOT_INSTALLED
    )


def _seen(user: str):  # type: ignore[no-untyped-def]
    from bot.events import AccountSeen, Caller

    return AccountSeen(Caller(Platform.TEAMS, TENANT, user), "Sam Steward", "sam@acme.example")


async def test_without_a_token_nothing_is_sent_and_nobody_is_out_of_reach(tenant: Tenant) -> None:
    await tenant.say(OLIVIA, "owner help")
    account, before = await account_of(tenant, OLIVIA), len(tenant.inbox(OLIVIA))
    tenant.ours.sender.connector._tokens = NoLogin()
    assert isinstance(await tenant.ours.sender.send(account, CARD, "key"), Down)
    assert len(tenant.inbox(OLIVIA)) == before


async def test_a_removed_app_is_told_with_its_mend_and_a_new_one_ends_it(tenant: Tenant) -> None:
    await asked(tenant)
    tenant.teams.installed.discard(OLIVIA)
    gone = fake_teams.activity("installationUpdate", OLIVIA, tenant.teams.service, action="remove")
    assert (await tenant.post(gone))[0] == 200
    assert (await account_of(tenant, OLIVIA)).out_of_reach is OutOfReach.NOT_INSTALLED
    for _ in range(14):
        tenant.scene.clock.time += timedelta(days=1)
        await waits_are_over(tenant)
        await tenant.round()
    told = " ".join(words_of(one) for one in tenant.inbox(SAM))
    assert "I am not installed for Olivia Ortega" in told, told
    tenant.teams.installed.add(OLIVIA)
    back = fake_teams.activity("installationUpdate", OLIVIA, tenant.teams.service, action="add")
    assert (await tenant.post(back))[0] == 200
    await tenant.settled()
    assert (await account_of(tenant, OLIVIA)).out_of_reach is None
    await waits_are_over(tenant)
    await tenant.round()
    assert any("Looked: normal" in labels(one) for one in tenant.inbox(OLIVIA)[-2:]), "asked at once"


async def lost_next_week(tenant: Tenant) -> int:
    """Olivia's next question arrives, and its confirmation does not; returns how many messages she had before."""
    for _ in range(6):
        tenant.scene.clock.time += timedelta(days=1)
        await waits_are_over(tenant)
        await tenant.round()
    tenant.teams.fails[f"post a:{OLIVIA}"] = ["cut:after"]
    there = len(tenant.inbox(OLIVIA))
    tenant.scene.clock.time += timedelta(days=1)
    await waits_are_over(tenant)
    await tenant.round()
    assert len(tenant.inbox(OLIVIA)) == there + 1 and "Looked: normal" in labels(tenant.inbox(OLIVIA)[-1])
    return there


async def test_a_lost_answer_is_sent_once_more_the_next_working_day_and_marked(tenant: Tenant) -> None:
    """Teams cannot be asked whether a message arrived, so it is not sent again at once (STATES, Messages)."""
    question = await asked(tenant)
    await tenant.press(OLIVIA, question, "Looked: normal")
    there = await lost_next_week(tenant)
    await tenant.round()
    assert len(tenant.inbox(OLIVIA)) == there + 1, "not again at once"
    tenant.scene.clock.time += timedelta(days=1)
    await waits_are_over(tenant)
    await tenant.round()
    again = tenant.inbox(OLIVIA)[-1]
    assert len(tenant.inbox(OLIVIA)) == there + 2 and "Looked: normal" in labels(again)
    assert "Sent a second time" in words_of(again), words_of(again)


async def test_a_click_on_a_message_without_a_confirmation_confirms_it(tenant: Tenant) -> None:
    question = await asked(tenant)
    await tenant.press(OLIVIA, question, "Looked: normal")
    await lost_next_week(tenant)
    answer = await tenant.press(OLIVIA, tenant.inbox(OLIVIA)[-1], "Looked: normal")
    assert "Change" in labels(answer)
    async with tenant.scene.store.reading() as tx:
        person = (await account_of(tenant, OLIVIA)).person_id
        assert person is not None
        assert all(one.state is MessageState.SENT for one in await tx.messages.of_person(person, 5))


async def test_no_conversation_gets_more_than_teams_takes(tenant: Tenant) -> None:
    """Seven a second; the eighth waits its turn instead of being refused."""
    await tenant.say(OLIVIA, "owner help")
    account, slept = await account_of(tenant, OLIVIA), []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    tenant.ours.sender.connector._pace._sleep = sleep  # type: ignore[assignment]
    tenant.ours.sender.connector._pace._windows.clear()
    for _ in range(9):
        assert isinstance(await tenant.ours.sender.send(account, CARD, "key"), Sent)
    assert len(slept) == 2 and slept[1] > slept[0] > 0


async def test_our_token_goes_along_and_is_fetched_once(tenant: Tenant) -> None:
    await asked(tenant)
    assert set(tenant.teams.authorized) == {"Bearer token 1"} and len(tenant.teams.logins) == 1


async def test_a_message_is_changed_where_its_conversation_is_served_now(tenant: Tenant) -> None:
    question = await asked(tenant)
    moved = tenant.teams.service.replace("127.0.0.1", "localhost")
    await tenant.post(fake_teams.message(OLIVIA, "owner help", moved), Authorization="Bearer " + fake_teams.token(moved))
    account, before = await account_of(tenant, OLIVIA), len(tenant.teams.calls)
    hosts: list[str] = []

    async def put(service: str, conversation: str, *_: object) -> Told:
        hosts.append(service)
        return Told({"id": question["id"]})

    tenant.ours.sender.connector.put = put  # type: ignore[method-assign, assignment]
    ref = f"{tenant.teams.service} a:{OLIVIA} {question['id']}"
    assert isinstance(await tenant.ours.sender.update(account, ref, CARD), Sent)
    assert isinstance(await tenant.ours.sender.update(account, f"{tenant.teams.service} a:another 1", CARD), Sent)
    assert hosts == [moved, tenant.teams.service] and len(tenant.teams.calls) == before
