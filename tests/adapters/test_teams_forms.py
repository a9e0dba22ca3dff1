"""Forms in Teams: every form of the gallery as a card with inputs, and what was entered under the fields' own names."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion

from adapters.teams.forms import CLOSE, SUBMIT, form, users_of, values_of
from adapters.teams.limits import CHOICES
from adapters.typed import HARMFUL
from bot.cards import Choice, Field, FieldKind, Form, Plain
from bot.model import PersonId
from tests.adapters.teams_rules import LARGEST, actions, check, elements, texts
from tests.gallery import LONG, NASTY, gallery, nasty

BERLIN = "Europe/Berlin"
OLIVIA = PersonId("olivia")
ENTRA = "6f1c2f0a-0000-4000-8000-000000000001"


def made_of(*fields: Field, **more: Any) -> Form:
    return Form("offer", "seat", "Offer a role", "Offer", fields, (Plain("Who?"),), **more)


def the_input(made: dict[str, Any]) -> dict[str, Any]:
    """Its only one."""
    found: list[dict[str, Any]] = [one for one in elements(made) if one["type"].startswith("Input.")]
    (one,) = found
    return one


def sent(made: dict[str, Any], **typed: str) -> dict[str, Any]:
    """What a client sends: the data of the button that was pressed, and beside it every input, as it stands or as it was filled in."""
    button = next(one for one in actions(made) if one["verb"] == SUBMIT)
    found = {one["id"]: one.get("value", "") for one in elements(made) if one["type"].startswith("Input.")}
    data: dict[str, Any] = button["data"]
    return data | {key: typed.get(key.rpartition(".")[2], value) for key, value in found.items()}


def test_every_form_is_sent_as_it_was(snapshot: SnapshotAssertion) -> None:
    made = {one.name: form(one.what, BERLIN) for one in gallery() if isinstance(one.what, Form)}
    assert {name: [json.dumps(one, ensure_ascii=False) for one in sent_["body"]] for name, sent_ in made.items()} == snapshot


@pytest.mark.parametrize("words", ["plain", "", " ", NASTY, "w" * 1500], ids=["words", "nothing", "a blank", "markup", "long"])
def test_every_form_is_within_the_limits_whatever_was_typed(words: str) -> None:
    for one in gallery(nasty(words)):
        if isinstance(one.what, Form):
            check(form(one.what, BERLIN), LARGEST)


def test_a_form_whose_values_no_message_holds_is_refused_rather_than_cut() -> None:
    fields = [Field(f"field{n}", "Words", FieldKind.LINES, value=LONG, limit=20_000) for n in range(6)]
    with pytest.raises(ValueError, match="more than a message holds"):
        form(made_of(*fields), BERLIN)


def test_a_form_that_is_sent_as_it_stands_changes_nothing() -> None:
    """What no input can hold, a person without an account here or a date in words, stands beside it and is blank."""
    for one in gallery():
        if isinstance(one.what, Form):
            action, ref, values = values_of(sent(form(one.what, BERLIN)))
            assert (action, ref) == (one.what.action, one.what.ref), one.name
            kept = {
                field.name: HARMFUL.sub("", field.value)
                for field in one.what.fields
                if field.kind not in (FieldKind.PERSON, FieldKind.DATE)
            }
            assert {name: values[name] for name in kept} == kept, one.name


@given(st.dictionaries(st.text(max_size=20), st.one_of(st.none(), st.text(max_size=20), st.integers(), st.lists(st.text()))))
def test_values_never_fail(data: dict[str, Any]) -> None:
    assert values_of(data)[0] == "" or isinstance(data["form"], str)
    assert isinstance(users_of(data), tuple)


@pytest.mark.parametrize("data", [None, 7, "x", [], {}, {"form": 1, "ref": ""}, {"form": "offer"}])
def test_what_no_form_of_ours_sent_is_nothing(data: object) -> None:
    assert values_of(data) == ("", "", {})


def test_a_field_cannot_pass_for_our_own_data() -> None:
    made = form(made_of(Field("ref", "Reference"), Field("form", "Form")), BERLIN)
    assert values_of(sent(made, ref="another", form="retire")) == ("offer", "seat", {"ref": "another", "form": "retire"})


def test_a_person_is_picked_from_the_directory_and_comes_back_as_ours() -> None:
    made = form(made_of(Field("person", "Who", FieldKind.PERSON, True, value=OLIVIA)), BERLIN, {OLIVIA: ENTRA})
    one = the_input(made)
    assert one["choices.data"] == {"type": "Data.Query", "dataset": "graph.microsoft.com/users"} and one["value"] == ENTRA
    data = sent(made)
    assert users_of(data) == (ENTRA,) and values_of(data, {ENTRA: OLIVIA})[2] == {"person": OLIVIA}
    assert values_of(data)[2] == {"person": f"<@{ENTRA}>"}, "somebody unknown is never a name"


def test_a_person_without_an_account_here_is_told_beside_the_field() -> None:
    made = form(made_of(Field("person", "Who", FieldKind.PERSON, value="Olivia Ortega")), BERLIN)
    assert "value" not in the_input(made) and "Given so far: Olivia Ortega" in texts(made)


def test_few_systems_are_one_list_and_many_are_looked_up() -> None:
    asked = made_of(Field("system", "System", FieldKind.SYSTEM, value="s1", shown="Invoice triage"))
    few = the_input(form(asked, BERLIN, systems=[("s1", "Invoice triage"), ("s2", "Churn score")]))
    assert few["style"] == "filtered" and [one["value"] for one in few["choices"]] == ["s1", "s2"] and "choices.data" not in few
    many = the_input(form(asked, BERLIN, systems=[(f"s{n}", f"System {n}") for n in range(CHOICES + 1)]))
    assert many["choices.data"]["dataset"] == "systems" and many["choices"] == [{"title": "Invoice triage", "value": "s1"}]


def test_what_is_wrong_stands_above_its_field() -> None:
    field = Field("hours", "Hours a month", FieldKind.NUMBER, required=True, hint="Like 2 or 1,5")
    made = form(made_of(field, errors={"hours": "Write a number.", "": "Somebody else holds it."}), BERLIN)
    check(made)
    said = [one["inlines"][0]["text"] if "inlines" in one else one["type"] for one in made["body"]]
    assert said == ["Offer a role", "Who?", "▲ Somebody else holds it.", "▲ Write a number.", "Input.Text", "Like 2 or 1,5", "ActionSet"]


def test_a_form_is_sent_or_left() -> None:
    made = form(made_of(Field("words", "Words", FieldKind.LINES)), BERLIN)
    assert [(one["verb"], one["title"]) for one in actions(made)] == [(SUBMIT, "Offer"), (CLOSE, "Not now")]


def test_yes_is_yes_and_a_choice_is_one_of_its_own() -> None:
    made = form(made_of(Field("sure", "I have the time", FieldKind.YES, value="yes")), BERLIN)
    assert values_of(sent(made))[2] == {"sure": "yes"} and values_of(sent(made, sure=""))[2] == {"sure": ""}
    chosen = form(made_of(Field("how", "How", FieldKind.CHOICE, value="gone", choices=(Choice("a", "A"), Choice("b", "B")))), BERLIN)
    assert "value" not in the_input(chosen)
