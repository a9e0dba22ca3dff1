"""The raw request, checked before anything reads it: size, kind, token, text, shape (learn.microsoft.com, Authentication with the Bot Connector API).

The SDK takes the shapes of what it is given for granted, and fails where they are others; so it sees nothing that has not passed here.
"""

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from adapters.incoming import LIMIT, Rejected
from adapters.payload import Payload, id_in, map_in, text_in
from adapters.teams.settings import LOOPBACK, TeamsSettings, https_host, is_loopback

KIND = "application/json"
CHANNEL = "msteams"
PASSED_ON = ("Origin", "Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "Via")  # an emulator sends none
SCHEME = "bearer "
PLAIN = re.compile(r"[\x21-\x7e]{1,500}")  # a service: an address is kept as "service conversation"
TOKEN = 16 * 1024  # characters of an Authorization header; the Bot Connector's have some 1,000
# Where the Bot Connector of Teams runs, worldwide and for governments: our token is sent there and nowhere else
# (learn.microsoft.com/microsoftteams/platform, Send proactive messages, "serviceUrl")
HOSTS = frozenset(
    {
        "smba.trafficmanager.net",
        "smba.infra.gcc.teams.microsoft.com",
        "smba.infra.gov.teams.microsoft.us",
        "smba.infra.dod.teams.microsoft.us",
    }
)


def bearer(headers: Mapping[str, str]) -> str:
    """The token of an Authorization header; blank: there is none that could be one."""
    given = headers.get("Authorization", "")
    token = given[len(SCHEME) :].strip() if given[: len(SCHEME)].casefold() == SCHEME else ""
    return token if token.isascii() and len(token) <= TOKEN and token.count(".") == 2 and " " not in token else ""


def shape(headers: Mapping[str, str], body: bytes) -> dict[str, Any] | Rejected:
    """The activity as JSON has it: an object with a type, a conversation and a service. Before this comes `bearer`."""
    if len(body) > LIMIT:
        return Rejected(413, "too_large")
    if headers.get("Content-Type", "").partition(";")[0].strip().casefold() != KIND:
        return Rejected(415, "not_json")  # a page of another site can send text, and no JSON
    try:
        found = json.loads(body.decode("utf-8", "strict"))
    except UnicodeDecodeError:
        return Rejected(400, "not_utf8")
    except (ValueError, RecursionError):
        return Rejected(400, "not_json")
    if not isinstance(found, dict):
        return Rejected(400, "not_an_object")
    for name, there in (("type", text_in(found, "type")), ("conversation", text_in(map_in(found, "conversation"), "id"))):
        if not there:
            return Rejected(400, f"no_{name}")
    return found


def belongs(settings: TeamsSettings, activity: Payload, claims: Payload | None) -> Rejected | None:
    """Whether the activity is what its token speaks for, of Teams, and for us. `claims`: None where an emulator sends none."""
    service = text_in(activity, "serviceUrl")
    if text_in(activity, "channelId") != CHANNEL:
        return Rejected(403, "another_channel")
    if not may_take(service, local=settings.local):
        return Rejected(403, "another_service")
    if claims is not None and not _same(text_in(claims, "serviceurl"), service):
        return Rejected(403, "not_its_service")
    return None


def is_ours(settings: TeamsSettings, activity: Payload) -> bool:
    """Of a tenant that may use us; an emulator without a tenant of its own is let in."""
    tenant = tenant_of(activity)
    return bool(tenant) and (tenant in settings.tenants or (settings.emulator and not settings.tenants))


def tenant_of(activity: Payload) -> str:
    """The tenant an activity comes from (channelData.tenant.id; the SDK loses the conversation's); blank: it names none."""
    given = id_in(map_in(map_in(activity, "channelData"), "tenant"), "id") or id_in(map_in(activity, "conversation"), "tenantId")
    return given.casefold()


def may_take(service: str, *, local: bool) -> bool:
    """Only there is our token ever sent. `local`: an emulator on this machine may be meant, which gets none of Microsoft's."""
    plain = PLAIN.fullmatch(service) is not None and not set(service) & {"?", "#"}
    return (plain and https_host(service) in HOSTS) or (local and is_loopback(service))


def is_of_this_machine(headers: Mapping[str, str], remote: str | None) -> bool:
    """Whether a program here speaks, as an emulator does: no browser's page, whose name may lead here too, and nobody for whom something passes it on."""
    try:
        host = urlsplit(f"//{headers.get('Host', '')}").hostname
    except ValueError:  # a bracket that opens no IPv6 address
        return False
    return remote in LOOPBACK and host in LOOPBACK and not any(one in headers for one in PASSED_ON)


def _same(claimed: str, given: str) -> bool:
    return bool(claimed) and claimed.rstrip("/").casefold() == given.rstrip("/").casefold()
