"""`rollcall rekey`: a trail that was written without a key, or with another one, goes on under the settings' key."""

import os
from datetime import datetime, timedelta

from adapters.cli import trail_key
from adapters.cli.app import Problem, Wrong
from adapters.cli.settings import load
from adapters.cli.trail_key import Writer
from adapters.cli.wiring import House, house
from bot import audit

OLD = "ROLLCALL_OLD_SECRET_KEY"
RUNS = timedelta(minutes=1)  # serve beats every few seconds


async def rekey() -> int:
    """Proved with the old key, sealed with the new one, both in the trail itself."""
    settings = load()
    key = trail_key.key_of(settings)
    async with house(settings, tells=False) as home:
        if home.writer in (Writer.OURS, Writer.NOBODY):
            print("This trail is written with the key of the settings already. Nothing was changed.")
            return 0
        await _nobody_else_writes(home)
        await _prove(home, _old_key(home.writer))
        new = key or trail_key.make().get_secret_value().encode()
        home.store.use_key(new)
        async with home.store.writing() as tx:
            chains = await tx.audit.seal(home.clock.now())
            await tx.engine.write(trail_key.FACT, audit.fingerprint(new))
    print(
        f"The trail proved with the old key; its {chains:,} chains are sealed and go on under the new one. Anchors kept outside stay good."
    )
    return 0


def _old_key(writer: Writer) -> bytes:
    match writer:
        case Writer.KEYLESS:
            return trail_key.KEYLESS
        case Writer.DEMO:
            raise Wrong("This is a demo's register: its key is public, and it stays a demo. Import yours into a database of its own.")
        case _:
            old = os.environ.get(OLD, "").strip()
            if not old:
                raise Wrong(f"Set {OLD} to the key this trail was written with: it has to prove first.")
            return old.encode()


async def _nobody_else_writes(home: House) -> None:
    async with home.reading() as work:
        beat = await work.tx.engine.read("heartbeat")
    if beat is not None and abs(home.clock.now() - datetime.fromisoformat(beat)) < RUNS:
        raise Problem(
            "rollcall serve ran within the last minute. Stop it everywhere, wait a minute, and try again: it would go on with the old key."
        )


async def _prove(home: House, old: bytes) -> None:
    home.store.use_key(old)
    async with home.reading() as work:
        kept = await work.tx.engine.read(trail_key.FACT)
        if kept is not None and kept != audit.fingerprint(old):
            raise Wrong(f"{OLD} is not the key this trail was written with. Nothing was changed.")
        findings = await work.tx.audit.verify([])
    if findings:
        raise Problem(
            f"The trail does not prove with the old key ({len(findings)} findings), so it is not taken over. Nothing was changed."
        )
