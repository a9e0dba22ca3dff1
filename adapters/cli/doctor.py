"""`rollcall doctor`: what is wrong with this installation, and how to mend it."""

from dataclasses import dataclass

from adapters.cli import trail_key
from adapters.cli.app import Problem, Wrong
from adapters.cli.settings import Settings, load
from adapters.cli.trail_key import Writer
from adapters.cli.wiring import House, house
from bot.actions.diagnose import figures
from bot.views.words import plural


@dataclass(frozen=True, slots=True)
class Found:
    """One check: fine, or what is wrong and how to mend it."""

    fine: bool
    words: str
    mend: str = ""


async def doctor() -> int:
    """Every check, one line each; exit 1 where something is wrong."""
    settings = load()
    found = [_key(settings), *_admins_named(settings)]
    try:
        async with house(settings, tells=False) as home:
            found.append(Found(True, f"The database answers ({home.store.url.get_backend_name()}), its schema is the newest."))
            found += await _people(home)
            found += await _trail(home)
    except (Problem, Wrong) as why:
        found.append(Found(False, str(why)))
    except Exception as why:
        found.append(
            Found(False, f"The database cannot be used: {type(why).__name__}.", "Check ROLLCALL_DATABASE_URL, and that the server runs.")
        )
    for one in found:
        print(f"{'●' if one.fine else '■'} {one.words}" + (f"\n  → {one.mend}" if one.mend else ""))
    return 0 if all(one.fine for one in found) else 1


def _key(settings: Settings) -> Found:
    if settings.secret_key is None:
        return Found(False, "No secret key is set.", "Set ROLLCALL_SECRET_KEY to a random text of at least 16 characters and keep it safe.")
    return Found(True, "A secret key is set.")


def _admins_named(settings: Settings) -> list[Found]:
    if not settings.admins:
        return [Found(False, "No admin is named.", "Set ROLLCALL_ADMINS to e-mail addresses, separated by commas.")]
    if len(settings.admins) == 1:
        return [Found(False, "Only one admin is named: if they stopped, nobody would notice.", "Add a second address to ROLLCALL_ADMINS.")]
    return [Found(True, f"{len(settings.admins)} admins are named.")]


async def _people(home: House) -> list[Found]:
    async with home.reading() as work:
        admins = await work.admins()
        deliverable = [admin for admin in admins if any(one.reachable and not one.deleted for one in await work.tx.accounts.of(admin.id))]
        found = await figures(work)
        aside = await work.tx.messages.put_aside()
    rows: list[Found] = []
    if aside:
        words = f"{plural(aside, 'message')} could not be made and {'is' if aside == 1 else 'are'} tried again."
        rows.append(Found(False, words, "The log says why: message_failed, line_failed."))
    if home.organisation.admins and not deliverable:
        rows.append(
            Found(
                False,
                "No admin can be reached on a platform yet.",
                "Install Rollcall on a platform where an admin has an account with this address.",
            )
        )
    elif len(deliverable) == 1:
        rows.append(Found(False, "Only one admin can be reached.", "See that a second admin has an account that takes messages."))
    if found.unheard:
        rows.append(
            Found(
                False,
                f"If you stopped, nobody would notice: {len(found.unheard)} silences have nobody left to tell.",
                "rollcall gaps names them.",
            )
        )
    rows.append(Found(True, f"{found.systems:,} systems, {found.fully_owned:,} with three people who said yes."))
    return rows


async def _trail(home: House) -> list[Found]:
    foreign = trail_key.sentence(home.writer, trail_key.key_of(home.settings))
    if home.writer is Writer.OTHER:
        return [Found(False, foreign or "")]
    async with home.reading() as work:
        findings = await work.tx.audit.verify([])
        held = await work.tx.engine.read("paused")
    rows = [
        Found(
            not findings,
            "The audit trail proves." if not findings else f"The audit trail does not prove: {len(findings)} findings.",
            "" if not findings else "rollcall verify",
        )
    ]
    rows += [Found(False, foreign)] if foreign else []
    return rows + ([Found(False, "Everything is held by rollcall pause.", "rollcall resume")] if held else [])
