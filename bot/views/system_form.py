"""Adding and editing a system by form; only the name is required (PRODUCT §9)."""

from bot.cards import Button, Card, Choice, Field, FieldKind, Form, Line, Strong
from bot.model import Impact, Pattern, Person, Role, SeatId, Stage, System
from bot.rules.clearance import Clearance
from bot.views import actions, clearance, words
from bot.views.replies import ref
from bot.views.words import spans

LONG = 4000


def add_form(name: str = "") -> Form:
    """The first four things; the rest comes with editing."""
    return Form(actions.ADD, "", "Add a system", "Add it", (
        Field("name", "What is it called?", FieldKind.LINE, True, "For example: Invoice triage", name, limit=200),
        Field("purpose", "What does it do, and what is it for?", FieldKind.LINES, limit=LONG),
        Field("places", "Where do people meet it? (a channel, a page, a bot; one a line)", FieldKind.LINES, limit=LONG),
        Field("unit", "Which unit?", FieldKind.LINE, limit=200),
        _stage(Stage.PRODUCTION),
        _impact(Impact.USUAL),
        _pattern(Pattern.OPERATIONAL),
        Field("steward", "Who should be its steward?", FieldKind.PERSON, False, "Answers for whether it is still needed; offers the other two jobs."),
    ))  # fmt: skip


def edit_form(system: System) -> Form:
    """Everything a form can hold. A new name keeps the old one as an alias."""
    return Form(actions.EDIT, system.id, f"Edit {words.cut(system.name, 80)}", "Save", (
        Field("name", "Name", FieldKind.LINE, True, value=system.name, limit=200),
        Field("aliases", "Other names (one a line)", FieldKind.LINES, value="\n".join(system.aliases), limit=LONG),
        Field("unit", "Unit", FieldKind.LINE, value=system.unit, limit=200),
        Field("purpose", "What is it for?", FieldKind.LINES, value=system.purpose, limit=LONG),
        _impact(system.impact),
        _pattern(system.pattern),
        Field("places", "Where people meet it (one a line)", FieldKind.LINES, value="\n".join(system.places), limit=LONG),
        Field("normal", "What is normal?", FieldKind.LINES, value=system.normal, limit=LONG),
        Field("how_to_stop", "How to stop it", FieldKind.LINES, value=system.how_to_stop, limit=LONG),
        Field("who_may_stop", "Who may stop it", FieldKind.LINE, value=system.who_may_stop, limit=200),
        Field("earns_keep_when", "It earns its keep when …", FieldKind.LINES, value=system.earns_keep_when, limit=LONG),
        Field("vendor", "Vendor", FieldKind.LINE, value=system.vendor, limit=200),
        Field("contract_end", "Contract ends", FieldKind.DATE, value=system.contract_end.isoformat() if system.contract_end else ""),
        Field("models", "Models (one a line)", FieldKind.LINES, value="\n".join(system.models), limit=LONG),
        Field("budget", "Budget a month (amount and currency)", FieldKind.LINE, False, "For example: 800 EUR", _money(system), limit=40),
        Field("links", "Links (one a line)", FieldKind.LINES, value="\n".join(system.links), limit=LONG),
        Field("tells_moved", "Tell the steward when answers come while the facts moved", FieldKind.YES, value="yes" if system.tells_moved else ""),
        Field("instructions", "Instructions for use", FieldKind.LINE, value=system.instructions, limit=1000),
        Field("logs", "Where its own logs are", FieldKind.LINE, value=system.logs, limit=1000),
        Field("workers_told_on", "Workers were told on", FieldKind.DATE, value=system.workers_told_on.isoformat() if system.workers_told_on else ""),
    ))  # fmt: skip


def stage_form(system: System, allowed: tuple[Stage, ...], override: bool, found: Clearance) -> Form:
    """Where it goes next."""
    choices = tuple(Choice(one.value, words.STAGE[one]) for one in allowed)
    fields: tuple[Field, ...] = (
        Field("stage", "It becomes", FieldKind.CHOICE, True, choices=choices, value=choices[0].value if choices else ""),
    )
    if override:
        fields += (
            Field("reason", "Why without three accepted people?", FieldKind.LINE, hint="Only an admin may; it stays on the diagnostic."),
            Field("until", "Until when?", FieldKind.DATE),
        )
    return Form(
        actions.STAGE,
        system.id,
        f"Change the stage: {words.cut(system.name, 80)} {words.STAGE_IS[system.stage]}",
        "Change",
        fields,
        spans(clearance.sentence(system, found)) if override else (),
    )


def _stage(value: Stage) -> Field:
    return Field(
        "stage", "How far is it?", FieldKind.CHOICE, value=value.value, choices=tuple(Choice(one.value, words.STAGE[one]) for one in Stage)
    )


def _pattern(value: Pattern) -> Field:
    choices = tuple(Choice(one.value, label) for one, label in PATTERNS.items())
    return Field("pattern", "How is it owned?", FieldKind.CHOICE, value=value.value, choices=choices)


PATTERNS: dict[Pattern, str] = {
    Pattern.OPERATIONAL: "the usual way: run by the business, kept by IT or a vendor, answered for by the business's leader",
    Pattern.EMBEDDED: "embedded: an engineer inside the team that runs it",
    Pattern.VENDOR: "vendor managed: the vendor's person keeps it running",
}


def added(system: System, steward: Person | None, steward_seat: SeatId) -> Card:
    """It is in; what comes next, with its button."""
    if steward is not None:
        head = spans(
            f"{system.name} is in the register. ",
            ref(steward),
            " is asked to be its steward, who answers for its purpose and then offers the other two jobs.",
        )
        return Card(head, (), (), "added")
    head = spans(
        f"{system.name} is in the register. Next: name its steward, who answers for its purpose and then offers the other two jobs."
    )
    return Card(head, (), (Button(actions.OFFER, steward_seat, "Name its steward"),), "added")


def next_step(system: System, role: Role, seat: SeatId) -> Line:
    """Where the first run was left: it can be taken up again at every step."""
    head = spans(Strong(system.name), f" has no {role.value} yet, so {words.MISSING[role]}.")
    return Line(head, (), (), (Button(actions.OFFER, seat, f"Name its {role.value}"),))


def _impact(value: Impact) -> Field:
    choices = (Choice(Impact.USUAL.value, "usual"), Choice(Impact.HIGH.value, "high: people are harmed when it is wrong"))
    return Field("impact", "Impact", FieldKind.CHOICE, value=value.value, choices=choices)


def _money(system: System) -> str:
    return f"{system.budget.amount} {system.budget.currency}" if system.budget else ""
