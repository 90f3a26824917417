"""Everything configurable, from the environment (prefix THIDUA_) or a file named .env."""

import logging
import re
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

TOKEN = re.compile("[0-9]+:[A-Za-z0-9_-]+")
SECRET = re.compile("[A-Za-z0-9_-]{8,256}")  # what both platforms take as a webhook's secret
HOME = ("127.0.0.1", "localhost", "::1")  # where no certificate is needed
HIGHEST_PORT = 65535
MOST_REVIEW_DAYS = 60


class Settings(BaseSettings):
    """What an installation can set; every setting has a default that works."""

    model_config = SettingsConfigDict(env_prefix="THIDUA_", env_file=".env", extra="ignore")

    data_dir: Path = Path("data")
    database_url: str = ""
    timezone: str = "Asia/Ho_Chi_Minh"
    honorific: str = ""
    review_days: int = 5
    telegram_token: SecretStr = SecretStr("")
    telegram_base_url: str = "https://api.telegram.org/bot"
    telegram_base_file_url: str = "https://api.telegram.org/file/bot"
    telegram_proxy: str = ""
    zalo_tokens: SecretStr = SecretStr("")
    zalo_base_url: str = "https://bot-api.zaloplatforms.com"
    public_url: str = ""
    webhook_secret: SecretStr = SecretStr("")
    listen: str = "127.0.0.1:8080"
    log_level: str = "INFO"

    @field_validator("review_days")
    @classmethod
    def _some(cls, days: int) -> int:
        if not 1 <= days <= MOST_REVIEW_DAYS:
            message = f"write a number of working days from 1 to {MOST_REVIEW_DAYS}, not {days}"
            raise ValueError(message)
        return days

    @field_validator("timezone")
    @classmethod
    def _known(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            message = f"write a time zone such as Asia/Ho_Chi_Minh, not '{name}'"
            raise ValueError(message) from None
        return name

    @field_validator("log_level")
    @classmethod
    def _level(cls, name: str) -> str:
        if name.upper() not in logging.getLevelNamesMapping():
            message = f"write DEBUG, INFO, WARNING or ERROR, not '{name}'"
            raise ValueError(message)
        return name

    @field_validator(
        "public_url",
        "telegram_base_url",
        "telegram_base_file_url",
        "telegram_proxy",
        "zalo_base_url",
    )
    @classmethod
    def _web(cls, value: str) -> str:
        if value and not re.match("https?://[^/]", value):
            message = f"write a web address that begins with https:// or http://, not '{value}'"
            raise ValueError(message)
        return value

    @field_validator("public_url")
    @classmethod
    def _certified(cls, value: str) -> str:
        if value.startswith("http://") and urlsplit(value).hostname not in HOME:
            message = f"write an address with https://, the platforms take no other, not '{value}'"
            raise ValueError(message)
        return value

    @field_validator("telegram_token")
    @classmethod
    def _whole(cls, value: SecretStr) -> SecretStr:
        if value.get_secret_value() and not TOKEN.fullmatch(value.get_secret_value()):
            message = "write the whole token as @BotFather gave it: digits, a colon, letters"
            raise ValueError(message)
        return value

    @field_validator("zalo_tokens")
    @classmethod
    def _each_whole(cls, value: SecretStr) -> SecretStr:
        if not all(TOKEN.fullmatch(token) for token in _each(value)):
            message = "write each token as Zalo Bot Creator gave it, with a space between two"
            raise ValueError(message)
        numbers = [token.partition(":")[0] for token in _each(value)]
        if len(set(numbers)) < len(numbers):
            message = "write one token for each bot; two begin with the same number"
            raise ValueError(message)
        return value

    @field_validator("webhook_secret")
    @classmethod
    def _sendable(cls, value: SecretStr) -> SecretStr:
        if value.get_secret_value() and not SECRET.fullmatch(value.get_secret_value()):
            message = "write 8 to 256 letters without marks, digits, _ and -"
            raise ValueError(message)
        return value

    @field_validator("listen")
    @classmethod
    def _address(cls, value: str) -> str:
        host, _, port = value.rpartition(":")
        if not host or not port.isdecimal() or int(port) > HIGHEST_PORT:
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
        return bool(self.telegram_token.get_secret_value() or self.zalo_tokens.get_secret_value())

    @property
    def zalo(self) -> dict[str, str]:
        """Return the token of each Zalo bot, by the number it begins with."""
        return {token.partition(":")[0]: token for token in _each(self.zalo_tokens)}

    def database(self, *, playing: bool = False) -> str:
        """Return the database's URL: the one given, or a file in the data folder.

        The playground has a file of its own, so that nothing played ever meets what is real.
        """
        if self.database_url:
            return self.database_url
        self.data_dir.mkdir(parents=True, exist_ok=True)
        name = "thidua.db" if self.live and not playing else "playground.db"
        return f"sqlite:///{self.data_dir / name}"

    def secrets(self) -> list[str]:
        """Return what must never be seen in a log."""
        kept = (self.telegram_token, self.webhook_secret)
        known = [secret.get_secret_value() for secret in kept if secret.get_secret_value()]
        return known + list(self.zalo.values())


def _each(tokens: SecretStr) -> list[str]:
    return tokens.get_secret_value().split()
