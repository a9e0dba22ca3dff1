"""A named human (PRODUCT R1)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import Account, AccountId, Platform
from bot.rules.named_human import PERSON, Reason, VerdictKind, cleaned, judge_account, judge_text, name_from_email
from bot.views.refusals import SENTENCES, SHORT, in_a_line

PEOPLE = [
    "Adele", "Dr. Team Lee", "Prof. Support", "李小龙", "Ольга Иванова", "محمد علي", "O'Brien", "José María de la Cruz", "Nowak, Ada", "Jean-Luc Picard",
    "olivia.ortega@acme.example", "ucastell@FDIC.example", "LindqvistM@SEC.example", "otanaka@doc.example", "pyilmaz-grau@doc.example",
    "Nadia.Pinto@uspto.example,", "sam@acme.example", "una@acme.example", "jo@acme.example", "amy@acme.example", "ismail@acme.example",
    "Max Meyer <max@contoso.example>", "J. R. Smith", "Ada Nowak",
]  # fmt: skip

NO_PEOPLE = [
    ("", Reason.BLANK), ("  ", Reason.BLANK), ("-", Reason.BLANK), ("TBD", Reason.BLANK), ("n/a", Reason.BLANK), ("various", Reason.BLANK),
    ("Not available", Reason.BLANK), ("(unknown)", Reason.BLANK), ("niemand", Reason.BLANK), ("\u200e", Reason.BLANK),
    ("IT", Reason.TEAM), ("the ML squad", Reason.TEAM), ("Data Team", Reason.TEAM), ("our support team", Reason.TEAM), ("@data-team", Reason.TEAM),
    ("Contoso GmbH", Reason.TEAM), ("Claims Department", Reason.TEAM),
    ("Head of IT", Reason.FUNCTION), ("CIO", Reason.FUNCTION),
    ("support@acme.example", Reason.MAILBOX), ("it-team@acme.example", Reason.MAILBOX), ("hhs.caio@hhs.example", Reason.MAILBOX),
    ("AI@usdoj.example", Reason.MAILBOX), ("zzOCIO-AI@dol.example", Reason.MAILBOX), ("AI.Questions@sba.example", Reason.MAILBOX),
    ("clearinghouse@eac.example", Reason.MAILBOX), ("data@ntsb.example", Reason.MAILBOX), ("Help <help@acme.example>", Reason.MAILBOX),
    ("https://home.treasury.gov/utility/contact", Reason.WEB_PAGE), ("www.acme.example", Reason.WEB_PAGE), ("acme.example/contact", Reason.WEB_PAGE),
    ("ada@acme.example; sam@acme.example", Reason.SEVERAL_PEOPLE), ("ada@acme.example, cc: sam@acme.example", Reason.SEVERAL_PEOPLE),
    ("torey/tsato@noaa.example", Reason.SEVERAL_PEOPLE), ("Ada and Sam", Reason.SEVERAL_PEOPLE), ("Ada Nowak, Sam Steward", Reason.SEVERAL_PEOPLE),
    ("Ada/Sam", Reason.SEVERAL_PEOPLE), ("<@U1> <@U2>", Reason.SEVERAL_PEOPLE),
    ("@here", Reason.EVERYONE), ("@channel please", Reason.EVERYONE), ("<!everyone>", Reason.EVERYONE), ("everybody", Reason.EVERYONE),
    ("<!subteam^S1>", Reason.GROUP), ("#help", Reason.CHANNEL), ("<#C123|help>", Reason.CHANNEL), ("github-actions[bot]", Reason.BOT), ("Chatbot", Reason.BOT),
    ("the AI looks after itself", Reason.ITSELF), ("self-managed", Reason.ITSELF), ("The model is autonomous", Reason.ITSELF),
]  # fmt: skip

TO_ASK = [
    "01-laptop-voiced@icloud.example",
    "bimail@NCUA.example",
    "cfa@state.example",
    "ai.weiwei@acme.example",
    "Anna Team",
    "<@U123>",
    "Room 12",
]


@pytest.mark.parametrize("given_", PEOPLE)
def test_living_people_pass(given_: str) -> None:
    assert judge_text(given_) == PERSON


@pytest.mark.parametrize(("given_", "reason"), NO_PEOPLE)
def test_what_is_no_person_is_refused_with_its_reason(given_: str, reason: Reason) -> None:
    verdict = judge_text(given_)
    assert (verdict.kind, verdict.reason) == (VerdictKind.NOT_A_PERSON, reason)


@pytest.mark.parametrize("given_", TO_ASK)
def test_where_words_alone_would_refuse_a_living_person_we_ask(given_: str) -> None:
    assert judge_text(given_).kind is VerdictKind.ASK


def account(bot: bool = False, guest: bool = False, group: bool = False, deleted: bool = False) -> Account:
    """Named like a team, because names don't matter."""
    return Account(
        AccountId("a"), None, Platform.SLACK, "T1", "U1", name="Support Team", bot=bot, guest=guest, group=group, deleted=deleted
    )


def test_accounts_are_judged_by_their_flags_and_never_by_their_name() -> None:
    assert judge_account(account()) == PERSON
    assert judge_account(account(guest=True)) == PERSON
    assert judge_account(account(bot=True)).reason is Reason.BOT
    assert judge_account(account(group=True)).reason is Reason.GROUP
    assert judge_account(account(deleted=True)).reason is Reason.DEACTIVATED


def test_every_reason_has_a_sentence_that_says_what_to_do_instead() -> None:
    assert set(SENTENCES) == set(SHORT) == set(Reason)
    assert all(words.endswith((".", "?")) for words in SENTENCES.values())
    assert "mailbox" in in_a_line("support@acme.example", judge_text("support@acme.example"), ())


@pytest.mark.parametrize(
    ("email", "name"), [("olivia.ortega@acme.example", "Olivia Ortega"), ("LindqvistM@SEC.example", "LindqvistM"), ("sam@x.example", "Sam")]
)
def test_an_address_gives_a_name_to_show(email: str, name: str) -> None:
    assert name_from_email(email) == name


@given(st.text(max_size=300))
def test_any_text_gets_a_verdict(text: str) -> None:
    verdict = judge_text(text)
    assert (verdict.reason is None) == (verdict.kind is VerdictKind.PERSON)


@given(st.text(max_size=60))
def test_white_space_and_a_trailing_comma_change_nothing(text: str) -> None:
    assert judge_text(f"  {text} ,") == judge_text(text)
    assert cleaned(cleaned(text)) == cleaned(text)


@given(
    st.sampled_from(["team", "squad", "department", "helpdesk", "committee"]), st.sampled_from(["billing", "the", "data", "our it", "ML"])
)
def test_a_team_word_after_a_business_word_is_never_a_person(team: str, before: str) -> None:
    assert judge_text(f"{before} {team}").reason is Reason.TEAM


@given(st.sampled_from([given_ for given_, _ in NO_PEOPLE if given_.strip()]))
def test_capital_letters_make_nobody_a_person(given_: str) -> None:
    assert judge_text(given_.upper()).kind is not VerdictKind.PERSON


@pytest.mark.parametrize(
    ("given_", "reason"),
    [
        ("Anna Nowak <cfa@acme.example>", None), ("[Anna Nowak] bimail@acme.example", None), ("mailto:support@acme.example", Reason.MAILBOX), ("mailto:sam@acme.example", None),
        ("Acme bot", Reason.BOT), ("Helper (bot)", Reason.BOT), ("slackbot", Reason.BOT), ("bot", Reason.BOT),
        ("Data team and sales team", Reason.TEAM), ("die Gruppe", Reason.TEAM), ("Green Falcon squad", Reason.TEAM), ("Falcon squad", Reason.ASK), ("Helpdesk", Reason.TEAM),
        ("Ada\x07Nowak", None), ("sup\u200bport@acme.example", Reason.MAILBOX), ("Ada\u2028Nowak", None), ("IT\u00a0Support", Reason.TEAM),
        ("One Two Three Four Five", None), ("One Two Three Four Five Six", Reason.ASK), ("Dr.", None), ("Mrs. Board", None), ("Ada (CIO)", Reason.ASK), ("[IT]", Reason.TEAM),
        ("a@acme.example CC: team", Reason.SEVERAL_PEOPLE), ("@ada", None), ("!!!", Reason.BLANK),
    ],
)  # fmt: skip
def test_the_edges_of_the_words(given_: str, reason: Reason | None) -> None:
    assert judge_text(given_).reason is reason
