"""If you stopped, nobody would notice: said to the person, or of them to whoever can mend it (VOICE, You are the only one)."""

from bot.cards import Button, Line, Mark, State
from bot.model import PersonId, Role
from bot.rules.unwatched import Unwatched
from bot.views import actions, words
from bot.views.replies import name_its_steward
from bot.views.words import cut, spans

DOES: dict[Role, str] = {Role.OPERATOR: "operate", Role.MAINTAINER: "maintain", Role.STEWARD: "steward"}


def unwatched_line(one: Unwatched, reader: PersonId | None) -> Line:
    """What they do, and that nobody looks over their shoulder, with the way to name one."""
    doing = [DOES[role] for role in one.roles]
    listed = " and ".join((", ".join(doing[:-1]), doing[-1])) if len(doing) > 1 else doing[0]
    who, they = ("you", "you") if one.person == reader else (cut(one.name, 80), "they")
    head = State(Mark.GAP, f"If {who} stopped, nobody would notice")
    risk = "; ".join(words.MISSING[role] for role in one.roles)
    text = f": {they} {listed} {cut(one.system, 80)}, and no second pair of eyes is named. Then {risk}."
    button = Button(actions.NAME_SECOND, one.steward_seat, "Name one") if one.has_steward else name_its_steward(one.steward_seat)
    return Line(spans(head, text), (), (), (button,))
