"""`make bench`: ratios to a floor in the same run. With a register's path as argument, on that register; else on one of our own making."""

import asyncio
import csv
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

from adapters.cli.wiring import RealClock
from adapters.html.cards import Posts
from adapters.web.pages import render
from adapters.web.pages.query import Links
from bot.actions import show_gaps
from bot.cards import When
from bot.desk import Desk
from bot.events import AccountSeen, Caller
from bot.model import Organisation, Platform
from bot.views.gaps_page import Wanted
from storage.store import SqlStore
from tests.bench import slack, teams

ROLLCALL = str(Path(sys.executable).parent / "rollcall")
SIZE = 3600
ADMIN, KEY = "ada@agency.example", "a key for benchmarks only"


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
    environment = os.environ | {"ROLLCALL_DATABASE_URL": f"sqlite:///{database}", "ROLLCALL_ADMINS": ADMIN, "ROLLCALL_SECRET_KEY": KEY}
    taken: list[float] = []
    for _ in range(runs):
        began = time.perf_counter()
        done = subprocess.run([ROLLCALL, *arguments], env=environment, capture_output=True, check=False)
        taken.append(time.perf_counter() - began)
        assert b"Traceback" not in done.stderr, done.stderr.decode()
    return statistics.median(taken)


async def migrate(database: Path) -> None:
    """An empty register: only its schema."""
    store = SqlStore(f"sqlite:///{database}", audit_key=KEY.encode())
    await store.migrate()
    await store.close()


async def page(database: Path, runs: int = 5) -> tuple[float, float]:
    """The diagnostic's page in this process, read and rendered: by a desk that has not read yet, and by one that has. Medians."""
    store = SqlStore(f"sqlite:///{database}", audit_key=KEY.encode(), alone=True, durable=False)
    organisation, caller = Organisation("Europe/London", "GB", (ADMIN,)), Caller(Platform.LOCAL, "local", "ada")
    await Desk(store, RealClock(), organisation).handle(AccountSeen(caller, "Ada Admin", ADMIN, zone="Europe/London"))
    cold: list[float] = []
    warm: list[float] = []
    for _ in range(runs):
        desk = Desk(store, RealClock(), organisation)
        for taken in (cold, warm):
            began = time.perf_counter()
            shown = await desk.show(caller, partial(show_gaps.show, wanted=Wanted()))
            assert shown is not None and shown.page is not None
            links = Links("/pages", {}, Wanted())
            assert render.gaps(shown.page, Wanted(), shown.reader, links, Posts("press", "submit", ""), When(shown.reader.now, "moment"))
            taken.append(time.perf_counter() - began)
    await store.close()
    return statistics.median(cold), statistics.median(warm)


def page_holds(empty: Path, full: Path) -> bool:
    """At most three times an empty one's time and 0.3 s, cold as well as warm."""
    held = True
    for words, floor, real in zip(("cold", "warm"), asyncio.run(page(empty)), asyncio.run(page(full)), strict=True):
        limit = 3 * floor + 0.3
        held &= real <= limit
        holds = "holds" if real <= limit else "DOES NOT HOLD"
        print(f"the diagnostic's page, {words}: {real:.3f} s against {floor:.3f} s empty (at most {limit:.2f} s): {holds}")
    return held


def main() -> None:
    """Print what was measured; exit 1 where a promise does not hold."""
    with tempfile.TemporaryDirectory() as folder:
        empty, full = Path(folder) / "empty.db", Path(folder) / "full.db"
        register = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(folder) / "register.csv"
        maps = sys.argv[2:] if len(sys.argv) > 1 else a_register(register)
        asyncio.run(migrate(empty))
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
        held &= page_holds(empty, full)
    held &= asyncio.run(slack.holds())
    held &= asyncio.run(teams.holds())
    raise SystemExit(0 if held else 1)


if __name__ == "__main__":
    main()
