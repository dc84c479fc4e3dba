"""A browser of somebody who came into the administration the right way."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.internal.flows.login import (
    AUTHENTICATION_METHODS_SESSION_KEY,
    record_authentication,
)
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.http import HttpRequest
from django.test import Client

from profiles.models import Person

Inside = Callable[..., Client]


def prove(client: Client, person: Person, *, age: float = 0) -> None:
    """Note in the session that a second factor was proved `age` seconds ago."""
    request = HttpRequest()
    request.session = client.session
    record_authentication(request, person, method="mfa", type="totp")
    request.session[AUTHENTICATION_METHODS_SESSION_KEY][-1]["at"] = time.time() - age
    request.session.modified = True
    request.session.save()


def give_factor(person: Person) -> str:
    """Give somebody an authenticator app; returns its secret."""
    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    RecoveryCodes.activate(person)
    return str(secret)


@pytest.fixture
def inside(as_person: Callable[[Person | None], Client]) -> Inside:
    """A signed-in browser whose second factor was proved `age` seconds ago."""

    def make(person: Person, *, age: float = 0) -> Client:
        client = as_person(person)
        give_factor(person)
        prove(client, person, age=age)
        return client

    return make


def post_form(client: Client, url: str, **data: Any) -> Any:
    """Send the form of a change page: what it shows, with `data` over it."""
    page = client.get(url)
    fields = {
        name: value
        for name, value in page.context["adminform"].form.initial.items()
        if value is not None and name in page.context["adminform"].form.fields
    }
    return client.post(url, {**fields, **data})
