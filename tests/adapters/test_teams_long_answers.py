"""Answers that come in many packets are read to their end (issue, Microsoft Teams): a stream's own read ends with what has come so far."""

import pytest

from bot.model import Platform
from tests.adapters import fake_teams
from tests.adapters.fake_teams import KID, TENANT, jwk
from tests.adapters.teams_tenant import OLIVIA, Tenant, tenant

__all__ = ["tenant"]
LONG = "x" * 20_000


@pytest.fixture
def long_keys(tenant: Tenant) -> None:
    tenant.teams.keys = [*({"kid": f"another {number}", "kty": "oct", "k": LONG} for number in range(30)), jwk(KID)]


@pytest.mark.usefixtures("long_keys")
async def test_keys_that_come_in_many_packets_are_read(tenant: Tenant) -> None:
    assert await tenant.say(OLIVIA, "owner me")


async def test_what_the_connector_says_in_many_packets_is_read(tenant: Tenant) -> None:
    tenant.teams.members[OLIVIA]["givenName"] = LONG * 20
    status, _ = await tenant.post(fake_teams.message(OLIVIA, "owner me", tenant.teams.service))
    await tenant.settled()
    async with tenant.scene.store.reading() as tx:
        assert status == 200 and await tx.accounts.find(Platform.TEAMS, TENANT, OLIVIA) is not None
