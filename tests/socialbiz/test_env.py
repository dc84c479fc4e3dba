"""The environment is typed, and production refuses what is missing or weak, all at once."""

import subprocess
import sys

import pytest

from socialbiz.env import BASE_DIR, SettingsRefused, read_environment, settings_table

STRONG = {
    "SOCIALBIZ_MODE": "production",
    "SECRET_KEY": "kQ8vZ2xN5rT1wY7uB3mH9cJ4fD6gL0pSaEiOqXzVnMbKtRyWhU",
    "DATABASE_URL": "postgres://socialbiz@db.example.com/socialbiz",
    "ALLOWED_HOSTS": "social.example.com",
    "SITE_URL": "https://social.example.com",
    "EMAIL_URL": "smtp://mail.example.com",
    "MAIL_FROM": "Socialbiz <social@example.com>",
    "IDP_OIDC_PRIVATE_KEY": "-----BEGIN PRIVATE KEY-----",
}

REFUSED = [
    ("SECRET_KEY", "", "SECRET_KEY is missing"),
    ("SECRET_KEY", "short", "SECRET_KEY is weak"),
    ("SECRET_KEY", "ab" * 40, "SECRET_KEY is weak"),
    ("DATABASE_URL", "", "DATABASE_URL is missing"),
    ("DATABASE_URL", "mysql://db/x", "DATABASE_URL must begin with postgres://"),
    ("ALLOWED_HOSTS", "", "ALLOWED_HOSTS is missing"),
    ("ALLOWED_HOSTS", "*", "ALLOWED_HOSTS must name the hosts"),
    ("ALLOWED_HOSTS", "social.example.com,*.example.com", "ALLOWED_HOSTS must name the hosts"),
    ("ALLOWED_HOSTS", ".example.com", "ALLOWED_HOSTS must name the hosts"),
    ("ALLOWED_HOSTS", "other.example.com", "does not hold social.example.com"),
    ("SITE_URL", "", "SITE_URL is missing"),
    ("SITE_URL", "http://social.example.com", "SITE_URL must begin with https://"),
    ("EMAIL_URL", "", "EMAIL_URL is missing"),
    ("EMAIL_URL", "ftp://mail", "EMAIL_URL must begin with smtp://"),
    ("MAIL_FROM", "nobody", "MAIL_FROM is missing"),
    ("IDP_OIDC_PRIVATE_KEY", "", "IDP_OIDC_PRIVATE_KEY is missing"),
    ("REDIS_URL", "http://cache", "REDIS_URL must begin with redis://"),
    ("TRUSTED_PROXIES", "front-door", "neither an address nor a network"),
    ("TRUSTED_PROXIES", "0.0.0.0/0", "must not hold the whole internet"),
    ("DATABASE_POOL", "many", "DATABASE_POOL"),
    ("LOG_LEVEL", "LOUD", "LOG_LEVEL"),
]


@pytest.fixture
def strong(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """An environment production accepts."""
    for name in ("REDIS_URL", "TRUSTED_PROXIES", "SOCIALBIZ_ROLE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in STRONG.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def test_production_accepts_strong_values(strong: pytest.MonkeyPatch) -> None:
    assert read_environment().production


@pytest.mark.parametrize(("name", "value", "sentence"), REFUSED)
def test_production_refuses_with_a_sentence(
    strong: pytest.MonkeyPatch, name: str, value: str, sentence: str
) -> None:
    strong.setenv(name, value)
    with pytest.raises(SettingsRefused) as refusal:
        read_environment()
    assert [problem for problem in refusal.value.problems if sentence in problem]
    assert all(problem.endswith(".") for problem in refusal.value.problems)


def test_all_problems_are_said_at_once(strong: pytest.MonkeyPatch) -> None:
    for name in STRONG:
        if name != "SOCIALBIZ_MODE":
            strong.delenv(name)
    with pytest.raises(SettingsRefused) as refusal:
        read_environment()
    assert len(refusal.value.problems) == 7


def test_a_refused_start_is_sentences_and_no_stack_trace(strong: pytest.MonkeyPatch) -> None:
    strong.setenv("SECRET_KEY", "short")
    answer = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 1
    assert "SECRET_KEY is weak" in answer.stderr
    assert "Traceback" not in answer.stderr
    assert "short" not in answer.stderr.replace("shorter", "")


def test_an_empty_value_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "")
    assert read_environment().port == 8000


def test_every_setting_has_a_sentence() -> None:
    lines = list(settings_table())
    sentences = [line.strip() for line in lines if line.startswith("    ")]
    assert len(sentences) == len(lines) // 2
    assert all(sentence.endswith(".") for sentence in sentences)
