"""The page in front of the door offers only what it can give."""

from typing import Any

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("domains", "offered"), [([], False), (["tests.example"], True)])
def test_an_account_is_offered_only_where_one_can_be_made(
    client: Client, settings: Any, domains: list[str], offered: bool
) -> None:
    settings.SIGNUP_DOMAINS = domains
    page = client.get("/accounts/login/").content.decode()
    assert ("Create an account" in page) is offered
