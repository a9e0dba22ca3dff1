"""Where the rest is shown of what no message holds, by the card's state; where nothing else does, what waits is under /owner me."""

REST = {
    "me": "Answer what waits, then /owner me shows more; /owner list shows every system.",
    "list": "/owner list and a word of the name narrows it down.",
    "gaps": "/owner gaps and the buttons there show them ten at a time.",
    "look_up": "/owner edit and the system's name shows all of it to whoever may edit it.",
    "history": "/owner, the system's name, on and a date tells who it was then.",
    "my_data": "/owner me data offers all of it as a file.",
}
ELSE = "/owner me shows what waits for you."


def rest_of(state: str) -> str:
    """What to do to see it, as a sentence."""
    return REST.get(state, ELSE)
