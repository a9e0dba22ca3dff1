"""Settings from the environment (`ROLLCALL_…`) or a TOML file; every one stands in docs/settings.md."""

import os
import tomllib
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from adapters.cli import database_url
from adapters.slack.settings import SlackSettings
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
    policy: PolicySettings = Field(
        default=PolicySettings.model_construct(), description="The numbers, one setting each: ROLLCALL_POLICY__…"
    )

    @field_validator("admins", "email_domains", mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:
        parts = value.split(",") if isinstance(value, str) else value
        return tuple(str(part).strip().casefold() for part in parts if str(part).strip())

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
            raise ValueError("write a zone like Europe/Berlin")
        return value

    @field_validator("country")
    @classmethod
    def _country(cls, value: str | None) -> str | None:
        if value and not is_country(value.upper()):
            raise ValueError("write two letters of a country whose holidays I know, like DE or US")
        return value.upper() if value else None

    @field_validator("secret_key")
    @classmethod
    def _long(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and len(value.get_secret_value()) < 16:
            raise ValueError("at least 16 characters")
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
        """The value the core works with. `serve` has no pages, so no card of its leads to one."""
        return Organisation(self.time_zone, self.country, self.admins, self.email_domains, Policy(**dict(self.policy)))

    def vault_keys(self) -> list[str]:
        """For tokens at rest: those of ROLLCALL_TOKEN_KEYS, and behind them the secret key, with which it may have begun."""
        given = self.token_keys.get_secret_value() if self.token_keys else ""
        secret = self.secret_key.get_secret_value() if self.secret_key else ""
        return [one for one in (*(part.strip() for part in given.split(",")), secret) if one]


def settings_file() -> Path:
    """The file named in ROLLCALL_SETTINGS, else ./rollcall.toml."""
    return Path(os.environ.get("ROLLCALL_SETTINGS", "rollcall.toml"))


def load(changes: Mapping[str, Any] | None = None) -> Settings:
    """From the environment and the file. Raises BadSettings with a sentence a setting."""
    path = settings_file()
    try:
        return Settings(**dict(changes or {}))
    except tomllib.TOMLDecodeError as why:
        raise BadSettings(f'{path} is no TOML: {why}. Mend that line; a value looks like time_zone = "Europe/Berlin"') from None
    except (OSError, UnicodeDecodeError) as why:
        raise BadSettings(f"{path} cannot be read: {why.strerror if isinstance(why, OSError) else 'save it as UTF-8'}.") from None
    except ValidationError as why:
        raise BadSettings("\n".join(_sentence(error) for error in why.errors())) from None


def _sentence(error: Any) -> str:
    name = "ROLLCALL_" + "__".join(str(part) for part in error["loc"]).upper()
    return f"{name}: {error['msg'].removeprefix('Value error, ')}"
