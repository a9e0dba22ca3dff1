"""What every form has in common."""

from collections.abc import Mapping
from dataclasses import replace

from bot.cards import Form


def with_errors(form: Form, values: Mapping[str, str], errors: dict[str, str]) -> Form:
    """The same form with what was typed and what is missing."""
    kept = tuple(replace(field, value=values.get(field.name, field.value)) for field in form.fields)
    return replace(form, fields=kept, errors=errors)
