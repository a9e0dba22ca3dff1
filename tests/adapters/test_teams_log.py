"""What of all that goes wrong stands in the log: kinds and places; nobody's name, words, address or token (issue, Bad input)."""

from typing import Any

import pytest

from tests.adapters import fake_teams
from tests.adapters.fake_teams import SECRET, TENANT
from tests.adapters.teams_tenant import NAMES, OLIVIA, SAM, Tenant, asked, labels, tenant

__all__ = ["tenant"]
WORDS = "nobody may read this"
FAILURES = ("403:BotNotInConversationRoster", "403", "404:ConversationNotFound", "412", "413", "429~1", "500", "503", "html", "cut", "302")


async def test_whatever_fails_the_log_names_nobody(
    tenant: Tenant, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    question = await asked(tenant)
    for failure in FAILURES:
        for what in ("post", "member", "open", "update", "token"):
            tenant.teams.fails[what] = [failure]
        await tenant.say(OLIVIA, f"owner {WORDS}")
        await tenant.post(fake_teams.channel(SAM, "owner me", tenant.teams.service, id=f"c{failure[:3]}"))
        form = await tenant.press(OLIVIA, question, "Something's off")
        await tenant.press(OLIVIA, form, labels(form)[0], words=WORDS, severity="cosmetic")
        await tenant.round()

    async def broken(*_: Any) -> None:
        raise ValueError(f"{WORDS} {NAMES[OLIVIA]}")

    monkeypatch.setattr(tenant.ours.sender.conversations, "keep", broken)
    status, _ = await tenant.post(fake_teams.message(OLIVIA, f"owner {WORDS}", tenant.teams.service, id="broken"))
    out, err = capfd.readouterr()
    assert status == 500 and "teams_turn_failed" in out and "teams_answer_not_shown" in out
    for secret in (
        WORDS,
        SECRET,
        TENANT,
        "acme.example",
        "Bearer",
        "token 1",
        "eyJ",
        *NAMES,
        *(word for name in NAMES.values() for word in name.split()),
    ):
        assert secret not in out + err, (secret, [line for line in (out + err).splitlines() if secret in line][:3])
