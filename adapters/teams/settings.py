"""What Microsoft Teams needs to be told (docs/install-teams.md)."""

import re
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import BaseModel, Field, SecretStr, field_validator

GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
LOOPBACK = ("127.0.0.1", "localhost", "::1")
# Where the Bot Connector says its keys are, and who it says it is (learn.microsoft.com, Authentication with the Bot Connector API)
KEYS = "https://login.botframework.com/v1/.well-known/openidconfiguration"
LOGIN = "https://login.microsoftonline.com/"
GRAPH = "https://graph.microsoft.com/v1.0/"
EMULATED = "00000000-0000-0000-0000-00000000000e"  # the app id of a bot that nobody registered


class TeamsTrouble(Exception):
    """Teams cannot be used with these settings; the sentence says what to do."""


class TeamsSettings(BaseModel):
    """`ROLLCALL_TEAMS__…`; without an app id Teams is off, but for the emulator."""

    model_config = {"extra": "forbid"}

    app_id: str = Field("", description="The bot's application (client) id (Azure portal, App registrations)")
    tenant_id: str = Field("", description="The directory (tenant) id of your organisation (Azure portal, App registrations)")
    app_secret: SecretStr | None = Field(None, description="The application's client secret; or give a certificate instead")
    certificate: Path | None = Field(None, description="A PEM file with the application's certificate and its private key")
    allowed_tenants: str = Field("", description="Tenant ids that may use it, separated by commas; empty: only your own")
    graph: bool = Field(False, description="Ask Microsoft Graph who left; needs the permission User.Read.All")
    emulator: bool = Field(False, description="Local emulator only: takes requests that nobody signed, and only on this machine")
    keys_url: str = Field(KEYS, description="Where the Bot Connector's keys are, for tests")
    login_url: str = Field(LOGIN, description="Where tokens come from, for tests")
    graph_url: str = Field(GRAPH, description="Where Microsoft Graph is, for tests")

    @field_validator("app_id", "tenant_id")
    @classmethod
    def _guid(cls, value: str) -> str:
        plain = value.strip().casefold()
        if plain and not GUID.fullmatch(plain):
            raise ValueError("write the id as Azure shows it, like 6f1c2f0a-0000-4000-8000-000000000001")
        return plain

    @field_validator("allowed_tenants")
    @classmethod
    def _guids(cls, value: str) -> str:
        odd = next((one for one in _parts(value) if not GUID.fullmatch(one)), None)
        if odd is not None:
            raise ValueError(f"“{odd[:40]}” is no tenant id; write them as Azure shows them, separated by commas")
        return value

    @field_validator("app_secret")
    @classmethod
    def _secret(cls, value: SecretStr | None) -> SecretStr | None:
        if value is None or not value.get_secret_value().strip():
            return None
        if GUID.fullmatch(value.get_secret_value().strip().casefold()):
            raise ValueError("that is the secret's id; Azure shows the secret itself beside it, under Value, and only once")
        return value

    @field_validator("certificate")
    @classmethod
    def _readable(cls, value: Path | None) -> Path | None:
        if value is not None and not value.is_file():
            raise ValueError("there is no such file; write the path of a PEM file with the certificate and its private key")
        return value

    @field_validator("keys_url", "login_url", "graph_url")
    @classmethod
    def _address(cls, value: str) -> str:
        if not value.startswith("https://") and not is_loopback(value):
            raise ValueError("write https://…, or something on this machine")
        return value

    @property
    def is_on(self) -> bool:
        """Something of Teams' was given."""
        return bool(self.app_id) or self.emulator

    @property
    def id(self) -> str:
        """Who we are to the Bot Connector."""
        return self.app_id or EMULATED

    @property
    def local(self) -> bool:
        """Somebody on this machine may pass for Microsoft: an emulator, or keys of the tests' own. Then nobody else may reach us."""
        return self.emulator or is_loopback(self.keys_url)

    @property
    def tenants(self) -> frozenset[str]:
        """Who may use us; an emulator has one of its own making."""
        given = frozenset(_parts(self.allowed_tenants))
        return given or frozenset([self.tenant_id] if self.tenant_id else ())


def is_loopback(url: str) -> bool:
    """An http address of this machine."""
    try:
        found = urlsplit(url)
        return found.scheme == "http" and found.hostname in LOOPBACK and found.username is None
    except ValueError:  # a bracket that opens no IPv6 address
        return False


def https_host(url: str) -> str:
    """The host of an https address that names no user and no port of its own; blank for any other."""
    try:
        found = urlsplit(url)
        return (found.hostname or "") if found.scheme == "https" and found.username is None and found.port in (None, 443) else ""
    except ValueError:  # a bracket that opens no IPv6 address, a port that is no number
        return ""


def _parts(value: str) -> list[str]:
    return [one.strip().casefold() for one in value.split(",") if one.strip()]
