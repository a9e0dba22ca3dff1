"""An address is worth what the organisation vouches for: guests and strangers gain nothing by it (PRODUCT §6, STATES, People)."""

from dataclasses import replace

from bot import ids
from bot.events import AccountLeft, AccountSeen, Caller
from bot.model import Person, PersonId, Platform
from tests.flows.corners import five
from tests.scene import Actor, Scene

BOSS = "boss@acme.example"


def with_admin(scene: Scene, email: str) -> Scene:
    """Another scene on the same database, in which this address is an admin's as well."""
    return Scene(scene.store, replace(scene.organisation, admins=(*scene.organisation.admins, email)), scene.clock)


async def seen(scene: Scene, caller: Caller, name: str, email: str, *, guest: bool = False, stranger: bool = False) -> Actor:
    """Somebody the platform reports."""
    await scene.act(AccountSeen(caller, name, email, guest=guest, stranger=stranger))
    async with scene.store.reading() as tx:
        account = await tx.accounts.find(caller.platform, caller.tenant, caller.user)
    assert account is not None and account.person_id is not None
    return Actor(scene, account.person_id, name, caller.user, "Europe/Berlin")


async def test_an_outsider_who_writes_an_admins_address_into_a_profile_is_no_admin(scene: Scene) -> None:
    told = with_admin(scene, BOSS)
    for number, guest in enumerate((False, True)):
        caller = Caller(Platform.LOCAL, "local", f"mallory-{number}")
        mallory = await seen(told, caller, "Mallory", BOSS, guest=guest, stranger=not guest)
        assert (await mallory.command("add")).problem == "may_not"
    boss = await seen(told, Caller(Platform.LOCAL, "local", "boss"), "Bea Boss", BOSS)
    assert (await boss.command("add")).form is not None, "the address is still free for whom it belongs to"
    assert boss.id != mallory.id


async def test_an_address_of_another_domain_makes_nobody_an_admin(scene: Scene) -> None:
    told = with_admin(scene, "boss@elsewhere.example")
    boss = await seen(told, Caller(Platform.LOCAL, "local", "boss"), "Bea Boss", "boss@elsewhere.example")
    assert (await boss.command("add")).problem == "may_not"


async def test_an_outsider_takes_nothing_over_from_somebody_an_import_named(scene: Scene) -> None:
    named = Person(PersonId(ids.new()), "Nina Novak", "nina@acme.example", known=False)
    async with scene.store.writing() as tx:
        await tx.people.add(named)
    guest = await seen(scene, Caller(Platform.LOCAL, "local", "fake"), "Nina Novak", "nina@acme.example", guest=True)
    assert guest.id != named.id
    nina = await seen(scene, Caller(Platform.LOCAL, "local", "nina"), "Nina Novak", "nina@acme.example")
    assert nina.id == named.id


async def test_an_address_that_an_outsider_was_given_once_goes_to_whom_it_belongs(scene: Scene) -> None:
    told = with_admin(scene, BOSS)
    async with scene.store.writing() as tx:
        await tx.people.add(Person(PersonId("mallory"), "Mallory", BOSS, external=True))
    boss = await seen(told, Caller(Platform.LOCAL, "local", "boss"), "Bea Boss", BOSS)
    assert boss.id != "mallory" and (await boss.command("add")).form is not None


async def test_whoever_becomes_a_guest_loses_a_colleagues_rights_and_gets_them_back(scene: Scene) -> None:
    *_, dee, _ = await five(scene)
    assert "Olivia Ortega" in (await dee.owner("invoice triage")).text
    await scene.act(AccountSeen(dee.caller, "Dee Diaz", "dee@acme.example", guest=True))
    assert "Olivia Ortega" not in (await dee.owner("invoice triage")).text
    await scene.act(AccountSeen(dee.caller, "Dee Diaz", "dee@acme.example"))
    assert "Olivia Ortega" in (await dee.owner("invoice triage")).text


async def test_a_guest_in_one_place_is_a_colleague_as_long_as_another_account_is_a_full_members(scene: Scene) -> None:
    *_, dee, _ = await five(scene)
    teams = Caller(Platform.TEAMS, "acme", "dee-t")
    await scene.act(AccountSeen(teams, "Dee Diaz", "dee@acme.example"))
    await scene.act(AccountSeen(dee.caller, "Dee Diaz", "dee@acme.example", guest=True))
    assert "Olivia Ortega" in (await dee.owner("invoice triage")).text
    await scene.act(AccountLeft(teams))
    assert "Olivia Ortega" not in (await dee.owner("invoice triage")).text


async def test_an_admin_who_becomes_a_guest_is_an_admin_no_longer(scene: Scene) -> None:
    ada = scene.actors["ada"]
    assert (await ada.command("add")).form is not None
    await scene.act(AccountSeen(ada.caller, "Ada Nowak", "ada@acme.example", guest=True))
    assert (await ada.command("add")).problem == "may_not"


async def test_a_guest_who_is_taken_on_has_an_address_from_then_on(scene: Scene) -> None:
    told, caller = with_admin(scene, BOSS), Caller(Platform.LOCAL, "local", "boss")
    boss = await seen(told, caller, "Bea Boss", BOSS, guest=True)
    assert (await boss.command("add")).problem == "may_not"
    assert (await seen(told, caller, "Bea Boss", BOSS)).id == boss.id
    assert (await boss.command("add")).form is not None
