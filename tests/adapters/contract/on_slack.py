"""Slack's driver: signed requests in, the tests' own Slack behind it."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from adapters.slack.cards import ANSWER
from adapters.slack.forms import FORM_VIEW
from bot.events import Caller
from bot.model import Platform
from tests.adapters import fake_slack
from tests.adapters.contract.platform import Shown
from tests.adapters.fake_slack import TEAM
from tests.adapters.slack_workspace import HOOKS, Workspace

Json = dict[str, Any]
REFUSED = "cannot_reply_to_message"
NOT_READ = ("button", "overflow", "option")
SECTIONS = ("rich_text_section", "rich_text_quote", "rich_text_preformatted")


class OnSlack:
    """Rollcall in a workspace."""

    name = "slack"

    def __init__(self, workspace: Workspace) -> None:
        self.workspace, self.slack = workspace, workspace.slack
        self._names: dict[str, str] = {}  # by user id
        self._number = 0

    def caller(self, who: str) -> Caller:
        """U0OLI is Olivia's."""
        return Caller(Platform.SLACK, TEAM, self._user(who))

    def _user(self, who: str) -> str:
        return f"U0{who.upper()[:3]}"

    def _channel(self, who: str) -> str:
        return f"D0{who.upper()[:3]}"

    def _next(self) -> str:
        self._number += 1
        return f"17.{self._number}"

    async def arrives(self, who: str, name: str, *, guest: bool = False) -> None:
        """In the workspace's directory."""
        self._names[self._user(who)] = name
        self.slack.person(self._user(who), name, f"{who}@acme.example", is_restricted=guest)

    async def owner(self, who: str, text: str) -> Shown:
        """The answer stands in the response, or a window opened."""
        views = len(self.slack.views)
        answer = await self._post(fake_slack.command(self._user(who), self._typed(text), trigger=self._next(), url=f"{HOOKS}/1"))
        await self.settled()
        return self._answer(answer) if answer else self._window(views)

    def _typed(self, text: str) -> str:
        for id, name in self._names.items():
            text = text.replace(f"@{name}", f"<@{id}|{name.split()[0].casefold()}>")
        return text

    async def says(self, who: str, text: str) -> Shown:
        """The answer is a message below."""
        before = self._below(who)
        words = {"type": "message", "channel": self._channel(who), "channel_type": "im", "user": self._user(who), "text": self._typed(text)}
        await self._post(fake_slack.event({**words, "ts": self._next()}, f"Ev{self._number}"))
        await self.settled()
        return self._message(self._below(who)[len(before) :][-1])

    async def press(self, who: str, shown: Shown, label: str) -> Shown:
        """A window opens, an answer stands below or in the place of this one, or the message itself changes."""
        views, below, urls = len(self.slack.views), self._below(who), len(self.slack.urls)
        element = {**_pressable(shown.raw)[label], "action_ts": self._next()}
        await self._post(self._pressed(who, shown, element))
        await self.settled()
        if len(self.slack.views) > views:
            return self._window(views)
        if new := self._below(who)[len(below) :]:
            return self._message(new[-1])
        if len(self.slack.urls) > urls:
            return self._answer(self.slack.urls[-1])
        return self._now(who, shown)

    def _pressed(self, who: str, shown: Shown, element: Json) -> tuple[bytes, str]:
        user, trigger = self._user(who), self._next()
        if shown.place:
            return fake_slack.press(user, element, shown.raw, self._channel(who), trigger_id=trigger)
        if shown.raw.get("type") == "modal":
            place: Json = {"view": {**shown.raw, "id": "V1"}, "container": {"type": "view", "view_id": "V1"}}
        else:
            container = {"type": "message", "message_ts": "1.1", "channel_id": "C1", "is_ephemeral": True}
            place = {"container": container, "channel": {"id": "C1", "name": "general"}, "response_url": f"{HOOKS}/2"}
        return fake_slack.press(user, element, None, trigger_id=trigger, **place)

    async def send(self, who: str, form: Shown, typed: Mapping[str, str]) -> Shown:
        """Errors beside the fields, another window in its place, or it closes."""
        below = self._below(who)
        people = {name: id for id, name in self._names.items()}
        entered = {**form.fields, **typed}
        made = {name: people.get(value, value) if _is_person(form.raw, name) else value for name, value in entered.items()}
        answer = await self._post(fake_slack.sends(self._user(who), form.raw, made, self._next()))
        await self.settled()
        match answer:
            case {"response_action": "errors", "errors": errors}:
                shown = self._view(form.raw)
                return replace(shown, fields=made, errors={name.partition("#")[0]: text for name, text in errors.items()})
            case {"response_action": "update", "view": view}:
                return self._view(view)
        new = self._below(who)[len(below) :]
        return self._message(new[-1]) if new else Shown("")

    async def inbox(self, who: str) -> list[Shown]:
        """The direct message."""
        return [self._message(one) for one in self.slack.messages[self._channel(who)]]

    async def leaves(self, who: str) -> None:
        """Slack's event of somebody who changed (api/events/user_change)."""
        self.slack.users[self._user(who)]["deleted"] = True
        changed = {"type": "user_change", "user": self.slack.users[self._user(who)], "cache_ts": 1}
        await self._post(fake_slack.event(changed, f"Ev{self._next()}"))

    async def keeps_us_out(self, who: str) -> None:
        """Each post to them is refused."""
        self.slack.refuses[self._channel(who)] = REFUSED

    async def lets_us_in(self, who: str) -> None:
        """Slack does not tell; the person does, by asking us something."""
        del self.slack.refuses[self._channel(who)]
        await self.owner(who, "help")

    async def settled(self) -> None:
        """What was begun has ended; and a day of the machine's, after which Slack is asked again whether an account is there."""
        await self.workspace.ours.front.afterwards.close()
        self.workspace.ours.sender._checked.clear()

    async def _post(self, made: tuple[bytes, str]) -> Any:
        status, answer = await self.workspace.post(made)
        assert status == 200, (status, answer)
        return answer

    def _below(self, who: str) -> list[Json]:
        """Answers in the direct message."""
        return [one for one in self.slack.messages[self._channel(who)] if one["blocks"][0].get("block_id") == ANSWER]

    def _now(self, who: str, shown: Shown) -> Shown:
        found = [one for one in self.slack.messages[self._channel(who)] if one["ts"] == shown.place]
        return self._message(found[0]) if found else shown

    def _message(self, message: Json) -> Shown:
        return Shown(self._words(message["blocks"]), tuple(_pressable(message)), place=message["ts"], raw=dict(message))

    def _answer(self, answer: Json) -> Shown:
        return Shown(self._words(answer.get("blocks", answer)), tuple(_pressable(answer)), raw=answer)

    def _window(self, before: int) -> Shown:
        assert len(self.slack.views) == before + 1, "one window opens"
        return self._view(self.slack.views[-1])

    def _view(self, view: Json) -> Shown:
        is_form = view.get("callback_id") == FORM_VIEW
        inputs = [one for one in view["blocks"] if one["type"] == "input"] if is_form else []
        fields = {one["block_id"].partition("#")[0]: fake_slack.initial(one["element"]) for one in inputs}
        title, words = view["title"]["text"].rstrip("…"), self._words(view["blocks"])
        is_said = title in ("Rollcall", words[: len(title)])  # a title too long for a window's head stands below as well
        return Shown(words if is_said else f"{title}\n{words}", tuple(_pressable(view)), fields, raw=view)

    def _words(self, value: Any) -> str:
        return "\n".join(_read(value, self._names))


def _is_person(view: Json, name: str) -> bool:
    return any(one.get("block_id") == f"{name}#1" and one["element"]["type"] == "users_select" for one in view["blocks"])


def _pressable(shown: Json) -> dict[str, Json]:
    """By label; those behind the quiet menu too."""
    found = dict(fake_slack.buttons({"blocks": shown.get("blocks", [])}))
    for block in shown.get("blocks", []):
        for one in [*block.get("elements", []), block.get("accessory") or {}]:
            if one.get("type") == "overflow":
                found |= {option["text"]["text"]: {**one, "selected_option": option} for option in one["options"]}
    return found


def _read(value: Any, names: Mapping[str, str]) -> Iterator[str]:
    """A line a block; nothing of what only can be pressed or chosen."""
    if isinstance(value, list):
        for one in value:
            yield from _read(one, names)
    elif isinstance(value, dict) and value.get("type") not in NOT_READ:
        if value.get("type") in SECTIONS:
            yield "".join(_run(one, names) for one in value["elements"])
        elif isinstance(value.get("text"), str):
            yield value["text"]
        else:
            for name, one in value.items():
                if name not in ("element", "options"):
                    yield from _read(one, names)


def _run(element: Mapping[str, Any], names: Mapping[str, str]) -> str:
    if element["type"] == "user":
        return names.get(element["user_id"], f"<@{element['user_id']}>")
    return str(element.get("text") or element.get("url", ""))
