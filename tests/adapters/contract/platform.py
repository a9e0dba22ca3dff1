"""What every platform must let a person do and see: the conversations of this folder know nothing else of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from bot.events import Caller


@dataclass(frozen=True, slots=True)
class Shown:
    """A message, an answer or a form, as somebody sees it.

    `words`: all that is to be read, a line a block. `fields`: what stands in each of a form's, by its name. `errors`: what stands beside
    them, or above the form under a blank name. `place`: the message's id; blank: an answer or a window, which is no message.
    `raw`: the platform's own, for its driver alone.
    """

    words: str
    buttons: tuple[str, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    place: str = ""
    raw: Any = field(default=None, repr=False)

    def says(self, words: str) -> bool:
        """Whatever the case, and however the platform breaks its lines."""
        return " ".join(words.split()).casefold() in " ".join(self.words.split()).casefold()


class Platform(Protocol):
    """A chat platform through its real way in and out. `who`: `olivia` has the account of Olivia Ortega, whose address begins so."""

    name: str

    async def arrives(self, who: str, name: str, *, guest: bool = False) -> None:
        """Somebody has an account, and could be written to; nobody has met them."""
        ...

    def caller(self, who: str) -> Caller:
        """Their account."""
        ...

    async def owner(self, who: str, text: str) -> Shown:
        """`/owner text`, where only they see the answer; a known `@Dee Diaz` in it is a mention. What they see then."""
        ...

    async def says(self, who: str, text: str) -> Shown:
        """Words in our own conversation; what they see then."""
        ...

    async def press(self, who: str, shown: Shown, label: str) -> Shown:
        """A button; what they see then: the form, the answer, or what became of the message. From their own conversation, whosever it was."""
        ...

    async def send(self, who: str, form: Shown, typed: Mapping[str, str]) -> Shown:
        """A form, with what stands in it and what they typed; people by their names. What they see then."""
        ...

    async def inbox(self, who: str) -> list[Shown]:
        """The messages of our own conversation as they read now, the oldest first."""
        ...

    async def leaves(self, who: str) -> None:
        """The organisation deactivates the account, and the platform says so in its own way."""
        ...

    async def keeps_us_out(self, who: str) -> None:
        """Our messages to them are refused."""
        ...

    async def lets_us_in(self, who: str) -> None:
        """They are taken again, and the platform says so, or the person does."""
        ...

    async def settled(self) -> None:
        """What goes on after an answer has ended."""
        ...
