"""`rollcall privacy`: what is kept about people, made from the tables themselves; `rollcall erase`: a leaver loses their name."""

import sys

from adapters.cli.app import Problem, out, say
from adapters.cli.settings import BadSettings, load
from adapters.cli.wiring import house
from bot.actions import retain
from bot.actions.work import Work
from bot.model import Person, PersonId, Policy
from bot.rules.folding import folded
from storage.privacy import KEPT, STAYS, days_of, people_in
from storage.tables import metadata

CANDIDATES = 10


def rows(policy: Policy) -> list[dict[str, object]]:
    """Every table: what, why, who sees it, how long, and the columns that name a person."""
    found: list[dict[str, object]] = []
    for table in sorted(metadata.tables.values(), key=lambda one: (not people_in(one), one.name)):
        kept = KEPT[table.name]
        found.append(
            {
                "table": table.name,
                "what": kept.what,
                "why": kept.why,
                "who": kept.who,
                "how_long": _how_long(table.name, policy),
                "names_people_in": list(people_in(table)),
            }
        )
    return found


def _how_long(table: str, policy: Policy) -> str:
    """The days of its setting, and what stays nevertheless."""
    days = days_of(KEPT[table], policy)
    told = f"{days} days" if days is not None else KEPT[table].how_long
    return f"{told}; {STAYS[table]}" if table in STAYS else told


def page(policy: Policy) -> str:
    """The same as a table (Markdown): docs/privacy.md, and what the command prints."""
    head = "| kept | what | why | who sees it | how long | names people |\n|---|---|---|---|---|---|"
    lines = [
        f"| {row['table']} | {row['what']} | {row['why']} | {row['who']} | {row['how_long']} | {'yes' if row['names_people_in'] else 'no'} |"
        for row in rows(policy)
    ]
    return "\n".join([head, *lines]) + "\n"


def privacy(as_json: bool) -> int:
    """With the settings' own numbers where there are settings."""
    try:
        policy = load().organisation().policy
    except BadSettings as why:
        say(f"These are the defaults: {why}")
        policy = Policy()
    if as_json:
        out(rows(policy))
        return 0
    for row in rows(policy):
        print(f"{row['table']}: {row['what']}.\n    Why: {row['why']}. Who sees it: {row['who']}. How long: {row['how_long']}.")
    print("\nNo ranking of people, no times to answer, never why somebody is away. A leaver can be pseudonymised: rollcall erase.")
    return 0


async def erase(who: str, dry_run: bool, yes: bool) -> int:
    """By e-mail or id; only somebody who has left."""
    async with house(load()) as home:
        async with home.reading() as work:
            person = await work.tx.people.by_email(who.strip().casefold()) or await work.tx.people.get(PersonId(who.strip()))
            if person is None:
                raise Problem(_whom_else(who.strip(), await work.tx.people.everybody()))
            if person.erased_at is not None:
                print(f"{person.name} was erased on {person.erased_at:%Y-%m-%d} already. Nothing was changed.")
                return 0
            if person.active:
                raise Problem(f"{person.name} has not left. First: rollcall people left {who.strip()}")
            count = {name: len(found) for name, found in (await work.tx.privacy.everything(person.id)).items()}
            named = await work.tx.privacy.named_in_systems(person)
        _tell(person, count, named)
        if dry_run:
            say("A dry run: nothing was changed.")
            return 0
        if not yes and not _confirmed(person):
            raise Problem("Nothing was changed.")
        counts = await home.write(lambda work: _erased(work, person))
        print(f"{retain.pseudonym(person)} stands where the name stood; {counts.get('texts', 0)} texts were erased or rewritten.")
    return 0


async def _erased(work: Work, person: Person) -> dict[str, int]:
    found = await work.tx.people.get(person.id)
    return await retain.erase(work, found) if found is not None else {}


def _whom_else(given: str, everybody: list[Person]) -> str:
    """Nobody is erased by a name alone: two people may have it. Each who may be meant, with the line that means them."""
    left = sorted((one for one in everybody if not one.active and one.erased_at is None), key=lambda one: (one.name.casefold(), one.id))
    meant = [one for one in left if folded(given) in folded(f"{one.name} {one.email or ''}")]
    shown = (meant or left)[:CANDIDATES]
    lines = [
        f"  {one.name}{f', left {one.left_at:%Y-%m-%d}' if one.left_at else ''}: rollcall erase {one.email or one.id}" for one in shown
    ]
    more = [f"  … and {len(meant or left) - len(shown)} more"] if len(meant or left) > len(shown) else []
    if not shown:
        return f"Nobody is known by “{given[:100]}”, and nobody has left who still has a name. First: rollcall people left EMAIL"
    head = f"“{given[:100]}” may be:" if meant else f"Nobody is known by “{given[:100]}”. These have left:"
    return "\n".join([head, *lines, *more])


def _tell(person: Person, count: dict[str, int], named: list[str]) -> None:
    kept = ", ".join(f"{number} {table}" for table, number in count.items())
    print(f"{person.name} becomes “{retain.pseudonym(person)}”. Rows that name them: {kept}.")
    if named:
        print(f"Their name stands in the words of these systems, whose people have to say who it is now: {', '.join(named)}.")
        print("In words it is replaced; where a system itself is called by it, rename it: /owner edit.")


def _confirmed(person: Person) -> bool:
    if not sys.stdin.isatty():
        say("This cannot be undone. Say --yes if you mean it.")
        return False
    return input(f"This cannot be undone. Type {person.name} to go on: ").strip() == person.name
