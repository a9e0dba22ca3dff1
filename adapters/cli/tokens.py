"""`rollcall token` and `rollcall reader`: keys for programs, and people who may read everything until a date."""

import secrets
from dataclasses import replace
from datetime import date

from adapters.cli.app import Problem, Wrong, say
from adapters.cli.settings import load
from adapters.cli.wiring import house
from adapters.web.api import digest, stands
from bot import ids
from bot.actions.work import Work
from bot.model import Reader, ReaderId, Token, TokenId
from bot.rules.cadence import local_day, organisation_calendar


async def create(name: str, until: date | None) -> int:
    """Printed once; only its digest is kept."""
    plain = " ".join(name.split())
    if not plain or len(plain) > 100:
        raise Wrong("A token needs a name of at most 100 characters, like “deploy pipeline”.")
    key = f"rc_{secrets.token_urlsafe(32)}"

    async def do(work: Work) -> None:
        _not_over(work, until)
        if await work.tx.tokens.by_name(plain) is not None:
            raise Problem(f"There is a token “{plain}” already, or was. Take another name.")
        row = Token(TokenId(ids.new()), plain, digest(key), work.now, until)
        await work.tx.tokens.add(row)
        work.note("token.created", None, token=row.id, until=until.isoformat() if until else None)

    async with house(load()) as home:
        await home.write(do)
    print(key)
    say("This is the only time you see it. Give it to the program as ROLLCALL_TOKEN.")
    return 0


def _not_over(work: Work, until: date | None) -> None:
    """What opens nothing from its first day on is not made. Raises Wrong."""
    if until is not None and until < local_day(organisation_calendar(work.organisation), work.now):
        raise Wrong("--until: that day is over. Nothing was made.")


async def list_() -> int:
    """Names, since when, until when."""
    async with house(load()) as home, home.reading() as work:
        rows = [(one, stands(one, work)) for one in await work.tx.tokens.all()]
    for one, good in rows:
        until = f", until {one.until.isoformat()}" if one.until else ""
        state = "" if good else " (revoked)" if one.revoked_at else " (over)"
        print(f"{one.name}: since {one.written_on:%Y-%m-%d}{until}{state}")
    if not rows:
        say("There are no tokens. Make one with rollcall token create NAME.")
    return 0


async def revoke(name: str) -> int:
    """From now on it opens nothing."""

    async def do(work: Work) -> str:
        row = await work.tx.tokens.by_name(" ".join(name.split()))
        if row is None:
            raise Problem(f"There is no token “{name}”. rollcall token list shows them.")
        if row.revoked_at is None:
            await work.tx.tokens.save(replace(row, revoked_at=work.now))
            work.note("token.revoked", None, token=row.id)
        return row.name

    async with house(load()) as home:
        known = await home.write(do)
    print(f"{known} opens nothing any more.")
    return 0


async def reader_add(email: str, until: date) -> int:
    """Somebody known reads everything until a date, and changes nothing."""

    async def do(work: Work) -> str:
        person = await work.tx.people.by_email(email.strip().casefold())
        if person is None or not person.active:
            raise Problem(f"Nobody active is known by {email}. They have to be seen on Slack or Teams first.")
        _not_over(work, until)
        before = await work.tx.readers.open_of(person.id)
        if before is not None:
            await work.tx.readers.save(replace(before, ended_at=work.now))
        row = Reader(ReaderId(ids.new()), person.id, until, work.now)
        await work.tx.readers.add(row)
        work.note("reader.added", None, person=person.id, until=until.isoformat())
        return person.name

    async with house(load()) as home:
        known = await home.write(do)
    print(f"{known} may read everything until {until.isoformat()}, and change nothing.")
    return 0


async def reader_list() -> int:
    """Who reads, until when."""
    async with house(load()) as home, home.reading() as work:
        rows = await work.tx.readers.all()
        people = await work.tx.people.many(one.person_id for one in rows)
    for one in rows:
        ended = " (ended)" if one.ended_at else ""
        print(f"{people[one.person_id].name}: until {one.until.isoformat()}{ended}")
    if not rows:
        say("There are no readers. Add one with rollcall reader add EMAIL --until DATE.")
    return 0


async def reader_end(email: str) -> int:
    """From now on they see what any colleague sees."""

    async def do(work: Work) -> str:
        person = await work.tx.people.by_email(email.strip().casefold())
        row = await work.tx.readers.open_of(person.id) if person else None
        if person is None or row is None:
            raise Problem(f"{email} is no reader. rollcall reader list shows them.")
        await work.tx.readers.save(replace(row, ended_at=work.now))
        work.note("reader.ended", None, person=person.id)
        return person.name

    async with house(load()) as home:
        known = await home.write(do)
    print(f"{known} sees what any colleague sees.")
    return 0
