"""Forms in Slack: every form of the gallery as a modal, and what is entered comes back under the fields' names."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion

from adapters.slack.forms import errors_of, private_of, users_of, values_of, view
from bot.cards import Choice, Field, FieldKind, Form
from bot.views import system_form
from tests.adapters.slack_rules import check_view, every_element, shown, units
from tests.adapters.test_slack_cards import MENTIONS, NASTY_TEXT, OLIVIA, TEXTS, compact
from tests.gallery import LONG, NASTY, gallery, nasty, usual

BERLIN = "Europe/Berlin"
PEOPLE = {"U0OLIVIA": OLIVIA}


def entered(form: dict[str, Any], typed: dict[str, Any] | None = None) -> dict[str, Any]:
    """The `view` of a view_submission as Slack sends it: what was there at first, or what somebody entered since."""
    values: dict[str, Any] = {}
    for block in form["blocks"]:
        if block["type"] == "input":
            state = (typed or {}).get(block["block_id"].rpartition("#")[0]) or _untouched(block["element"])
            values[block["block_id"]] = {block["element"]["action_id"]: state}
    return {"private_metadata": form["private_metadata"], "state": {"values": values}}


def _untouched(element: dict[str, Any]) -> dict[str, Any]:
    kind = element["type"]
    match kind:
        case "plain_text_input":
            return {"type": kind, "value": element.get("initial_value")}
        case "datepicker":
            return {"type": kind, "selected_date": element.get("initial_date")}
        case "static_select" | "external_select":
            return {"type": kind, "selected_option": element.get("initial_option")}
        case "users_select":
            return {"type": kind, "selected_user": element.get("initial_user")}
        case _:
            return {"type": kind, "selected_options": element.get("initial_options", [])}


def forms_of(typed: str | None = None) -> list[tuple[str, Form]]:
    return [(one.name, one.what) for one in gallery(usual() if typed is None else nasty(typed)) if isinstance(one.what, Form)]


def test_every_form_opens_as_it_did(snapshot: SnapshotAssertion) -> None:
    made = {name: view(form, BERLIN, "D1:17.5", MENTIONS) for name, form in forms_of()}
    assert {
        name: [compact({key: part for key, part in one.items() if key != "blocks"}), *(compact(block) for block in one["blocks"])]
        for name, one in made.items()
    } == snapshot


@pytest.mark.parametrize(
    "typed", ["plain", "", " ", "\u202e", NASTY, LONG], ids=["words", "nothing", "a blank", "a mark", "markup", "long"]
)
def test_every_form_is_within_the_limits_whatever_was_typed(typed: str) -> None:
    for name, form in forms_of(typed):
        made = view(form, BERLIN, "D1:17.5", MENTIONS)
        check_view(made)
        assert values_of(entered(made))[:2] == (form.action, form.ref), name


def test_a_form_that_is_sent_unchanged_says_what_it_showed() -> None:
    for name, form in forms_of():
        action, ref, values = values_of(entered(view(form, BERLIN, "", MENTIONS)), PEOPLE)
        assert (action, ref) == (form.action, form.ref) and list(values) == [field.name for field in form.fields], name
        for field in form.fields:
            if field.kind not in (FieldKind.PERSON, FieldKind.CHOICE):
                assert values[field.name] == field.value.replace("\u202e", ""), (name, field.name)


def test_saving_a_long_text_unchanged_loses_none_of_it() -> None:
    system = usual().system
    purpose = ("Ein Satz mit ü und 😀 darin. " * 400)[:9_000].strip()
    form = system_form.edit_form(type(system)(system.id, "x", "X", system.created_at, purpose=purpose))
    made = view(form, BERLIN)
    check_view(made)
    assert values_of(entered(made))[2]["purpose"] == purpose


def test_what_is_entered_comes_back_under_the_fields_names() -> None:
    fields = (
        Field("words", "What?", FieldKind.LINES), Field("since", "Since?", FieldKind.DATE), Field("amount", "How much?", FieldKind.NUMBER),
        Field("bad", "How bad?", FieldKind.CHOICE, choices=(Choice("stop", "Stop"), Choice("cosmetic", "Cosmetic"))),
        Field("who", "Who?", FieldKind.PERSON), Field("other", "Which?", FieldKind.SYSTEM), Field("risk", "Risk?", FieldKind.YES),
    )  # fmt: skip
    typed = {
        "words": {"type": "plain_text_input", "value": "late"}, "since": {"type": "datepicker", "selected_date": "2026-12-01"},
        "amount": {"type": "plain_text_input", "value": "1.203,50"}, "bad": {"type": "static_select", "selected_option": {"value": "stop"}},
        "who": {"type": "users_select", "selected_user": "U0OLIVIA"}, "other": {"type": "external_select", "selected_option": {"value": "s7"}},
        "risk": {"type": "checkboxes", "selected_options": [{"value": "yes"}]},
    }  # fmt: skip
    sent = entered(view(Form("answer.off", "c1", "Off", "Send", fields), BERLIN, "D1:17.5"), typed)
    assert values_of(sent, PEOPLE) == (
        "answer.off",
        "c1",
        {"words": "late", "since": "2026-12-01", "amount": "1.203,50", "bad": "stop", "who": "olivia", "other": "s7", "risk": "yes"},
    )
    assert private_of(sent) == "D1:17.5" and users_of(sent) == ("U0OLIVIA",)
    assert values_of(sent)[2]["who"] == "<@U0OLIVIA>", "somebody we do not know is a mention, never a name"


@pytest.mark.parametrize(
    "payload",
    [{}, {"private_metadata": None}, {"private_metadata": "x"}, {"state": None}, {"state": {"values": []}}, {"state": {"values": {"a#1": None}}},
     {"state": {"values": {"a#1": {"x": "y"}}}}, {"private_metadata": 7, "state": {"values": {3: {"x": {}}}}}],
)  # fmt: skip
def test_a_forged_submission_is_nothing(payload: dict[str, Any]) -> None:
    assert values_of(payload) == ("", "", {})


def test_a_state_of_an_unknown_kind_is_blank() -> None:
    states = {"a#1": {"x": {"type": "new_thing", "selected": 3}}, "b#1": {"y": {"value": None}}, "c": {"z": {"value": 7}}}
    assert values_of({"state": {"values": states}}) == ("", "", {"a": "", "b": "", "c": ""})


def test_what_is_wrong_is_told_at_its_field() -> None:
    form = Form("a", "r", "T", "Send", (Field("one", "One"), Field("two", "Two")), errors={"two": "How bad is it?", "gone": "Reload."})
    assert errors_of(form) == {"two#1": "How bad is it?", "one#1": "Reload."}
    made = view(form, BERLIN)
    check_view(made)
    at = next(number for number, block in enumerate(made["blocks"]) if block.get("block_id") == "two#1")
    assert "▲ How bad is it?" in shown(made["blocks"][at - 1]) and "▲ Reload." in shown(made["blocks"][0])
    assert errors_of(Form("a", "r", "T", "Send", errors={"x": "y"})) == {}


def test_a_windows_title_says_what_is_done_and_the_whole_stands_above_the_fields() -> None:
    made = view(Form("a", "", "Something's off: Invoice triage", "Send", (Field("x", "X"),)), BERLIN)
    assert made["title"]["text"] == "Something's off" and "Something's off: Invoice triage" in shown(made["blocks"])
    cut = view(Form("a", "", "A cover for Olivia Ortega of Accounts", "Send", (Field("x", "X"),)), BERLIN)
    assert cut["title"]["text"] == "A cover for Olivia Orte…" and "A cover for Olivia Ortega of Accounts" in shown(cut["blocks"])


def test_no_window_is_headed_by_a_cut_word_or_by_the_system_alone() -> None:
    heads = {name: view(form, BERLIN)["title"]["text"] for name, form in forms_of()}
    assert {name: head for name, head in heads.items() if head.endswith("…")} == {}
    assert [name for name, head in heads.items() if head.startswith("Invoice triage")] == []


def test_more_than_a_hundred_choices_come_in_groups() -> None:
    some = tuple(Choice(str(n), f"Choice {n}") for n in range(250))
    made = view(Form("a", "", "T", "Send", (Field("x", "X", FieldKind.CHOICE, choices=some, value="249"),)), BERLIN)
    check_view(made)
    element = made["blocks"][0]["element"]
    assert [one["label"]["text"] for one in element["option_groups"]] == ["1 to 100", "101 to 200", "201 to 250"]
    assert element["initial_option"]["value"] == "249"


def test_a_choice_of_none_can_be_chosen_and_comes_back_as_nothing() -> None:
    """Slack takes no blank value, and a menu that was answered cannot be emptied."""
    some = (Choice("", "as usual"), Choice("0", "Monday"))
    for value, chosen in (("", "as usual"), ("0", "Monday")):
        made = view(Form("a", "", "T", "Send", (Field("day", "Day", FieldKind.CHOICE, choices=some, value=value),)), BERLIN)
        check_view(made)
        element = made["blocks"][0]["element"]
        assert [one["text"]["text"] for one in element["options"]] == ["as usual", "Monday"]
        assert element["initial_option"]["text"]["text"] == chosen and "hint" not in made["blocks"][0]
        assert values_of(entered(made))[2] == {"day": value}


def test_a_system_that_was_chosen_is_shown_by_its_name() -> None:
    field = Field("system", "Which?", FieldKind.SYSTEM, value="invoice-triage", shown="Invoice triage")
    made = view(Form("a", "", "T", "Send", (field,)), BERLIN)
    option = made["blocks"][0]["element"]["initial_option"]
    assert (option["text"]["text"], option["value"]) == ("Invoice triage", "invoice-triage")
    assert values_of(entered(made))[2] == {"system": "invoice-triage"}


def test_more_fields_than_a_window_holds_are_told_of() -> None:
    made = view(Form("a", "", "T", "Send", tuple(Field(f"f{n}", f"F {n}") for n in range(120))), BERLIN)
    check_view(made)
    assert "… and 25 more fields that no window holds." in shown(made["blocks"])


def test_only_a_real_date_and_a_known_person_are_filled_in() -> None:
    fields = (
        Field("d", "D", FieldKind.DATE, value="next week"),
        Field("p", "P", FieldKind.PERSON, value="Olivia"),
        Field("q", "Q", FieldKind.PERSON, value=OLIVIA),
    )
    first, second, third = view(Form("a", "", "T", "Send", fields), BERLIN, mentions=MENTIONS)["blocks"]
    assert "initial_date" not in first["element"] and first["hint"]["text"] == "Given so far: next week"
    assert "initial_user" not in second["element"] and second["hint"]["text"] == "Given so far: Olivia"
    assert third["element"]["initial_user"] == "U0OLIVIA" and "hint" not in third


def test_a_ref_that_cannot_come_back_is_refused() -> None:
    with pytest.raises(ValueError, match="private_metadata"):
        view(Form("a", "r" * 3000, "T", "Send"), BERLIN)


NAMES = st.lists(st.from_regex(r"[a-z][a-z_]{0,30}", fullmatch=True), max_size=8, unique=True)
CHOICES = st.lists(st.builds(Choice, st.one_of(st.text(max_size=9), st.just("v" * 151)), NASTY_TEXT), max_size=130).map(tuple)
SETTINGS = st.tuples(
    st.sampled_from(list(FieldKind)), st.booleans(), NASTY_TEXT, NASTY_TEXT, st.integers(0, 9000), st.one_of(st.just(()), CHOICES)
)


class Opened:
    """A form whose description stays short when it is told of."""

    def __init__(self, form: Form) -> None:
        self.form = form

    def __repr__(self) -> str:
        return f"{self.form.title[:40]!r}: {[(one.name, one.kind.value, one.value[:20]) for one in self.form.fields]}"[:300]


@st.composite
def opened(draw: st.DrawFn) -> Opened:
    fields: list[Field] = []
    for name in draw(NAMES):
        kind, needed, hint, value, limit, choices = draw(SETTINGS)
        fields.append(Field(name, draw(NASTY_TEXT), kind, needed, hint, value, choices, limit))
    errors = {one.name: draw(NASTY_TEXT) for one in fields[::2]}
    return Opened(
        Form(
            "answer.off",
            draw(st.sampled_from(["", "r" * 2000, "a\nb"])),
            draw(NASTY_TEXT),
            draw(NASTY_TEXT),
            tuple(fields),
            draw(TEXTS),
            errors,
        )
    )


@settings(max_examples=60, deadline=None)
@given(opened())
def test_no_form_breaks_a_limit_and_every_field_is_there(one: Opened) -> None:
    made = view(one.form, BERLIN, "D1:17.5", MENTIONS)
    check_view(made)
    json.dumps(made, ensure_ascii=False).encode()
    assert not [part for part in every_element(made["blocks"]) if part.get("type") == "mrkdwn"]
    action, ref, values = values_of(entered(made))
    assert (action, ref, list(values)) == (one.form.action, one.form.ref, [field.name for field in one.form.fields])
    ids = {block["block_id"] for block in made["blocks"] if block["type"] == "input"}
    assert set(errors_of(one.form)) <= ids and all(units(text) <= 2000 for text in errors_of(one.form).values())
