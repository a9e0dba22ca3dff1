"""The command line as a process: help, exit codes, bad input, documentation (issue, CLI and Bad input)."""

import json
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import pytest

from adapters.cli.register_files import BadFile, decode, mapping_of, proposed, read_file, rows_of
from adapters.cli.settings import PolicySettings, Settings
from adapters.slack.settings import SlackSettings
from adapters.teams.settings import TeamsSettings
from tests.product.ready import command

ROOT = Path(__file__).parents[2]
ROLLCALL = str(Path(sys.executable).parent / "rollcall")


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    """An installation of its own."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("ROLLCALL_")}
    return clean | {
        "ROLLCALL_DATABASE_URL": f"sqlite:///{tmp_path / 'r.db'}",
        "ROLLCALL_SETTINGS": str(tmp_path / "none.toml"),
        "COLUMNS": "200",
    }


def run(home: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """One command."""
    return command(arguments, home, ROOT)


def a_file(folder: Path, name: str, text: str | bytes) -> str:
    """A file to import."""
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return str(path)


REGISTER = "name,steward,operator,stage,impact\nVeritone,ada@acme.example,the team,Deployed,High-impact\nVeritone Hub,support@acme.example,,Pilot,\n"


def test_a_register_comes_in_and_every_command_answers_on_it(home: dict[str, str], tmp_path: Path) -> None:
    file = a_file(tmp_path, "register.csv", REGISTER)
    dry = run(home, "import", file, "--dry-run", "--json")
    assert dry.returncode == 0 and json.loads(dry.stdout)["totals"] == {"created": 2, "changed": 0, "same": 0, "refused": 0}
    first = json.loads(run(home, "import", file, "--json").stdout)
    assert first["rows"][0]["seats"]["operator"] == {"given": "the team", "verdict": "not_a_person", "why": "team"}
    assert first["rows"][0]["seats"]["steward"] == {"given": "ada@acme.example", "verdict": "person", "why": ""}
    assert json.loads(run(home, "import", file, "--json").stdout)["totals"]["same"] == 2
    gaps = json.loads(run(home, "gaps", "--json").stdout)
    assert (gaps["systems"], gaps["seats"]) == (2, {"accepted": 0, "proposed": 1, "vacant": 5})
    assert gaps["impact"] == {"high": {"systems": 1, "named": 1}} and gaps["reasons"] == {"team": 1, "mailbox": 1, "blank": 1}
    assert "1 system is high-impact and live. It names a person." in run(home, "gaps").stdout
    assert "operator: nobody. “the team” was given on import" in run(home, "owner", "veritone").stdout
    assert run(home, "owner", "veritone", "--on", "2020-01-01").returncode == 0
    assert run(home, "owner", "something", "else").returncode == 1
    assert json.loads(run(home, "invite", "--dry-run", "--json").stdout) == [
        {"system": "veritone", "role": "steward", "person": "ada@acme.example"}
    ]
    assert "1 offer goes out" in run(home, "invite").stdout
    assert run(home, "invite").stdout == "Nobody is left to invite.\n"
    exported = run(home, "export").stdout
    assert exported.splitlines()[0].startswith("name,id,unit") and "ada@acme.example" in exported
    for name in ("out.xlsx", "out.yaml", "out.csv"):
        assert run(home, "export", str(tmp_path / name)).returncode == 0
        assert json.loads(run(home, "import", str(tmp_path / name), "--dry-run", "--json").stdout)["totals"]["refused"] == 0
    assert run(home, "people", "left", "ada@acme.example").returncode == 0
    assert run(home, "people", "left", "nobody@acme.example").returncode == 1
    assert run(home, "verify").returncode == 0


def test_pause_and_resume(home: dict[str, str], tmp_path: Path) -> None:
    run(home, "import", a_file(tmp_path, "register.csv", REGISTER))
    assert run(home, "resume").returncode == 1
    assert run(home, "pause", "--until", "2020-01-01", "--reason", "x").returncode == 2
    assert run(home, "pause", "--until", "2999-01-01", "--reason", "moving house").returncode == 0
    assert "held by rollcall pause" in run(home, "doctor").stdout
    assert run(home, "resume").returncode == 0


def test_anchors_are_kept_outside_and_prove(home: dict[str, str], tmp_path: Path) -> None:
    run(home, "import", a_file(tmp_path, "register.csv", REGISTER))
    anchors = tmp_path / "anchors.jsonl"
    assert run(home, "verify", "--write-anchor", str(anchors)).returncode == 0
    assert run(home, "verify", "--anchor", str(anchors)).returncode == 0
    anchors.write_text(anchors.read_text().replace('"seq"', '"seq"').replace("installation", "installatiom"))
    assert run(home, "verify", "--anchor", str(anchors)).returncode == 1


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["serve"], 2, "ROLLCALL_ADMINS"),
        (["nonsense"], 2, "No such command"),
        (["owner"], 2, "Missing argument"),
        (["owner", "x", "--on", "yesterday"], 2, "is no date"),
        (["import", "missing.csv"], 1, "No such file"),
        (["import", "README.md"], 1, "I read CSV, XLSX and YAML"),
        (["simulate", "--register", "x.csv", "--people", "missing.yaml", "--from", "2026-01-05", "--days", "3"], 2, "missing.yaml"),
    ],
)
def test_what_is_used_wrongly_is_told_with_its_mend(home: dict[str, str], arguments: list[str], code: int, words: str) -> None:
    done = run(home, *arguments)
    assert done.returncode == code and words in done.stderr + done.stdout and "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [("ROLLCALL_TIME_ZONE", "Mars/Olympus", "Europe/Berlin"), ("ROLLCALL_COUNTRY", "XX", "DE or US"), ("ROLLCALL_SECRET_KEY", "short", "16 characters"),
     ("ROLLCALL_POLICY__FIRST_TELLING", "0", "ROLLCALL_POLICY__FIRST_TELLING"), ("ROLLCALL_DATABASE_URL", "mysql://x/y", "sqlite:///file")],
)  # fmt: skip
def test_a_wrong_setting_is_named(home: dict[str, str], name: str, value: str, words: str) -> None:
    done = run(home | {name: value}, "gaps")
    assert done.returncode == 2 and words in done.stderr and "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("aliases.yaml", "- &a {name: X}\n- *a\n", "line 2: aliases"),
        ("deep.yaml", "[" * 100_000, "deeper than"),
        ("open.yaml", "[", "is no YAML"),
        ("text.yaml", "just words", "list of systems"),
        ("empty.csv", "", "is empty"),
        ("nul.csv", b"name\nA\x00B\n", "NUL"),
        ("no.xlsx", b"not a spreadsheet", "cannot be unpacked"),
        ("odd.csv", "foo,bar\n1,2\n", "no column looks like one of ours"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(home: dict[str, str], tmp_path: Path, name: str, content: str | bytes, words: str) -> None:
    done = run(home, "import", a_file(tmp_path, name, content))
    assert done.returncode == 1 and words in done.stderr and "Traceback" not in done.stderr


def test_without_a_map_one_is_proposed_with_the_line_that_confirms_it(home: dict[str, str], tmp_path: Path) -> None:
    file = a_file(tmp_path, "odd.csv", "use_case_name,executive sponsor,technical owner\nX,ada@acme.example,IT\n")
    done = run(home, "import", file)
    assert done.returncode == 1 and "--map name=use_case_name" in done.stderr and "--map 'steward=executive sponsor'" in done.stderr
    assert run(home, "import", file, "--yes").returncode == 0


def test_refused_rows_are_named_and_keep_the_file_out_unless_skipped(home: dict[str, str], tmp_path: Path) -> None:
    file = a_file(tmp_path, "bad.csv", f"name,contract_end\nGood,2026-12-31\n{'x' * 10_000},\nBad,31st of June\nA,b,c\n")
    done = run(home, "import", file)
    assert (
        done.returncode == 1
        and "row 3" in done.stdout
        and "row 4" in done.stdout
        and "column contract_end" in done.stdout
        and "row 5" in done.stdout
    )
    assert json.loads(run(home, "gaps", "--json").stdout)["systems"] == 0
    assert run(home, "import", file, "--skip-refused").returncode == 1
    assert json.loads(run(home, "gaps", "--json").stdout)["systems"] == 1


def test_a_spreadsheet_bomb_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(3):
            archive.writestr(f"xl/{number}.xml", b"0" * 100 * 1024 * 1024)
    with pytest.raises(BadFile, match="unpacks to 300 MB"):
        read_file(path)


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    with path.open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    with pytest.raises(BadFile, match="200 MB"):
        read_file(path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_files_in_other_letters_are_read(tmp_path: Path, encoding: str) -> None:
    sheet = read_file(Path(a_file(tmp_path, "x.csv", "name;unit\nMüller’s Prüfung;Büro\n".encode(encoding))))
    assert sheet.rows[0][1] == ("Müller’s Prüfung", "Büro")


def test_letters_that_nobody_can_read_are_told_with_their_row() -> None:
    with pytest.raises(BadFile, match="row 2"):
        decode("x.csv", b"name\n\x81\x8d\xff\n")


def test_formulas_control_marks_and_directions_do_no_harm(home: dict[str, str], tmp_path: Path) -> None:
    file = a_file(tmp_path, "x.csv", 'name,purpose\n=HYPERLINK("http://x"),+1\n\u202eevil\u0007name,@SUM(A1)\n')
    assert run(home, "import", file).returncode == 0
    exported = run(home, "export").stdout
    assert "'=HYPERLINK" in exported and "evilname" in exported and "'@SUM" in exported and "\u202e" not in exported


def test_a_column_that_is_not_there_and_a_field_that_is_not_ours(tmp_path: Path) -> None:
    sheet = read_file(Path(a_file(tmp_path, "x.csv", "name,owner\nX,Y\n")))
    assert proposed(sheet) == ({"name": "name", "maintainer": "owner"}, False)
    for pair in ("name=title", "colour=name", "name"):
        with pytest.raises(BadFile):
            mapping_of([pair], sheet, "x.csv")
    assert rows_of(sheet, {"name": "name"})[0].number == 2


def test_help_is_quick_and_names_every_command(home: dict[str, str]) -> None:
    done = run(home, "--help")
    assert done.returncode == 0 and all(word in done.stdout for word in ("demo", "serve", "import", "simulate", "verify"))


def documented(page: str) -> str:
    """A page of the documentation."""
    return (ROOT / page).read_text("utf-8")


def test_every_setting_is_documented() -> None:
    page = documented("docs/settings.md")
    wanted = [f"`ROLLCALL_{name.upper()}`" for name in Settings.model_fields if name not in ("policy", "slack", "teams")]
    wanted += [f"`ROLLCALL_POLICY__{name.upper()}`" for name in PolicySettings.model_fields]
    wanted += [f"`ROLLCALL_SLACK__{name.upper()}`" for name in SlackSettings.model_fields]
    wanted += [f"`ROLLCALL_TEAMS__{name.upper()}`" for name in TeamsSettings.model_fields]
    assert [name for name in wanted if name not in page] == []
    assert set(re.findall(r"`(ROLLCALL_[A-Z_]+)` \|", page)) == {one.strip("`") for one in wanted}


def test_every_command_and_option_is_documented() -> None:
    import typer

    from adapters.cli.app import app

    page = documented("docs/commands.md")

    def walk(command: Any, path: str) -> list[str]:
        if hasattr(command, "commands"):
            return [missing for name, sub in command.commands.items() for missing in walk(sub, f"{path} {name}")]
        section = page.partition(f"## rollcall{path}\n")[2].partition("\n## ")[0]
        options = [option for one in command.params if one.name != "help" for option in one.opts if option.startswith("--")]
        return [f"{path} {option}" for option in ["", *options] if not section or option not in section]

    assert walk(typer.main.get_command(app), "") == []


def test_every_slash_command_is_documented() -> None:
    from bot import commands

    page = documented("docs/commands.md")
    assert [one for one, words in commands.HELP if f"| `{one}` | {words} |" not in page] == []


def test_no_line_of_the_help_is_cut_on_a_narrow_screen() -> None:
    import typer
    from typer.testing import CliRunner

    from adapters.cli.app import app

    def walk(command: Any, path: tuple[str, ...]) -> list[str]:
        said = CliRunner().invoke(app, [*path, "--help"], env={"COLUMNS": "80", "TERMINAL_WIDTH": "80"}).stdout
        assert "Usage:" in said
        lines = [line for line in said.splitlines() if line.endswith("...") and "Usage:" not in line]
        return [*lines, *(line for name, sub in getattr(command, "commands", {}).items() for line in walk(sub, (*path, name)))]

    assert walk(typer.main.get_command(app), ()) == []


def test_it_says_which_version_it_is(home: dict[str, str]) -> None:
    done = run(home, "--version")
    wanted = tomllib.loads(documented("pyproject.toml"))["project"]["version"]
    assert done.returncode == 0 and done.stdout == f"rollcall {wanted}\n"


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads(documented("pyproject.toml"))["project"]
    page = documented("docs/dependencies.md")
    names = [re.split(r"[\[><=]", one)[0] for one in (*project["dependencies"], *project["optional-dependencies"]["dev"])]
    names += json.loads(documented("tests/emulator/package.json"))["dependencies"]
    assert [name for name in names if f"| {name} |" not in page] == []
    assert sorted(re.findall(r"^\| ([a-z0-9@/.-]+) \|", page, re.MULTILINE)) == sorted([*names, "package", "package", "package"])


def test_the_emulator_is_pinned_and_its_lock_names_no_registry() -> None:
    """`npm ci` then takes it from wherever a machine takes its packages."""
    wanted = json.loads(documented("tests/emulator/package.json"))["dependencies"]
    lock = json.loads(documented("tests/emulator/package-lock.json"))["packages"]
    assert wanted == {name: lock[f"node_modules/{name}"]["version"] for name in wanted}
    assert all("resolved" not in one and one["integrity"] for name, one in lock.items() if name)


def test_every_slash_command_of_the_help_is_understood() -> None:
    from datetime import date

    from bot import commands

    for text, _ in commands.HELP:
        for one in text.split(" · "):
            words = one.removeprefix("/owner").strip().replace("<date>", "2026-03-03").replace("<role>", "operator")
            assert commands.parse(re.sub(r"[\[\]<>]", "", words), date(2026, 11, 24)) is not None


def test_the_lock_names_no_host() -> None:
    assert re.findall(r"https?://|file:", documented("requirements.lock")) == []
