"""Why somebody is out of reach, and what mends it (PRODUCT §4, Not delivered is not silence; STATES, unreachable)."""

from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import Account, AccountId, OutOfReach, PersonId, Platform
from bot.rules.gaps import OF_REMEDY
from bot.rules.reach import EVERYBODYS, REMEDIES, NotYet, Remedy, after, after_a_sign, in_turn, why
from bot.views import reach as views
from bot.views.plain import text

ALL = (*OutOfReach, *NotYet)


def account(number: int, reason: OutOfReach | None = None, platform: Platform = Platform.SLACK) -> Account:
    return Account(AccountId(f"a{number}"), PersonId("olivia"), platform, "T1", f"U{number}", out_of_reach=reason)


reasons = st.lists(st.none() | st.sampled_from(OutOfReach), max_size=6)


@pytest.mark.parametrize(
    ("reason", "remedy"),
    [
        (OutOfReach.DEACTIVATED, Remedy.NAME_ANOTHER),
        (OutOfReach.NOT_FOUND, Remedy.NAME_ANOTHER),
        (OutOfReach.BOT, Remedy.NAME_ANOTHER),
        (OutOfReach.BLOCKED, Remedy.ASK_THEM),
        (OutOfReach.NOT_INSTALLED, Remedy.ASK_THEM),
        (OutOfReach.NOT_ALLOWED, Remedy.ADMIN),
        (OutOfReach.MESSAGES_OFF, Remedy.ADMIN),
        (OutOfReach.UNINSTALLED, Remedy.ADMIN),
        (OutOfReach.SCOPE_MISSING, Remedy.ADMIN),
        (OutOfReach.UNCONFIRMED, Remedy.ASK_THEM),
        (OutOfReach.OTHER, Remedy.ADMIN),
        (NotYet.NO_ACCOUNT, Remedy.NAME_ANOTHER),
        (NotYet.UNPROVEN, Remedy.TRY_AGAIN),
    ],
)
def test_whose_turn_it_is(reason: OutOfReach | NotYet, remedy: Remedy) -> None:
    assert REMEDIES[reason] is remedy


def test_every_reason_has_its_own_words_and_its_own_mend() -> None:
    assert set(REMEDIES) == set(views.BECAUSE) == set(views.MEND) == set(ALL) and set(OF_REMEDY) == set(Remedy)
    assert len(set(views.BECAUSE.values())) == len(ALL)
    assert len({text(views.told(one, "Olivia"), "UTC") for one in ALL}) == len(ALL)
    assert set(views.ADMINS_DO) == EVERYBODYS <= {one for one in OutOfReach if REMEDIES[one] is Remedy.ADMIN}


def test_nobody_is_replaced_for_what_ails_their_whole_workspace() -> None:
    assert not any("somebody else" in views.MEND[one] or "Name" in text(views.told(one, "Olivia"), "UTC") for one in EVERYBODYS)


def test_somebody_without_an_account_was_never_seen() -> None:
    assert why([]) is NotYet.NO_ACCOUNT


@given(reasons.filter(lambda given: None in given))
def test_an_account_that_takes_messages_is_there_again(given: list[OutOfReach | None]) -> None:
    assert why([account(number, one) for number, one in enumerate(given)]) is NotYet.UNPROVEN


@given(st.lists(st.sampled_from(OutOfReach), min_size=1, max_size=4))
def test_what_is_soonest_mended_is_told_in_whatever_order(given: list[OutOfReach]) -> None:
    told = {REMEDIES[why([account(number, one) for number, one in enumerate(order)])] for order in permutations(given)}
    assert told == {min((REMEDIES[one] for one in given), key=list(Remedy).index)}


@pytest.mark.parametrize("reason", list(OutOfReach))
def test_a_person_who_is_seen_speaks_for_themselves_and_not_for_their_workspace(reason: OutOfReach) -> None:
    assert after_a_sign(reason) is (reason if reason in EVERYBODYS else None)
    assert after_a_sign(None) is None


def test_the_preferred_platform_is_asked_first_unless_it_refuses() -> None:
    slack, teams = account(1), account(2, platform=Platform.TEAMS)
    assert in_turn([slack, teams], Platform.TEAMS) == [teams, slack]
    assert in_turn([slack, teams], None) == [slack, teams], "else the last used"
    blocked = replace(teams, out_of_reach=OutOfReach.BLOCKED)
    assert in_turn([slack, blocked], Platform.TEAMS) == [slack, blocked]
    assert in_turn([replace(slack, deleted=True), blocked], None) == [blocked], "what is gone is never tried"


@given(reasons, st.data())
def test_a_message_goes_from_account_to_account_and_comes_to_an_end(given: list[OutOfReach | None], data: st.DataObject) -> None:
    """As the outbox does it: each refusal is kept, then the message goes on, or nowhere."""
    accounts = [account(number, one) for number, one in enumerate(given)]
    tried: list[AccountId] = []
    at = next(iter(in_turn(accounts, None)), None)
    while at is not None:
        tried.append(at.id)
        refused, was_reachable = at.id, at.reachable
        reason = data.draw(st.sampled_from(OutOfReach))
        accounts = [replace(one, out_of_reach=reason) if one.id == refused else one for one in accounts]
        at = after(in_turn(accounts, None), refused, was_reachable=was_reachable)
    assert len(tried) == len(set(tried)), "nobody is tried twice"
    usable = {account(number).id for number, one in enumerate(given) if one is None}
    assert set(tried) == (usable or {one.id for one in accounts}), "those that take messages; where there are none, each once more"
