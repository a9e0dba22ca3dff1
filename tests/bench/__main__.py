"""`make bench`: ratios to a floor in the same run. With a register's path as argument, on that register; else on one of our own making."""

import csv
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROLLCALL = str(Path(sys.executable).parent / "rollcall")
SIZE = 3600


def a_register(path: Path) -> list[str]:
    """In the shape of a real one: mailboxes, blanks, people, two in a cell."""
    dice = random.Random(3)
    contacts = ["", "ai@agency.example", "caio@agency.example", "https://agency.example/form", "a.b@x.example; c.d@x.example"]
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["name", "id", "unit", "steward", "stage", "impact"])
        for number in range(SIZE):
            person = f"person{dice.randrange(400)}@agency.example" if dice.random() < 0.2 else dice.choice(contacts)
            stage, impact = (
                dice.choice(["Deployed", "Pilot", "Pre-deployment", "Retired", ""]),
                dice.choice(["High-impact", "Not High-impact"]),
            )
            writer.writerow(
                [
                    f"System {number} {dice.choice(['triage', 'forecast', 'search'])}",
                    f"ID-{number}",
                    f"U{dice.randrange(40)}",
                    person,
                    stage,
                    impact,
                ]
            )
    return []


def timed(database: Path, *arguments: str, runs: int = 5) -> float:
    """The median of some runs, in seconds."""
    environment = os.environ | {"ROLLCALL_DATABASE_URL": f"sqlite:///{database}", "ROLLCALL_ADMINS": "ada@agency.example"}
    taken: list[float] = []
    for _ in range(runs):
        began = time.perf_counter()
        done = subprocess.run([ROLLCALL, *arguments], env=environment, capture_output=True, check=False)
        taken.append(time.perf_counter() - began)
        assert b"Traceback" not in done.stderr, done.stderr.decode()
    return statistics.median(taken)


def main() -> None:
    """Print what was measured; exit 1 where a promise does not hold."""
    with tempfile.TemporaryDirectory() as folder:
        empty, full = Path(folder) / "empty.db", Path(folder) / "full.db"
        register = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(folder) / "register.csv"
        maps = sys.argv[2:] if len(sys.argv) > 1 else a_register(register)
        timed(empty, "gaps", runs=1)
        print(
            f"import of {register.name}: {timed(full, 'import', str(register), *maps, runs=1):.2f} s; again: {timed(full, 'import', str(register), *maps, runs=1):.2f} s"
        )
        held = True
        for command in (["gaps"], ["gaps", "--json"], ["owner", "veritone"]):
            floor, real = timed(empty, *command), timed(full, *command)
            limit = 1.5 * floor + 0.3
            held &= real <= limit
            print(
                f"{' '.join(command)}: {real:.2f} s against {floor:.2f} s empty (at most {limit:.2f} s): {'holds' if real <= limit else 'DOES NOT HOLD'}"
            )
    raise SystemExit(0 if held else 1)


if __name__ == "__main__":
    main()
