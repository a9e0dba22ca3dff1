"""A setting that is wrong is named, with what is wrong and what to write; doctor goes on with the others (PRODUCT §11)."""

import re
from pathlib import Path

import pytest

from adapters.cli.settings import BadSettings, load
from adapters.slack.settings_check import settings_found
from tests.adapters.asked_slack import LOOK, settings, the
from tests.product.test_cli import documented, home, run

__all__ = ["home"]

SECRET = "hunter2"
WRONG = [
    ("PORT", "x", "write a whole number from 0 to 65535."),
    ("PORT", "70000", "write a whole number from 0 to 65535."),
    ("HOST", " ", "write 127.0.0.1 for this machine alone"),
    ("PUBLIC_URL", "rollcall.example.com", "write an address like https://rollcall.example.com"),
    ("SECRET_KEY", SECRET, "at least 16 characters"),
    ("ADMINS", "ada@example.com; ben@example.com", "write them like ada@example.com,ben@example.com"),
    ("ADMINS", "Ada", "“ada” is no e-mail address"),
    ("EMAIL_DOMAINS", "@example.com", "write what stands behind the @"),
    ("TIME_ZONE", "Berlin", "write one like Europe/Berlin"),
    ("COUNTRY", "Germany", "two letters"),
    ("SLACK__BOT_TOKEN", f"xoxp-{SECRET}", "begins with xoxb-"),
    ("SLACK__APP_TOKEN", f"xoxb-{SECRET}", "begins with xapp-"),
    ("SLACK__API_URL", "http://slack.example", "write https://"),
    ("SLACK__BOTTOKEN", SECRET, "there is no such setting. Did you mean ROLLCALL_SLACK__BOT_TOKEN?"),
    ("SLACK", SECRET, "write each of them, like ROLLCALL_SLACK__SIGNING_SECRET"),
    ("POLICY__FIRST_TELLING", "30", "write a whole number from 1 to 10."),
    ("POLICY__HOURS_STEWARD", "1,5", "write a number, with a point like 1.5, from 0 to 200."),
]
IN_THE_FILE = [
    ('prot = "1"', "ROLLCALL_PROT (prot in {file}): there is no such setting. Did you mean ROLLCALL_PORT?"),
    ("[slcak]\nbot_token = 'x'", "ROLLCALL_SLCAK (slcak in {file}): there is no such setting. Did you mean ROLLCALL_SLACK__…?"),
    ("secret_key = 1234567890123456", "ROLLCALL_SECRET_KEY (secret_key in {file}): this is a text, so write it in quotes."),
    ("admins = 5", "ROLLCALL_ADMINS (admins in {file}): write a text with commas between them."),
    ("slack = 5", "ROLLCALL_SLACK (slack in {file}): that is a group of settings"),
    ("[slack]\nbot_token = 'hunter2'", "ROLLCALL_SLACK__BOT_TOKEN (slack.bot_token in {file}): a bot token begins with xoxb-"),
]


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """No settings of this machine's."""
    monkeypatch.setenv("ROLLCALL_SETTINGS", str(tmp_path / "rollcall.toml"))
    return monkeypatch


@pytest.mark.parametrize(("name", "value", "words"), WRONG, ids=[f"{name}={value}" for name, value, _ in WRONG])
def test_a_wrong_setting_says_its_name_and_what_to_write(alone: pytest.MonkeyPatch, name: str, value: str, words: str) -> None:
    alone.setenv(f"ROLLCALL_{name}", value)
    with pytest.raises(BadSettings) as why:
        load()
    assert f"ROLLCALL_{name}: " in str(why.value) and words in str(why.value) and SECRET not in str(why.value)


@pytest.mark.parametrize(("text", "words"), IN_THE_FILE)
def test_what_is_wrong_in_the_file_is_named_as_it_stands_there(alone: pytest.MonkeyPatch, tmp_path: Path, text: str, words: str) -> None:
    file = tmp_path / "rollcall.toml"
    file.write_text(text)
    with pytest.raises(BadSettings) as why:
        load()
    assert words.format(file=file) in str(why.value) and SECRET not in str(why.value)


def test_every_wrong_setting_is_told_at_once(alone: pytest.MonkeyPatch) -> None:
    for name, value in (("PORT", "x"), ("COUNTRY", "Germany"), ("SLACK__APP_TOKEN", "x")):
        alone.setenv(f"ROLLCALL_{name}", value)
    with pytest.raises(BadSettings) as why:
        load()
    assert len(str(why.value).splitlines()) == 3


def test_doctor_goes_on_where_settings_are_wrong_and_asks_nothing_with_them(home: dict[str, str]) -> None:
    bad = {"ROLLCALL_COUNTRY": "Germany", "ROLLCALL_SLACK__BOT_TOKEN": SECRET, "ROLLCALL_ADMIN": "ada@acme.example"}
    done = run(home | bad | {"ROLLCALL_ADMINS": "ada@acme.example,ben@acme.example"}, "doctor")
    assert done.returncode == 1 and "Traceback" not in done.stderr and SECRET not in done.stdout
    for line in (
        "■ ROLLCALL_COUNTRY: write the two letters", "■ ROLLCALL_SLACK__BOT_TOKEN: a bot token begins", "■ No secret key is set.",
        "▲ ROLLCALL_ADMIN stands in the environment: there is no such setting. Did you mean ROLLCALL_ADMINS?", "● 2 admins are named.",
        "▲ There is no register yet at ", "▲ Slack is not asked before its settings are right.",
    ):  # fmt: skip
        assert line in done.stdout


def test_a_wrong_database_hides_no_other_check(home: dict[str, str]) -> None:
    done = run(home | {"ROLLCALL_DATABASE_URL": "mysql://x"}, "doctor")
    assert done.returncode == 1 and "■ ROLLCALL_DATABASE_URL: " in done.stdout and "■ No admin is named." in done.stdout
    assert "There is no register" not in done.stdout, "another database was looked at than the one that was meant"


def test_the_example_of_the_page_is_taken_as_it_stands(alone: pytest.MonkeyPatch, tmp_path: Path) -> None:
    example = re.search(r"```toml\n(.*?)```", documented("docs/settings.md"), re.DOTALL)
    assert example is not None
    (tmp_path / "rollcall.toml").write_text(example[1])
    found = load()
    assert found.slack.is_on and len(found.admins) == 2 and found.country == "DE"


def test_two_ways_in_at_once_are_said_with_the_one_that_is_used() -> None:
    one = the(settings_found(settings(signing_secret="0" * 32, app_token="xapp-1"), None), "are both set")
    assert one.mark is LOOK and "Socket Mode" in one.words and one.mend
