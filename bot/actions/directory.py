"""Finding the person somebody meant, and refusing what is not one (PRODUCT R1)."""

from dataclasses import dataclass

from bot import ids
from bot.actions.work import Work
from bot.model import Person, PersonId
from bot.rules.named_human import UNMET, Verdict, VerdictKind, judge_account, judge_text, name_from_email


@dataclass(frozen=True, slots=True)
class Unclear:
    """Not one living person: a verdict with its reason, or several people of that name."""

    given: str
    verdict: Verdict | None = None
    several: tuple[Person, ...] = ()


def means(person: Person, given: str) -> bool:
    """Whether somebody named themselves; asks nobody else's name of the register."""
    return _plain(given).casefold() in {person.id.casefold(), person.name.casefold(), (person.email or person.id).casefold()}


def _plain(given: str) -> str:
    return given.strip().lstrip("@").strip()


async def resolve(work: Work, given: str, by: Person) -> Person | Unclear:
    """A person id, an e-mail or a full name → the active person. An unknown e-mail of a person makes a new one, but for an outsider."""
    found = await find(work, given)
    text = _plain(given)
    if isinstance(found, Person) or found.several or found.verdict is None:
        return found
    if found.verdict.kind is not VerdictKind.PERSON or "@" not in text or " " in text:
        return found
    if by.external and not work.is_admin(by):
        return Unclear(given, UNMET)
    person = Person(PersonId(ids.new()), name_from_email(text), text.casefold(), known=False)
    await work.tx.people.add(person)
    work.note("person.named", None, person=person.id)
    return person


async def find(work: Work, given: str) -> Person | Unclear:
    """The same among those who are known already: nobody is made."""
    text = _plain(given)
    found = await work.tx.people.get(PersonId(text)) or await work.tx.people.by_email(text.casefold())
    if found is None:
        called = [person for person in await work.tx.people.called(text) if person.active]
        if len(called) > 1:
            return Unclear(given, several=tuple(called))
        found = called[0] if called else None
    if found is not None:
        return await _as_account(work, found, given)
    return Unclear(given, judge_text(given))


async def _as_account(work: Work, person: Person, given: str) -> Person | Unclear:
    """Accounts are judged by their flags, never by their name; one that has gone counts only where no other is left."""
    accounts = await work.tx.accounts.of(person.id)
    for account in [one for one in accounts if not one.deleted] or accounts:
        verdict = judge_account(account)
        if verdict.kind is VerdictKind.NOT_A_PERSON:
            return Unclear(given, verdict)
    if not person.active:
        return Unclear(given, None, (person,))
    return person
