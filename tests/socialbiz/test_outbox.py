"""Outgoing mail on this machine: complete, readable, harmless, and for nobody else."""

from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.test import Client

from socialbiz.outbox import LocalMail

LOCAL = {"default": {"BACKEND": "socialbiz.outbox.LocalMail"}}


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    """A folder of mails of its own."""
    settings.MAIL_DIR = tmp_path / "mail"
    return tmp_path / "mail"


def send(subject: str = "Hello", text: str = "Text", html: str = "") -> None:
    """One mail through the backend of development."""
    message = EmailMultiAlternatives(subject, text, "a@tests.example", ["b@tests.example"])
    if html:
        message.attach_alternative(html, "text/html")
    LocalMail().send_messages([message])


def test_mail_is_listed_and_read(client: Client, folder: Path, settings: Any) -> None:
    send("Grüße aus Köln", f"Reset it: {settings.SITE_URL}/accounts/x/?a=1&b=2.")
    listing = client.get("/outbox/").content.decode()
    assert "Grüße aus Köln" in listing
    (path,) = folder.glob("*.eml")
    page = client.get(f"/outbox/{path.stem}/").content.decode()
    assert f'<a href="{settings.SITE_URL}/accounts/x/?a=1&amp;b=2">' in page


def test_html_in_a_mail_is_shown_not_rendered(client: Client, folder: Path) -> None:
    send("<img src=x onerror=alert(1)>", '<script>alert("text")</script>')
    send("Only HTML", "", '<b onclick="x()">bold</b>')
    (first, second) = sorted(folder.glob("*.eml"))
    for path in (first, second):
        page = client.get(f"/outbox/{path.stem}/").content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "<b onclick" not in page
    assert "<img src=x" not in client.get("/outbox/").content.decode()


def test_addresses_of_other_sites_are_no_links(client: Client, folder: Path) -> None:
    send(text="See http://localhost.evil.example/ and javascript:alert(1)")
    (path,) = folder.glob("*.eml")
    page = client.get(f"/outbox/{path.stem}/").content.decode()
    assert 'href="http://localhost.evil' not in page
    assert 'href="javascript:' not in page


@pytest.mark.parametrize(
    "name", ["nothing", "20260101T000000000000-000000000000", "..", "%2e%2e%2fkeys%2fsecret"]
)
def test_only_mails_can_be_read(client: Client, folder: Path, name: str) -> None:
    assert client.get(f"/outbox/{name}/").status_code == 404


@pytest.mark.parametrize("path", ["/outbox/", "/outbox/sign-ins/"])
def test_nobody_else_may_look(
    client: Client, folder: Path, settings: Any, path: str, db: None
) -> None:
    assert client.get(path).status_code == 200
    assert client.get(path, REMOTE_ADDR="203.0.113.9").status_code == 404
    settings.LOCAL_PAGES = False
    assert client.get(path).status_code == 404


def test_a_header_cannot_be_smuggled_into_a_mail(folder: Path) -> None:
    with pytest.raises(ValueError, match="linefeed"):
        send("Hello\r\nBcc: everyone@tests.example")
    assert not list(folder.glob("*.eml"))


def test_password_reset_ends_in_the_outbox(
    client: Client, folder: Path, settings: Any, employee: Any
) -> None:
    settings.MAILERS = LOCAL
    client.post("/accounts/password/reset/", {"email": employee.email})
    pages = [client.get(f"/outbox/{p.stem}/").content.decode() for p in folder.glob("*.eml")]
    assert len(pages) == 1
    assert "/accounts/password/reset/key/" in pages[0]
    assert not getattr(mail, "outbox", [])
