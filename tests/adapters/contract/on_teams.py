"""Teams' driver: signed activities in, the tests' own Bot Connector and Graph behind it."""

from collections.abc import Iterator, Mapping
from typing import Any

from adapters.teams.forms import SUBMIT, VALUE
from bot.events import Caller
from bot.model import Platform
from tests.adapters import fake_teams
from tests.adapters.contract.platform import Shown
from tests.adapters.fake_teams import TENANT, person_id
from tests.adapters.teams_rules import actions
from tests.adapters.teams_tenant import Tenant, card_of, labels

Json = dict[str, Any]
WRONG = "▲ "


class OnTeams:
    """Rollcall in a tenant whose Graph may be asked, where everybody has the app."""

    name = "teams"

    def __init__(self, tenant: Tenant) -> None:
        self.tenant, self.teams = tenant, tenant.teams
        self._users: dict[str, str] = {}  # Entra ids by who
        self._names: dict[str, str] = {}  # by Entra id

    def caller(self, who: str) -> Caller:
        """By their Entra id."""
        return Caller(Platform.TEAMS, TENANT, self._users[who])

    async def arrives(self, who: str, name: str, *, guest: bool = False) -> None:
        """In the tenant's directory, with the app."""
        user = self._users[who] = person_id(31 + len(self._users))
        self._names[user] = name
        upn = f"{who}@acme.example"
        self.teams.person(user, name, upn, userRole="guest" if guest else "user")
        kind = "Guest" if guest else "Member"
        self.teams.graph[user] = {"id": user, "displayName": name, "userPrincipalName": upn, "userType": kind, "accountEnabled": True}

    async def owner(self, who: str, text: str) -> Shown:
        """A bot command in their own chat."""
        return await self.says(who, f"owner {text}")

    async def says(self, who: str, text: str) -> Shown:
        """The answer is a message below."""
        before, user = self._answers(who), self._users[who]
        self.teams.number += 1
        mentions = {f"@{name}": f"<at>{name}</at>" for name in self._names.values() if f"@{name}" in text}
        entities = [
            {"type": "mention", "text": f"<at>{name}</at>", "mentioned": {"id": f"29:{id}", "name": name}}
            for id, name in self._names.items()
            if f"@{name}" in mentions
        ]
        for name, mention in mentions.items():
            text = text.replace(name, mention)
        await self._post(fake_teams.message(user, text, self.teams.service, id=f"said{self.teams.number}", entities=entities))
        await self.settled()
        return self._shown(self._answers(who)[len(before) :][-1])

    async def press(self, who: str, shown: Shown, label: str) -> Shown:
        """The form in the card's place, an answer below, or the card as it reads now."""
        button = next(one for one in actions(card_of(shown.raw)) if one["type"] == "Action.Execute" and one["title"] == label)
        return await self._execute(who, shown, button, {})

    async def send(self, who: str, form: Shown, typed: Mapping[str, str]) -> Shown:
        """The form's own button, with every input as it stands or was filled in."""
        card = card_of(form.raw)
        button = next(one for one in actions(card) if one.get("verb") == SUBMIT)
        people = {name: id for id, name in self._names.items()}
        data: Json = {}
        for one in _inputs(card):
            kind, name = _kind_and_name(one)
            value = typed.get(name, one.get("value", ""))
            data[one["id"]] = people.get(value, value) if kind == "person" else value
        return await self._execute(who, form, button, data)

    async def _execute(self, who: str, shown: Shown, button: Json, entered: Json) -> Shown:
        before = self._answers(who)
        self.teams.number += 1
        made = fake_teams.pressed(
            self._users[who],
            {**button.get("data", {}), **entered},
            button["verb"],
            shown.place,
            self.teams.service,
            id=f"click{self.teams.number}",
        )
        answer = await self._post(made)
        await self.settled()
        below = self._answers(who)[len(before) :]
        if below:
            return self._shown(below[-1])
        if isinstance(answer["value"], str):
            return Shown(answer["value"])
        return self._shown(answer | {"id": shown.place})

    async def inbox(self, who: str) -> list[Shown]:
        """Their own chat with us."""
        return [self._shown(one) for one in self._chat(who)]

    async def leaves(self, who: str) -> None:
        """Switched off in the directory, of which Graph's delta tells (graph/delta-query-users)."""
        user = self.teams.graph[self._users[who]]
        user["accountEnabled"] = False
        self.teams.pages.append({"value": [user], "@odata.deltaLink": f"{self.teams.address}/graph/users/delta?$deltatoken=later"})
        assert self.tenant.ours.leavers is not None
        await self.tenant.ours.leavers.round()
        assert not self.teams.pages

    async def keeps_us_out(self, who: str) -> None:
        """They take the app out, of which nobody tells us."""
        self.teams.installed.discard(self._users[who])

    async def lets_us_in(self, who: str) -> None:
        """They add it again, and Teams says so."""
        self.teams.installed.add(self._users[who])
        self.teams.number += 1
        added = fake_teams.activity("installationUpdate", self._users[who], self.teams.service, action="add", id=f"add{self.teams.number}")
        await self._post(added)

    async def settled(self) -> None:
        """What was begun has ended; and a second, of which Teams takes seven calls a conversation."""
        await self.tenant.settled()
        self.tenant.ours.sender.connector._pace._windows.clear()

    async def _post(self, activity: Json) -> Any:
        status, answer = await self.tenant.post(activity)
        assert status == 200, (status, answer)
        return answer

    def _chat(self, who: str) -> list[Json]:
        return self.tenant.inbox(self._users[who])

    def _answers(self, who: str) -> list[Json]:
        """What was asked for: it raises no notification."""
        return [one for one in self._chat(who) if one["id"] not in self._unasked(who)]

    def _unasked(self, who: str) -> set[str]:
        """By id: an update of theirs has no notification any more."""
        user = self._users[who]
        posted = [body for where, body in self.teams.calls if where == f"POST /teams/v3/conversations/a:{user}/activities"]
        return {id for id, body in zip((one["id"] for one in self._chat(who)), posted, strict=False) if "channelData" in body}

    def _shown(self, message: Json) -> Shown:
        place = str(message.get("id", ""))
        if "text" in message:
            return Shown(message["text"], place=place, raw=message)
        card = card_of(message)
        is_form = any(one.get("verb") == SUBMIT for one in actions(card))
        fields = {_kind_and_name(one)[1]: str(one.get("value", "")) for one in _inputs(card)} if is_form else {}
        words = "\n".join(_read(card["body"]))
        return Shown(words, tuple(labels(message)), fields, _errors(card["body"]) if is_form else {}, place, message)


def _kind_and_name(one: Mapping[str, Any]) -> tuple[str, str]:
    kind, _, name = one["id"].removeprefix(VALUE).partition(".")
    return kind, name


def _inputs(card: Json) -> list[Json]:
    return [one for one in card["body"] if one["type"].startswith("Input.")]


def _errors(body: list[Json]) -> dict[str, str]:
    """Each stands right above its input."""
    found: dict[str, str] = {}
    for one, after in zip(body, [*body[1:], {"type": ""}], strict=True):
        text = "".join(run["text"] for run in one.get("inlines", []))
        if text.startswith(WRONG):
            found[_kind_and_name(after)[1] if after["type"].startswith("Input.") else ""] = text.removeprefix(WRONG)
    return found


def _read(value: Any) -> Iterator[str]:
    """A line a block; nothing of what only can be pressed or chosen."""
    if isinstance(value, list):
        for one in value:
            yield from _read(one)
    elif isinstance(value, dict) and value.get("type") != "ActionSet":
        if value.get("type") == "RichTextBlock":
            yield "".join(one["text"] for one in value["inlines"])
        else:
            yield from (value[name] for name in ("label", "title") if isinstance(value.get(name), str))
            for name, one in value.items():
                if name != "choices":
                    yield from _read(one)
