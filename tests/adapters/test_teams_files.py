"""A file goes into the OneDrive of whoever asked for it, once they said yes, and nowhere else (PRODUCT §6)."""

import json
from typing import Any

import pytest

from adapters.teams.files import CONSENT, INFO, may_take
from tests.adapters import fake_teams
from tests.adapters.teams_tenant import MAX, OLIVIA, Tenant, tenant, words_of

__all__ = ["tenant"]
pytestmark = pytest.mark.one_database


async def asked_for(tenant: Tenant) -> dict[str, Any]:
    """Olivia presses *everything about me* and is asked whether it may be put there."""
    data = (await tenant.say(OLIVIA, "owner me data"))[-1]
    answer = await tenant.press(OLIVIA, data, "Export all of it")
    assert "OneDrive" in words_of(answer)
    found = tenant.inbox(OLIVIA)[-1]["attachments"][0]
    assert found["contentType"] == CONSENT and found["content"]["sizeInBytes"] > 100
    return dict(found)


async def consents(tenant: Tenant, user: str, asked: Any, to: str, action: str = "accept") -> int:
    where = {
        "uploadUrl": to,
        "contentUrl": "https://acme-my.sharepoint.com/file",
        "name": asked["name"],
        "uniqueId": "1",
        "fileType": "json",
    }
    context = asked["content"][f"{action}Context"]
    value = {"type": "fileUpload", "action": action, "context": context, "uploadInfo": where if action == "accept" else None}
    made = fake_teams.activity("invoke", user, tenant.teams.service, name="fileConsent/invoke", value=value)
    status, _ = await tenant.post(made)
    await tenant.settled()
    return status


async def test_a_yes_puts_it_into_the_onedrive_of_whoever_says_it(tenant: Tenant) -> None:
    asked = await asked_for(tenant)
    assert await consents(tenant, OLIVIA, asked, f"{tenant.teams.address}/drive/file") == 200
    (body,) = tenant.teams.sent("PUT /drive")
    assert "Olivia Ortega" in json.dumps(json.loads(body)) and tenant.teams.authorized[-2] == "", "our token does not go along"
    assert tenant.inbox(OLIVIA)[-1]["attachments"][0]["contentType"] == INFO


async def test_whoever_else_says_yes_gets_their_own(tenant: Tenant) -> None:
    asked = await asked_for(tenant)
    await tenant.say(MAX, "owner me")
    await consents(tenant, MAX, asked, f"{tenant.teams.address}/drive/file")
    (body,) = tenant.teams.sent("PUT /drive")
    assert "Max Meyer" in json.dumps(json.loads(body)) and "Olivia Ortega" not in json.dumps(json.loads(body))


async def test_a_no_is_a_no(tenant: Tenant) -> None:
    asked, before = await asked_for(tenant), len(tenant.inbox(OLIVIA))
    assert await consents(tenant, OLIVIA, asked, "", "decline") == 200
    assert tenant.teams.sent("PUT /drive") == [] and len(tenant.inbox(OLIVIA)) == before


@pytest.mark.parametrize("failure", ["403", "500", "cut"])
async def test_what_could_not_be_put_there_is_said(tenant: Tenant, failure: str) -> None:
    asked = await asked_for(tenant)
    tenant.teams.fails["drive"] = [failure] * 2  # what was cut is tried once more: it does no harm
    assert await consents(tenant, OLIVIA, asked, f"{tenant.teams.address}/drive/file") == 200
    assert "could not put the file" in words_of(tenant.inbox(OLIVIA)[-1])


async def test_an_address_that_is_none_of_microsofts_gets_nothing(tenant: Tenant) -> None:
    asked = await asked_for(tenant)
    await consents(tenant, OLIVIA, asked, "https://evil.example/drive/file")
    assert tenant.teams.sent("PUT") == [] and "could not put the file" in words_of(tenant.inbox(OLIVIA)[-1])


@pytest.mark.parametrize(
    ("url", "taken"),
    [
        ("https://acme-my.sharepoint.com/personal/x?tempauth=secret", True),
        ("https://acme-my.sharepoint.us/personal/x", True),
        ("http://acme-my.sharepoint.com/personal/x", False),
        ("https://acme-my.sharepoint.com.evil.example/", False),
        ("https://sharepoint.com@evil.example/", False),
        ("https://evilsharepoint.com/", False),
        ("https://[sharepoint.com/", False),
        ("http://127.0.0.1/", False),
        ("", False),
    ],
)
def test_only_an_organisations_own_onedrive_is_one(url: str, taken: bool) -> None:
    assert may_take(url, local=False) is taken
