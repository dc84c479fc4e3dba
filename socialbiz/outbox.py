"""Outgoing mail of a machine without a mail server: kept as files, read on a local page.

Never in production. The pages answer only visitors on this machine, show every part of a mail as
text (its HTML is never rendered) and make links only of addresses of this site.
"""

import email
import email.policy
import os
import re
import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from email.message import EmailMessage as ParsedMessage
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailMessage
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from socialbiz import sign_ins
from socialbiz.trouble import explain

NEWEST = 200
NAME = re.compile(r"\d{8}T\d{12}-[0-9a-f]{12}")
ADDRESS = re.compile(r"https?://[^\s<>\"')\]]+")
HERE = {"127.0.0.1", "::1"}


class LocalMail(BaseEmailBackend):
    """Writes each mail to a file of its own in `settings.MAIL_DIR`, whole or not at all."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Keep the mails; returns how many. Raises Trouble when they cannot be written."""
        folder = Path(settings.MAIL_DIR)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for message in email_messages:
                now = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
                name = f"{now}-{secrets.token_hex(6)}"
                draft = folder / f".{name}"
                with draft.open("wb") as file:
                    file.write(message.message().as_bytes())
                    file.flush()
                    os.fsync(file.fileno())
                draft.rename(folder / f"{name}.eml")
        except OSError as error:
            raise explain(error, folder) from None
        return len(email_messages)


@dataclass(frozen=True)
class Mail:
    """One mail, decoded for reading."""

    name: str
    at: datetime
    subject: str
    sender: str
    to: str
    text: str

    @classmethod
    def read(cls, path: Path) -> "Mail":
        """Decode a file the backend wrote. Raises OSError."""
        message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        return cls(
            name=path.stem,
            at=datetime.strptime(path.stem.partition("-")[0], "%Y%m%dT%H%M%S%f").replace(
                tzinfo=UTC
            ),
            subject=str(message["Subject"] or ""),
            sender=str(message["From"] or ""),
            to=str(message["To"] or ""),
            text=_text(message),
        )

    def body(self) -> SafeString:
        """The text as escaped HTML, in which only addresses of this site are links."""
        parts: list[tuple[Any, ...]] = []
        end = 0
        for found in ADDRESS.finditer(self.text):
            parts.append((self.text[end : found.start()],))
            address = found[0].rstrip(".,;:!?")
            end = found.start() + len(address)
            ours = address.startswith(f"{settings.SITE_URL}/")
            link = format_html('<a href="{}">{}</a>', address, address) if ours else address
            parts.append((link,))
        parts.append((self.text[end:],))
        return format_html_join("", "{}", parts)


def _text(message: ParsedMessage) -> str:
    body = message.get_body(("plain", "html"))
    return str(body.get_content()) if body is not None else ""


def newest() -> list[Mail]:
    """The newest mails first, at most 200; a file that vanishes meanwhile is left out."""
    try:
        paths = [p for p in Path(settings.MAIL_DIR).glob("*.eml") if NAME.fullmatch(p.stem)]
    except OSError:
        return []
    mails = []
    for path in sorted(paths, reverse=True)[:NEWEST]:
        try:
            mails.append(Mail.read(path))
        except OSError:
            continue
    return mails


def require_here(request: HttpRequest) -> None:
    """Raise Http404 unless these pages exist and the visitor sits at this machine."""
    if not settings.LOCAL_PAGES or request.META.get("REMOTE_ADDR") not in HERE:
        raise Http404


@require_safe
@login_not_required
def mails(request: HttpRequest) -> HttpResponse:
    """The list of what would have been sent."""
    require_here(request)
    return render(request, "socialbiz/outbox_list.html", {"mails": newest(), "most": NEWEST})


@require_safe
@login_not_required
def mail(request: HttpRequest, name: str) -> HttpResponse:
    """One mail as text. 404 when there is none of that name."""
    require_here(request)
    if not NAME.fullmatch(name):
        raise Http404
    try:
        found = Mail.read(Path(settings.MAIL_DIR) / f"{name}.eml")
    except OSError:
        raise Http404 from None
    return render(request, "socialbiz/outbox_mail.html", {"mail": found})


@require_safe
@login_not_required
def people_json(request: HttpRequest) -> HttpResponse:
    """The same for `make run`, which prints them."""
    require_here(request)
    return JsonResponse([asdict(entry) for entry in sign_ins.entries()], safe=False)


@require_safe
@login_not_required
def people(request: HttpRequest) -> HttpResponse:
    """The sign-ins of the sample organisation with the one-time codes of this moment."""
    require_here(request)
    entries = sign_ins.entries()
    context = {"entries": entries, "seconds": sign_ins.seconds_left()}
    return render(request, "socialbiz/outbox_sign_ins.html", context)
