"""Settings from the environment (`ROLLCALL_…`) or a TOML file; every one stands in docs/settings.md."""

import os
import re
import tomllib
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
    TomlConfigSettingsSource,
)

from adapters.cli import database_url, setting_words
from adapters.slack.settings import SlackSettings
from adapters.teams.settings import TeamsSettings
from bot.model import Organisation, Policy
from bot.rules.cadence import is_country, is_zone


class BadSettings(ValueError):
    """A setting is missing or wrong; the sentence says which and how to mend it."""


class PolicySettings(BaseModel):
    """The numbers an admin can change (STATES); wd = working days."""

    model_config = {"extra": "forbid"}

    first_telling: int = Field(3, ge=1, le=10, description="Working days until the first telling of a silence")
    offer_told: int = Field(5, ge=1, le=10, description="Working days until whoever offered hears that an offer waits")
    offer_expires: int = Field(10, ge=2, le=60, description="Working days until an offer expires")
    asks_more_told: int = Field(5, ge=1, le=20, description="Working days until the admins hear that “asks for more” waits")
    step_down: int = Field(10, ge=0, le=60, description="Working days until whoever stepped down is free")
    away_days: int = Field(20, ge=1, le=120, description="Working days an absence without a date lasts")
    away_asked: int = Field(10, ge=1, le=120, description="Working days after which such an absence is asked about")
    second_reminder: int = Field(2, ge=1, le=20, description="Working days until a second pair of eyes is reminded")
    second_unconfirmed: int = Field(5, ge=1, le=40, description="Working days until the steward names another")
    excuse_days: int = Field(90, ge=1, le=90, description="Calendar days an excuse lasts at most")
    hours_operator: Decimal = Field(Decimal(2), ge=0, le=200, description="Hours a month an operator needs")
    hours_maintainer: Decimal = Field(Decimal(4), ge=0, le=200, description="Hours a month a maintainer needs")
    hours_steward: Decimal = Field(Decimal(2), ge=0, le=200, description="Hours a month a steward needs")
    keep_inbound: int = Field(30, ge=1, le=3650, description="Days an answer to an event is kept, so that a replay gets it again")
    keep_messages: int = Field(730, ge=30, le=36500, description="Days messages are kept as they were shown")
    keep_sightings: int = Field(365, ge=1, le=3650, description="Days a name that was asked for in vain is kept")
    keep_absences: int = Field(365, ge=30, le=36500, description="Days an absence that nobody covered is kept")
    keep_signals: int = Field(3650, ge=30, le=36500, description="Days figures and news are kept")
    keep_texts: int = Field(3650, ge=30, le=36500, description="Days free text is kept once nothing open needs it")
    keep_check_ins: int = Field(3650, ge=365, le=36500, description="Days a closed question and its answers are kept")
    keep_episodes: int = Field(3650, ge=365, le=36500, description="Days a silence that is over is kept, with who was told")
    keep_concerns: int = Field(3650, ge=365, le=36500, description="Days a closed concern is kept, with its thread")
    keep_excuses: int = Field(3650, ge=90, le=36500, description="Days an excuse or override that is over is kept")
    keep_seconds: int = Field(3650, ge=90, le=36500, description="Days a second pair of eyes that is over is kept")
    keep_access: int = Field(3650, ge=30, le=36500, description="Days a reader or a program's key that is over is kept")
    outage_minutes: int = Field(15, ge=1, le=1440, description="Minutes without running that count as an outage of ours")


class Settings(BaseSettings):
    """Everything an installation is told."""

    model_config = SettingsConfigDict(env_prefix="ROLLCALL_", env_nested_delimiter="__", extra="forbid")

    database_url: str = Field("sqlite:///rollcall.db", description="sqlite:///file or postgresql://user:password@host/name")
    host: str = Field("127.0.0.1", description="Address the web server listens on")
    port: int = Field(8080, ge=0, le=65535, description="Port the web server listens on")
    public_url: str | None = Field(None, description="Where people and platforms reach it, https://…")
    secret_key: SecretStr | None = Field(
        None, description="Keys the audit chain and what is encrypted; at least 16 characters, keep it safe"
    )
    admins: Annotated[tuple[str, ...], NoDecode] = Field((), description="E-mail addresses of the admins, separated by commas")
    email_domains: Annotated[tuple[str, ...], NoDecode] = Field((), description="The organisation's e-mail domains, separated by commas")
    time_zone: str = Field("UTC", description="The organisation's zone, like Europe/Berlin")
    country: str | None = Field(None, description="The organisation's country for public holidays, like DE")
    token_keys: SecretStr | None = Field(
        None, description="Keys that encrypt platforms' tokens, newest first, separated by commas; without them the secret key does"
    )
    slack: SlackSettings = Field(
        default=SlackSettings.model_construct(), description="Slack, one setting each: ROLLCALL_SLACK__… (docs/install-slack.md)"
    )
    teams: TeamsSettings = Field(
        default=TeamsSettings.model_construct(), description="Microsoft Teams, one setting each: ROLLCALL_TEAMS__… (docs/install-teams.md)"
    )
    policy: PolicySettings = Field(
        default=PolicySettings.model_construct(), description="The numbers, one setting each: ROLLCALL_POLICY__…"
    )

    @field_validator("admins", "email_domains", mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:
        parts = value.split(",") if isinstance(value, str) else value
        if not isinstance(parts, list | tuple):
            raise ValueError("write a text with commas between them")
        return tuple(str(part).strip().casefold() for part in parts if str(part).strip())

    @field_validator("admins")
    @classmethod
    def _addresses(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        odd = next((one for one in value if not re.fullmatch(r"[^\s@,;<>]+@[^\s@,;<>]+", one)), None)
        if odd is not None:
            raise ValueError(f"“{odd[:40]}” is no e-mail address; write them like ada@example.com,ben@example.com")
        return value

    @field_validator("email_domains")
    @classmethod
    def _domains(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        odd = next((one for one in value if not re.fullmatch(r"[^\s@,;:/<>]+", one)), None)
        if odd is not None:
            raise ValueError(f"“{odd[:40]}” is no domain; write what stands behind the @, like example.com,example.org")
        return value

    @field_validator("host")
    @classmethod
    def _listens(cls, value: str) -> str:
        if not value.strip():
            raise ValueError("write 127.0.0.1 for this machine alone, or 0.0.0.0 for everybody who reaches it")
        return value.strip()

    @field_validator("public_url")
    @classmethod
    def _reached(cls, value: str | None) -> str | None:
        if value and not re.fullmatch(r"https?://[^\s/@]+(/\S*)?", value):
            raise ValueError("write an address like https://rollcall.example.com")
        return value or None

    @field_validator("database_url")
    @classmethod
    def _known(cls, value: str) -> str:
        if trouble := database_url.trouble(value):
            raise ValueError(trouble)
        return value

    @field_validator("time_zone")
    @classmethod
    def _zone(cls, value: str) -> str:
        if not is_zone(value):
            raise ValueError("I know no such zone; write one like Europe/Berlin")
        return value

    @field_validator("country")
    @classmethod
    def _country(cls, value: str | None) -> str | None:
        if value and not is_country(value.upper()):
            raise ValueError("write the two letters of a country whose holidays I know, like DE or US")
        return value.upper() if value else None

    @field_validator("secret_key")
    @classmethod
    def _long(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and len(value.get_secret_value()) < 16:
            raise ValueError("that is too short; write a random text of at least 16 characters")
        return value

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment wins over the file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, settings_file())

    def organisation(self) -> Organisation:
        """The value the core works with. `serve` has no pages of the register, so no card of its leads to one."""
        return Organisation(self.time_zone, self.country, self.admins, self.email_domains, Policy(**dict(self.policy)))

    def vault_keys(self) -> list[str]:
        """For tokens at rest: those of ROLLCALL_TOKEN_KEYS, and behind them the secret key, with which it may have begun."""
        given = self.token_keys.get_secret_value() if self.token_keys else ""
        secret = self.secret_key.get_secret_value() if self.secret_key else ""
        return [one for one in (*(part.strip() for part in given.split(",")), secret) if one]


KNOWN = setting_words.names_of(Settings)


def settings_file() -> Path:
    """The file named in ROLLCALL_SETTINGS, else ./rollcall.toml."""
    return Path(os.environ.get("ROLLCALL_SETTINGS", "rollcall.toml"))


def load(changes: Mapping[str, Any] | None = None) -> Settings:
    """From the environment and the file. Raises BadSettings with a sentence a setting."""
    settings, troubles = load_what_is_right(changes)
    if troubles:
        raise BadSettings("\n".join(troubles.values()))
    return settings


def load_what_is_right(changes: Mapping[str, Any] | None = None) -> tuple[Settings, dict[str, str]]:
    """The settings with what is wrong left out, and a sentence for each of these by its name, like `slack.bot_token`.

    Raises BadSettings where nothing of the file can be read.
    """
    troubles: dict[str, str] = {}
    while True:
        try:
            return _without(frozenset(troubles), changes or {}), troubles
        except ValidationError as why:
            found = {_name(error): setting_words.sentence(error, KNOWN, settings_file()) for error in why.errors()}
        except SettingsError as why:  # the environment has a text where a group is: it cannot be read without it
            raise BadSettings(setting_words.unparsed(setting_words.field_of(str(why)), KNOWN)) from None
        if not set(found) - set(troubles):  # leaving it out did not help: what was given on the command line
            raise BadSettings("\n".join(found.values()))
        troubles |= found


def mistyped() -> list[str]:
    """Variables of the environment that nobody reads, each as a sentence."""
    return [_odd(name) for name in setting_words.mistyped(KNOWN, os.environ)]


def _odd(name: str) -> str:
    setting = name.upper().removeprefix(setting_words.PREFIX).casefold().replace("__", ".")
    return f"{name} stands in the environment: {setting_words.no_such(setting, KNOWN)}"


def _name(error: Any) -> str:
    return ".".join(str(part) for part in error["loc"][:2] if isinstance(part, str))


class _Right(PydanticBaseSettingsSource):
    """What a source says, without what is wrong in it."""

    def __init__(self, source: PydanticBaseSettingsSource, bad: frozenset[str]) -> None:
        super().__init__(source.settings_cls)
        self._source, self._bad = source, bad

    def get_field_value(self, field: Any, field_name: str) -> tuple[Any, str, bool]:
        """The source reads them all at once."""
        return None, field_name, False

    def __call__(self) -> dict[str, Any]:
        """By name, groups as they are."""
        return {name: self._within(name, value) for name, value in self._source().items() if name not in self._bad}

    def _within(self, group: str, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        return {name: one for name, one in value.items() if f"{group}.{name}" not in self._bad}


def _without(bad: frozenset[str], changes: Mapping[str, Any]) -> Settings:
    """Read from where settings stand, without some of them."""

    class Rest(Settings):
        @classmethod
        def settings_customise_sources(cls, *given: Any, **named: Any) -> tuple[PydanticBaseSettingsSource, ...]:
            first, *others = super().settings_customise_sources(*given, **named)
            return first, *(_Right(one, bad) for one in others)

    path = settings_file()
    try:
        return Rest(**dict(changes)) if bad else Settings(**dict(changes))
    except tomllib.TOMLDecodeError as why:
        raise BadSettings(f'{path} is no TOML: {why}. Mend that line; a value looks like time_zone = "Europe/Berlin"') from None
    except (OSError, UnicodeDecodeError) as why:
        raise BadSettings(f"{path} cannot be read: {why.strerror if isinstance(why, OSError) else 'save it as UTF-8'}.") from None
