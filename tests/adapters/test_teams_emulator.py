"""An emulator signs nothing, so only a program on this machine may pass for one (issue, Build, In)."""

import pytest

from adapters.teams.raw import is_of_this_machine, may_take
from tests.adapters import fake_teams
from tests.adapters.teams_tenant import OLIVIA, Tenant, tenant

__all__ = ["tenant"]


@pytest.mark.parametrize("tenant", [{"emulator": True}], indirect=True)
async def test_a_program_here_needs_no_token_and_gets_none(tenant: Tenant) -> None:
    made = fake_teams.message(OLIVIA, "owner me", tenant.teams.service)
    assert (await tenant.post(made, Authorization=""))[0] == 200
    await tenant.settled()
    assert tenant.inbox(OLIVIA) and set(tenant.teams.authorized) == {""}


ELSEWHERE = [
    {"Host": "rebound.example:3978"},  # a page whose name leads here by now
    {"Host": "[half"},
    {"Host": ""},
    {"Origin": "http://localhost:3000"},
    {"Origin": "null"},
    {"X-Forwarded-For": "203.0.113.9"},
    {"Forwarded": "for=203.0.113.9"},
    {"Via": "1.1 a proxy"},
]


@pytest.mark.parametrize("headers", [one for one in ELSEWHERE if one.get("Host") != ""], ids=str)
@pytest.mark.parametrize("tenant", [{"emulator": True}], indirect=True)
async def test_nobody_else_passes_for_one(tenant: Tenant, headers: dict[str, str]) -> None:
    made = fake_teams.message(OLIVIA, "owner me", tenant.teams.service)
    assert (await tenant.post(made, Authorization="", **headers))[0] in (400, 401)
    await tenant.settled()
    assert not tenant.teams.messages


def test_this_machine_has_three_names() -> None:
    for host in ("127.0.0.1:3978", "localhost", "[::1]:3978", "LOCALHOST:3978"):
        assert is_of_this_machine({"Host": host}, "127.0.0.1") and is_of_this_machine({"Host": host}, "::1")
        assert not is_of_this_machine({"Host": host}, "203.0.113.9") and not is_of_this_machine({"Host": host}, None)
    for headers in ELSEWHERE:
        assert not is_of_this_machine({"Host": "127.0.0.1"} | headers, "127.0.0.1"), headers


@pytest.mark.parametrize(
    "service",
    [
        "https://smba.trafficmanager.net/te ams/",
        "https://smba.trafficmanager.net/teams/\n",
        "\thttps://smba.trafficmanager.net/teams/",
        "https://smba.trafficmanager.net\\@evil.example/",
        "https://smba.trafficmanager.net/\u00e9/",
        "https://smba.trafficmanager.net/" + "x" * 500,
    ],
)
def test_a_service_is_an_address_and_nothing_else(service: str) -> None:
    """It is kept before the conversation's id, with a blank between them."""
    assert not may_take(service, local=False) and not may_take(service, local=True)
