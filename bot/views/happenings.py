"""What just happened, in plain words: one sentence an audit code."""

from collections.abc import Mapping

from bot.model import EpisodeKind, Role
from bot.views.words import ANSWER_SAID, SIDE

QUIET = frozenset(
    {
        "check_in.delivered",
        "episode.opened",
        "episode.telling",
        "person.seen",
        "person.settings",
        "anchor",
        "check_in.rerouted",
        "system.imported",
        "account.refused",
        "account.in_reach",
        "message.unknown",
        "person.named",
        "decision.taken",
        "token.created",
        "retention.ran",
        "texts.erased",
        "token.revoked",
        "reader.added",
        "reader.ended",
        "trail.rekeyed",
        "offer.named",
        "decision.done",
    }
)


def sentence(code: str, refs: Mapping[str, str], names: Mapping[str, str]) -> str | None:
    """`refs`: the ids and codes of the row; `names`: id → name of people and systems. None: not worth telling."""
    if code in QUIET:
        return None
    who = names.get(refs.get("person", ""), "Somebody")
    system = names.get(refs.get("system", ""), "the register")
    role = names.get(refs.get("seat", ""), refs.get("role", "holder"))
    first = who.split()[0] if who.split() else who
    match code:
        case "episode.told":
            return f"{first} was told about {system}: {_about(refs, role)}."
        case "episode.ended":
            return _ended(refs, role, system)
        case "check_in.answered":
            kind = next((words for answer, words in ANSWER_SAID.items() if answer.value == refs.get("kind")), "answered")
            return f"{first} answered for {system}: {kind}."
        case _:
            template = SENTENCES.get(code)
            return template.format(who=who, first=first, system=system, role=role) if template else None


SENTENCES: dict[str, str] = {
    "system.created": "{system} came into the register.",
    "system.edited": "{first} edited {system}.",
    "system.stage": "{system} moved to another stage.",
    "system.merged": "Two systems were merged into {system}.",
    "offer.made": "{first} was chosen as {role} of {system}.",
    "offer.invited": "{first} is asked to be the {role} of {system}.",
    "offer.accepted": "{first} accepted: {role} of {system}.",
    "offer.declined": "{first} declined to be the {role} of {system}.",
    "offer.expired": "The offer to {first} for {system} expired.",
    "offer.withdrawn": "The offer to {first} for {system} was withdrawn.",
    "offer.reminded": "{first} was reminded of the offer for {system}.",
    "offer.told": "Whoever offered was told that {first} has not answered for {system}.",
    "offer.granted": "{first} got what was missing to say yes to {system}.",
    "asks_more": "{first} asks for more before saying yes to {system}.",
    "check_in.asked": "{first} was asked about {system}.",
    "check_in.reminded": "{first} was reminded about {system}.",
    "check_in.missed": "A question about {system} closed without an answer.",
    "check_in.void": "A question about {system} was not asked.",
    "check_in.tomorrow": "{first} asked to see {system} again tomorrow.",
    "check_in.undone": "{first} took an answer about {system} back.",
    "episode.nobody_left": "{system}: if it stopped, nobody would notice. Nobody is left to tell.",
    "person.left": "{who} left. Every role {first} held is vacant now.",
    "person.pruned": "The register no longer names {who}; what {first} held or was offered on its systems has ended.",
    "person.outside": "{who} is a guest now, and sees what guests see.",
    "person.inside": "{who} is a colleague now, no longer a guest.",
    "person.away": "{first} is away.",
    "person.back": "{first} is back.",
    "person.returned": "{who} is here again; roles are not given back silently.",
    "cover.asked": "A cover for {first} was asked.",
    "cover.agreed": "{first} is covered.",
    "cover.declined": "The cover for {first} said no.",
    "second.named": "{first} was named as second pair of eyes on {system}.",
    "second.confirmed": "{first} is the second pair of eyes on {system}.",
    "second.unconfirmed": "{first} has not said yet whether to be a second pair of eyes; the steward was told.",
    "second.declined": "{first} declined to be the second pair of eyes on {system}.",
    "concern.raised": "{first} raised a concern about {system}.",
    "concern.for_maintainer": "A concern about {system} went to the technical side.",
    "concern.mine": "{first} took on a concern about {system}: input or use.",
    "concern.known_edge_case": "{first} knows a concern about {system} as an edge case.",
    "concern.not_a_concern": "{first} found a concern about {system} to be none.",
    "concern.duplicate": "{first} found a concern about {system} to be known already.",
    "concern.acknowledge": "{first} works on a concern about {system}.",
    "concern.resolve": "{first} resolved a concern about {system}.",
    "concern.confirm": "{first} confirmed that {system} is normal again.",
    "concern.reopen": "{first} opened a concern about {system} again.",
    "concern.say": "{first} said something about a concern of {system}.",
    "concern.severity": "{first} changed how bad a concern about {system} is.",
    "concern.moved": "A concern came to {system} with a system that was merged into it.",
    "concern.told": "{first} was told of a concern about {system} that waited too long.",
    "excuse.made": "{first} excused a job of {system} until a date.",
    "excuse.ended": "An excuse for {system} ended.",
    "assignment.ended": "{first} is no longer the {role} of {system}.",
    "seat.leaving": "{first} steps down as {role} of {system}.",
    "seat.staying": "{first} stays {role} of {system} after all.",
    "confirmation.asked": "{first} was asked whether to stay {role} of {system}.",
    "confirmation.still": "{first} stays {role} of {system}.",
    "confirmation.more": "{first} stays {role} of {system} and needs more.",
    "confirmation.no": "{first} does not stay {role} of {system}.",
    "hours.granted": "{first} has other hours as {role} of {system} now.",
    "person.moved": "{first} has another title or department; every role is asked about once.",
    "decision.undone": "{first} took a decision about {system} back.",
    "system.switched_off": "{first} confirmed that {system} is switched off.",
    "system.switch_off_later": "{first} moved the switch-off of {system}.",
    "signal.taken": "A figure for {system} came in.",
    "override.made": "{first} let {system} go on unstaffed until a date.",
    "override.ended": "{system} no longer goes on by override.",
    "combination.reason": "Why {first} holds two jobs of {system} is written down.",
    "person.erased": "A former colleague's name was erased; the history of the roles stays.",
    "looked": "{first} looked at {system}: fine.",
    "asked_again": "{first} was asked again about {system}.",
    "outage": "Rollcall did not run for a while; the time is taken off everybody's clock.",
    "platform.down": "A platform did not answer; its messages wait.",
    "account.out": "The platform says that messages do not reach one of the accounts.",
    "platform.back": "The platform answers again; the time is taken off everybody's clock.",
    "paused": "Everything is held.",
    "resumed": "Rollcall goes on.",
    "register.imported": "A register came in.",
    "sighting.told": "The admins were told of a system that is not in the register.",
}


def _about(refs: Mapping[str, str], role: str) -> str:
    side = SIDE.get(Role(role)) if role in set(Role) else None
    return {
        EpisodeKind.SILENT.value: f"the {side or role} has gone quiet",
        EpisodeKind.VACANT.value: f"there is no {role}",
        EpisodeKind.UNREACHABLE.value: f"the {role} cannot be reached",
        EpisodeKind.UNCOVERED.value: f"the {role} is away and nobody covers",
    }.get(refs.get("kind", ""), f"the {role} needs somebody")


def _ended(refs: Mapping[str, str], role: str, system: str) -> str | None:
    if refs.get("kind") == EpisodeKind.VACANT.value:
        return f"Somebody is the {role} of {system} now."
    if refs.get("kind") == EpisodeKind.UNREACHABLE.value:
        return f"The {role} of {system} can be reached again."
    return None
