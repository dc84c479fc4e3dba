"""Settings read from the environment: typed, each with a sentence, refused loudly when wrong.

Every value a deployment may set stands here and nowhere else. `socialbiz/settings.py` turns them
into Django's names.
"""

from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

BASE_DIR = Path(__file__).resolve().parent.parent


class Environment(BaseSettings):
    """What the environment may say. Names in the environment are the upper-case field names."""

    model_config = SettingsConfigDict(env_prefix="", extra="ignore", case_sensitive=False)

    socialbiz_mode: Literal["development", "production", "test"] = Field(
        "development", description="`production` switches every safety on and refuses weak values."
    )
    secret_key: str = Field("", description="Key for signatures and sealed cursors; 50 characters or more.")
    database_url: str = Field("", description="postgres://user:password@host:port/name; empty starts a local one.")
    redis_url: str = Field("", description="Carries live nudges between several machines; empty: PostgreSQL does.")
    allowed_hosts: str = Field("localhost,127.0.0.1,[::1]", description="Host names served, comma-separated.")
    site_url: str = Field("http://localhost:8000", description="The address people type; used in mails.")
    socialbiz_var: Path = Field(BASE_DIR / "var", description="Folder for uploads, local database, mails, logs.")
    signup_domains: str = Field("", description="Mail domains whose holders may sign up; empty: nobody.")
    email_url: str = Field("", description="smtp://user:password@host:port; empty: mails go to a local folder.")


@cache
def environment() -> Environment:
    """Read the environment once per process. Raises pydantic.ValidationError on a wrong value."""
    return Environment()
