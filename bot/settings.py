"""Everything configurable, from the environment (prefix THIDUA_) or a file named .env."""

from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """What an installation can set; every setting has a default that works."""

    model_config = SettingsConfigDict(env_prefix="THIDUA_", env_file=".env", extra="ignore")

    data_dir: Path = Path("data")
    database_url: str = ""
    timezone: str = "Asia/Ho_Chi_Minh"
    honorific: str = ""
    telegram_token: SecretStr = SecretStr("")
    telegram_base_url: str = "https://api.telegram.org/bot"
    telegram_base_file_url: str = "https://api.telegram.org/file/bot"
    telegram_proxy: str = ""
    public_url: str = ""
    webhook_secret: SecretStr = SecretStr("")
    listen: str = "127.0.0.1:8080"
    log_level: str = "INFO"

    @field_validator("timezone")
    @classmethod
    def _known(cls, name: str) -> str:
        ZoneInfo(name)
        return name

    @field_validator("listen")
    @classmethod
    def _address(cls, value: str) -> str:
        host, _, port = value.rpartition(":")
        if not host or not port.isdecimal():
            message = f"write a host and a port, such as 127.0.0.1:8080, not '{value}'"
            raise ValueError(message)
        return value

    @property
    def zone(self) -> ZoneInfo:
        """Return the zone in which days begin and end."""
        return ZoneInfo(self.timezone)

    @property
    def address(self) -> tuple[str, int]:
        """Return the host and port to listen on."""
        host, _, port = self.listen.rpartition(":")
        return host, int(port)

    @property
    def live(self) -> bool:
        """Whether any channel is configured; where none is, there is the playground."""
        return bool(self.telegram_token.get_secret_value())

    def database(self) -> str:
        """Return the database's URL: the one given, or a file in the data folder.

        The playground has a file of its own, so that nothing played ever meets what is real.
        """
        if self.database_url:
            return self.database_url
        self.data_dir.mkdir(parents=True, exist_ok=True)
        return f"sqlite:///{self.data_dir / ('thidua' if self.live else 'playground')}.db"

    def secrets(self) -> list[str]:
        """Return what must never be seen in a log."""
        kept = (self.telegram_token, self.webhook_secret)
        return [secret.get_secret_value() for secret in kept if secret.get_secret_value()]
