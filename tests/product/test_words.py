"""What commands say where there is a choice, a mistake or little room (PRODUCT §7, §11)."""

import json
import re
from datetime import date, timedelta
from pathlib import Path

from ruamel.yaml import YAML

from adapters.cli.proof import proved
from adapters.local.behaviour import KEYS, read
from tests.product.test_cli import a_file, documented, home, run

__all__ = ["home"]

TWINS = "name,unit,steward\nAcoustic model,DOT,ada.b@acme.example\nAcoustic model,DHS,the team\nAcoustic detection at airports,DHS,\n"


def test_every_choice_is_told_apart_and_comes_with_the_line_that_chooses_it(home: dict[str, str], tmp_path: Path) -> None:
    run(home, "import", a_file(tmp_path, "r.csv", TWINS))
    near = run(home, "owner", "acoustic")
    assert near.returncode == 1 and "Did you mean Acoustic model (DOT), Acoustic model (DHS) or " in near.stdout
    same = run(home, "owner", "acoustic", "model")
    for done in (near, same):
        assert "Acoustic model (DOT): rollcall owner acoustic-model\n" in done.stdout
        assert "Acoustic model (DHS): rollcall owner acoustic-model-2\n" in done.stdout
    chosen = run(home, "owner", "acoustic-model-2")
    assert chosen.returncode == 0 and chosen.stdout.endswith("Slug: acoustic-model-2\n") and "DHS" in chosen.stdout
    on = run(home, "owner", "acoustic", "--on", "2026-03-03")
    assert "rollcall owner acoustic-model --on 2026-03-03" in on.stdout


def test_where_nobody_holds_a_seat_the_admins_of_the_settings_are_named(home: dict[str, str], tmp_path: Path) -> None:
    run(home, "import", a_file(tmp_path, "r.csv", TWINS))
    named = home | {"ROLLCALL_ADMINS": "ada@acme.example,ben@acme.example"}
    assert "Until then ask ada@acme.example or ben@acme.example." in run(named, "owner", "acoustic-model").stdout
    assert "sk ada@acme.example or ben@acme.example, who keeps the list." in run(named, "owner", "zzzz").stdout


def test_a_key_that_opens_nothing_is_not_made_and_its_name_stays_free(home: dict[str, str], tmp_path: Path) -> None:
    run(home, "import", a_file(tmp_path, "r.csv", TWINS))
    over = run(home, "token", "create", "pipeline", "--until", "2020-01-01")
    assert over.returncode == 2 and "that day is over" in over.stderr and over.stdout == ""
    assert run(home, "token", "create", "pipeline", "--until", str(date.today() + timedelta(days=30))).returncode == 0  # noqa: DTZ011


def test_who_may_be_erased_is_shown_with_the_line_that_means_them(home: dict[str, str], tmp_path: Path) -> None:
    run(home, "import", a_file(tmp_path, "r.csv", "name,steward,operator\nX,olivia.ortega@acme.example,Max Meyer\n"))
    nobody = run(home, "erase", "olivia")
    assert nobody.returncode == 1 and "rollcall people left" in nobody.stderr
    run(home, "people", "left", "olivia.ortega@acme.example")
    meant = run(home, "erase", "olivia")
    assert meant.returncode == 1 and "“olivia” may be:\n  Olivia Ortega, left " in meant.stderr
    assert "rollcall erase olivia.ortega@acme.example" in meant.stderr and "Max Meyer" not in meant.stderr
    assert "These have left:" in run(home, "erase", "somebody@acme.example").stderr


def test_a_narrow_screen_still_tells_systems_apart(home: dict[str, str], tmp_path: Path) -> None:
    names = [f"A very long name for a system that reads invoices, number {number}" for number in (1, 2)]
    register = a_file(tmp_path, "r.csv", "name,operator\n" + "".join(f'"{name}",olivia.ortega@acme.example\n' for name in names))
    people = a_file(tmp_path, "people.yaml", "default: {zone: Europe/Berlin}\n")
    narrow = home | {"COLUMNS": "80"}
    done = run(narrow, "simulate", "--register", register, "--people", people, "--from", "2026-01-05", "--days", "2")
    assert done.returncode == 0, done.stderr
    first = "".join(line[:40].split(" ")[1] for line in done.stdout.splitlines() if len(line) > 1 and line[0] == " ")
    assert "number-1" in first and "number-2" in first and max(map(len, done.stdout.splitlines()[:-1])) <= 80


def test_the_page_of_behaviours_is_read_as_it_stands_and_names_every_key() -> None:
    page = documented("docs/people.md")
    example = re.search(r"```yaml\n(.*?)```", page, re.DOTALL)
    assert example is not None
    cast = read(YAML(typ="safe", pure=True).load(example[1]))
    assert len(cast.people) == 5 and cast.outages and cast.default.country == "DE"
    assert [key for key in KEYS if f"`{key}`" not in page] == []


def test_a_dry_run_says_row_by_row_what_would_change(home: dict[str, str], tmp_path: Path) -> None:
    first = "name,purpose,steward,operator\nVeritone,reads,ada.b@acme.example,the team\nHub,,,\n"
    dry = run(home, "import", a_file(tmp_path, "r.csv", first), "--dry-run").stdout
    assert "row 2: created “Veritone”: no operator, “the team” is a team; steward ada.b@acme.example" in dry
    assert "row 3: created “Hub”" in dry and "nothing was changed" in dry
    run(home, "import", str(tmp_path / "r.csv"))
    other = a_file(tmp_path, "r.csv", first.replace("reads", "writes").replace("the team", "Max Meyer"))
    again = run(home, "import", other, "--dry-run")
    assert "row 2: changed “Veritone”: purpose, operator; operator Max Meyer" in again.stdout and "row 3" not in again.stdout
    (changed, same) = json.loads(run(home, "import", other, "--dry-run", "--json").stdout)["rows"]
    assert changed["changes"] == ["purpose", "operator"] and same["changes"] == [] and same["change"] == "same"


def test_a_long_dry_run_fits_a_screen_and_keeps_every_refusal(home: dict[str, str], tmp_path: Path) -> None:
    rows = [f"System {number},2026-12-31" for number in range(80)] + ["Late,31st of June"]
    done = run(home, "import", a_file(tmp_path, "r.csv", "name,contract_end\n" + "\n".join(rows) + "\n"), "--dry-run")
    lines = [line for line in done.stdout.splitlines() if line.startswith("row ")]
    assert len(lines) == 51 and "row 82: refused “Late”" in lines[-1]
    assert "… and 30 more rows: --json lists all of them." in done.stdout and done.returncode == 1


def test_a_column_that_is_left_out_is_named(home: dict[str, str], tmp_path: Path) -> None:
    file = a_file(tmp_path, "r.csv", "name,steward,colour\nVeritone,ada.b@acme.example,blue\n")
    asked = run(home, "import", file)
    assert asked.returncode == 1 and "Left out, because I don't know what they hold: “colour”" in asked.stderr
    assert "“colour”" in run(home, "import", file, "--yes").stderr


def test_what_was_proved_is_counted_as_people_count() -> None:
    assert proved(1, 0) == "1 chain proves." and proved(3, 0) == "3 chains prove."
    assert proved(1200, 1) == "1,200 chains prove, and so does 1 anchor." and proved(1, 2) == "1 chain proves, and so do 2 anchors."
