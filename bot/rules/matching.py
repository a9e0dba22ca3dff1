"""Which system somebody meant (STATES, Look-up)."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.model import Policy, SystemId
from bot.rules.folding import folded

Name = tuple[SystemId, str, str]  # system, folded, shown


@dataclass(frozen=True, slots=True)
class Found:
    """Exactly this one."""

    system_id: SystemId


@dataclass(frozen=True, slots=True)
class Several:
    """These have exactly this name; `containing` more contain it."""

    system_ids: tuple[SystemId, ...]
    containing: int = 0


@dataclass(frozen=True, slots=True)
class DidYouMean:
    """Near, not sure."""

    system_ids: tuple[SystemId, ...]


@dataclass(frozen=True, slots=True)
class Nothing:
    """Not in the register; the nearest, if any, all the same."""

    nearest: tuple[SystemId, ...] = ()


Match = Found | Several | DidYouMean | Nothing


def match(query: str, names: Sequence[Name], policy: Policy) -> Match:
    """An exact name, alias or slug wins over any score; else 90 and 10 ahead is an answer, 60 to 90 three suggestions."""
    wanted = folded(query)
    exact = tuple(dict.fromkeys(system for system, name, _ in names if name == wanted))
    if len(exact) == 1:
        return Found(exact[0])
    if exact:
        containing = {system for system, name, _ in names if wanted in name} - set(exact)
        return Several(exact, len(containing))
    return _near(wanted, names, policy) if wanted else Nothing()


def _near(wanted: str, names: Sequence[Name], policy: Policy) -> Match:
    from rapidfuzz import process  # 30 ms: only where no name is exact
    from rapidfuzz.fuzz import WRatio
    from rapidfuzz.utils import default_process

    texts = [name for _, name, _ in names]
    best: dict[SystemId, float] = {}
    for _, score, index in process.extract(wanted, texts, scorer=WRatio, processor=default_process, limit=30):
        best[names[index][0]] = max(score, best.get(names[index][0], 0.0))
    ordered = sorted(best, key=lambda system: -best[system])
    scores = [best[system] for system in ordered]
    if scores and scores[0] >= policy.look_sure and (len(scores) == 1 or scores[0] - scores[1] >= policy.look_ahead):
        return Found(ordered[0])
    near = tuple(system for system in ordered if best[system] >= policy.look_alike)[:3]
    return DidYouMean(near) if near else Nothing(tuple(ordered[:3]))
