"""`rollcall doctor`: what is wrong with this installation, and how to mend it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from adapters.cli import database, doctor_slack, doctor_teams, running, trail_key
from adapters.cli.app import Problem, Wrong
from adapters.cli.database import NoRegister
from adapters.cli.settings import Settings, load_what_is_right, mistyped
from adapters.cli.switched_off import switched_off
from adapters.cli.trail_key import Writer
from adapters.cli.wiring import House, house
from adapters.findings import Found, Mark, fine, look, wrong
from bot.actions.diagnose import figures
from bot.views.words import plural

PLATFORMS = {"slack": "Slack", "teams": "Teams"}  # by the part of the settings


async def doctor() -> int:
    """Every check, one line each; exit 1 where something is wrong."""
    settings, troubles = load_what_is_right()
    found = [*(wrong(one) for one in troubles.values()), *(look(one) for one in mistyped())]
    found += [] if "secret_key" in troubles else [_key(settings)]
    found += [] if "admins" in troubles else _admins_named(settings)
    register = Register()
    if "database_url" not in troubles:
        register = await _register(settings, found)
    found += await _platforms(settings, {one.partition(".")[0] for one in troubles}, register)
    return told(found)


@dataclass(frozen=True, slots=True)
class Register:
    """What the platforms' checks want to know of the database; None: it cannot be read, or the platform is off."""

    slack: doctor_slack.Kept | None = None
    teams: doctor_teams.Kept | None = None


async def _platforms(settings: Settings, wrong_parts: Collection[str], register: Register) -> list[Found]:
    found = [look(f"{name} is not asked before its settings are right.") for part, name in PLATFORMS.items() if part in wrong_parts]
    asked = [part for part in PLATFORMS if part not in wrong_parts and getattr(settings, part).is_on]
    if not asked:
        return found or switched_off(settings)
    ready = await running.ready(settings)
    found += [*switched_off(settings), running.serve_found(settings, ready)]
    said = running.said(ready)
    if "slack" in asked:
        found += await doctor_slack.slack(settings, register.slack, said)
    if "teams" in asked:
        found += await doctor_teams.teams(settings, register.teams, serving=said is not None)
    return found


async def _register(settings: Settings, found: list[Found]) -> Register:
    """Adds what is found in the database."""
    try:
        async with house(settings, tells=False) as home:
            found.append(fine(f"The database answers ({home.store.url.get_backend_name()}), its schema is the newest."))
            found += await _people(home)
            found += await _trail(home)
            slack = await doctor_slack.kept(home) if settings.slack.is_on else None
            return Register(slack, await doctor_teams.kept(home) if settings.teams.is_on else None)
    except NoRegister:
        words = f"There is no register yet at {database.name_of(settings.database_url)}."
        found.append(look(words, "rollcall serve begins one at its first start, rollcall import FILE with a list."))
    except (Problem, Wrong) as why:
        found.append(wrong(str(why)))
    except Exception as why:
        found.append(wrong(f"The database cannot be used: {type(why).__name__}.", "Check ROLLCALL_DATABASE_URL, and that the server runs."))
    return Register()


def told(found: Iterable[Found]) -> int:
    """Line by line; exit 1 where something does not work."""
    rows = list(found)
    for one in rows:
        print(f"{one.mark.value} {one.words}" + (f"\n  → {one.mend}" if one.mend else ""))
    return 1 if any(one.mark is Mark.WRONG for one in rows) else 0


def _key(settings: Settings) -> Found:
    if settings.secret_key is None:
        return wrong("No secret key is set.", "Set ROLLCALL_SECRET_KEY to a random text of at least 16 characters and keep it safe.")
    return fine("A secret key is set.")


def _admins_named(settings: Settings) -> list[Found]:
    if not settings.admins:
        return [wrong("No admin is named.", "Set ROLLCALL_ADMINS to e-mail addresses, separated by commas.")]
    if len(settings.admins) == 1:
        return [wrong("Only one admin is named: if they stopped, nobody would notice.", "Add a second address to ROLLCALL_ADMINS.")]
    return [fine(f"{len(settings.admins)} admins are named.")]


async def _people(home: House) -> list[Found]:
    async with home.reading() as work:
        admins = await work.admins()
        deliverable = [admin for admin in admins if any(one.reachable and not one.deleted for one in await work.tx.accounts.of(admin.id))]
        found = await figures(work)
        aside = await work.tx.messages.put_aside()
    rows: list[Found] = []
    if aside:
        words = f"{plural(aside, 'message')} could not be made and {'is' if aside == 1 else 'are'} tried again."
        rows.append(wrong(words, "The log says why: message_failed, line_failed."))
    if home.organisation.admins and not deliverable:
        mend = "Install Rollcall on a platform where an admin has an account with this address."
        rows.append(wrong("No admin can be reached on a platform yet.", mend))
    elif len(deliverable) == 1 and len(home.organisation.admins) > 1:
        rows.append(wrong("Only one admin can be reached.", "See that a second admin has an account that takes messages."))
    if found.unheard:
        words = f"If you stopped, nobody would notice: {len(found.unheard)} silences have nobody left to tell."
        rows.append(wrong(words, "rollcall gaps names them."))
    rows.append(_systems(found.systems, found.fully_owned))
    return rows


def _systems(systems: int, owned: int) -> Found:
    if not systems:
        return fine("The register is empty: an admin adds the first system with /owner, or rollcall import brings a list.")
    return fine(f"{plural(systems, 'system')}, {owned:,} with three people who said yes.")


async def _trail(home: House) -> list[Found]:
    foreign = trail_key.sentence(home.writer, trail_key.key_of(home.settings))
    if home.writer is Writer.OTHER:
        return [wrong(foreign or "")]
    async with home.reading() as work:
        findings = await work.tx.audit.verify([])
        held = await work.tx.engine.read("paused")
    rows = [
        wrong(f"The audit trail does not prove: {len(findings)} findings.", "rollcall verify")
        if findings
        else fine("The audit trail proves.")
    ]
    rows += [wrong(foreign)] if foreign else []
    return rows + ([wrong("Everything is held by rollcall pause.", "rollcall resume")] if held else [])
