"""What the stories of the corners share: a staffed system, its seats, and pressing what opens a form."""

from bot.events import Pressed, Reply
from bot.model import Role, Seat, Stage, System
from bot.views.plain import plain
from tests.scene import Actor, OnScreen, Scene

ACCEPTED = {"skill": "knows invoices", "normal": "about 200 a day"}


async def five(scene: Scene, stage: Stage = Stage.PRODUCTION, **more: object) -> tuple[Actor, Actor, Actor, Actor, System]:
    """Olivia operates, Max maintains, Sam stewards; Dee could follow."""
    olivia, max_, sam, dee = await scene.people("Olivia Ortega", "Max Meyer", "Sam Steward", "Dee Diaz")
    return olivia, max_, sam, dee, await scene.staffed("Invoice triage", olivia, max_, sam, stage, **more)


async def seat_of(scene: Scene, system: System, role: Role) -> Seat:
    """A seat as it stands in the database."""
    async with scene.store.reading() as tx:
        return (await tx.seats.of(system.id))[role]


async def press(actor: Actor, action: str, ref: str) -> Reply:
    """A button of a card that is long gone, or of somebody else's."""
    return await actor.scene.act(Pressed(actor.caller, action, ref))


def on(actor: Actor, reply: Reply) -> OnScreen:
    """A reply in front of whoever got it."""
    assert reply.card is not None, reply
    return OnScreen(actor, reply.card)


def labels(seen: OnScreen) -> list[str]:
    """What can be pressed."""
    return [one.label for one in seen.buttons()]


def asked(actor: Actor, words: str = "is this normal?") -> list[str]:
    """The days on which this was in a message, read or not."""
    return [f"{one.at:%Y-%m-%d}" for one in actor.inbox() if words in plain(one.card, actor.zone)]
