"""What Slack needs to be told (docs/install-slack.md)."""

from pydantic import BaseModel, Field, SecretStr, field_validator


class SlackTrouble(Exception):
    """Slack cannot be used with these settings; the sentence says what to do."""


class SlackSettings(BaseModel):
    """`ROLLCALL_SLACK__…`; without a signing secret and an app token Slack is off."""

    model_config = {"extra": "forbid"}

    signing_secret: SecretStr | None = Field(None, description="Proves that a request comes from Slack (Basic Information)")
    bot_token: SecretStr | None = Field(None, description="xoxb-…, for one workspace; without it workspaces install through OAuth")
    app_token: SecretStr | None = Field(None, description="xapp-…: Socket Mode, for those without a public address")
    client_id: str = Field("", description="For OAuth, several workspaces (Basic Information)")
    client_secret: SecretStr | None = Field(None, description="For OAuth, several workspaces (Basic Information)")
    allowed_teams: str = Field("", description="Workspace or organisation ids that may install, separated by commas; empty: any")
    api_url: str = Field("https://slack.com/api/", description="Another Slack API, for tests and emulators")

    @field_validator("signing_secret", "bot_token", "app_token", "client_secret")
    @classmethod
    def _not_blank(cls, value: SecretStr | None) -> SecretStr | None:
        return value if value is not None and value.get_secret_value().strip() else None

    @field_validator("app_token")
    @classmethod
    def _app(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not value.get_secret_value().startswith("xapp-"):
            raise ValueError(
                "an app-level token begins with xapp- (Basic Information, App-Level Tokens); the one that begins with xoxb- is ROLLCALL_SLACK__BOT_TOKEN"
            )
        return value

    @field_validator("bot_token")
    @classmethod
    def _bot(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not value.get_secret_value().startswith("xoxb-"):
            raise ValueError("a bot token begins with xoxb- (OAuth & Permissions, Bot User OAuth Token); this one is another")
        return value

    @field_validator("api_url")
    @classmethod
    def _address(cls, value: str) -> str:
        local = value.startswith(("http://127.0.0.1:", "http://localhost:", "http://[::1]:"))
        if not (value.startswith("https://") or local):
            raise ValueError("write https://…, or an emulator on this machine")
        return value if value.endswith("/") else value + "/"

    @property
    def is_on(self) -> bool:
        """Something of Slack's was given."""
        return self.signing_secret is not None or self.app_token is not None

    @property
    def teams(self) -> frozenset[str]:
        """The allow list; empty: any."""
        return frozenset(one.strip() for one in self.allowed_teams.split(",") if one.strip())

    @property
    def installs(self) -> bool:
        """Workspaces install through OAuth."""
        return bool(self.client_id) and self.client_secret is not None
