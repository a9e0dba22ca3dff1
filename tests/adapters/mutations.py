"""Requests that are not quite as a platform sends them: something in them is another thing, gone, doubled, or much deeper."""

import copy
import json
import random
from typing import Any

ODD: tuple[Any, ...] = (
    None, True, False, 0, -1, 1e308, 2**70, "", " ", "\x00", "\u202e", "\ud800", "x" * 5000, "<@U0OLI>", "<!channel>", "<!subteam^S1|@x>", "<at>Max</at>", "💥" * 50,
    "' OR 1=1 --", "{{7*7}}", "../../etc", [], {}, [[]], [None], {"": ""}, ["x"] * 200, {"id": None}, {"type": []}, "https://evil.example/", "U0SAM", "T0OTHER",
)  # fmt: skip


def somewhere(dice: random.Random, value: Any) -> tuple[Any, Any]:
    """A container inside, and a key of it; (None, None) where there is none."""
    inside = [value]
    found: list[tuple[Any, Any]] = []
    while inside:
        one = inside.pop()
        keys = list(one) if isinstance(one, dict) else range(len(one)) if isinstance(one, list) else ()
        found += [(one, key) for key in keys]
        inside += [one[key] for key in keys]
    return dice.choice(found) if found else (None, None)


def mutated(dice: random.Random, value: Any) -> Any:
    """Something in it is another thing, gone, doubled, or much deeper."""
    where, key = somewhere(dice, value)
    if where is None:
        return copy.deepcopy(dice.choice(ODD))
    match dice.randrange(5):
        case 0:
            where[key] = copy.deepcopy(dice.choice(ODD))
        case 1 if isinstance(where, dict):
            del where[key]
        case 2 if isinstance(where, dict):
            where[dice.choice(("x", "type", "user", "team", "event", "actions", "view", "payload", "command"))] = copy.deepcopy(where[key])
        case 3:
            for _ in range(dice.randrange(1, 60)):
                where[key] = dice.choice(([where[key]], {"value": where[key]}))
        case _:
            where[key] = [where[key], copy.deepcopy(dice.choice(ODD))]
    return value


def encoded(dice: random.Random, value: Any) -> bytes:
    """As JSON, in one of two ways."""
    return json.dumps(value, ensure_ascii=dice.random() < 0.5).encode("utf-8", "surrogatepass")


def broken(dice: random.Random, body: bytes) -> bytes:
    """Mostly whole; else cut off, with a byte changed, or twice."""
    match dice.randrange(14):
        case 0:
            return body[: dice.randrange(len(body) + 1)]
        case 1:
            at = dice.randrange(len(body) + 1)
            return body[:at] + bytes([dice.randrange(256)]) + body[at + 1 :]
        case 2:
            return body + body
        case _:
            return body
