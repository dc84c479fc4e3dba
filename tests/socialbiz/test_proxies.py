"""Forwarding headers count only from a front door that is named."""

from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from socialbiz.proxies import FORWARDING, ProxyMiddleware

SPOOFED = {
    "HTTP_X_FORWARDED_FOR": "6.6.6.6",
    "HTTP_X_FORWARDED_PROTO": "https",
    "HTTP_X_FORWARDED_HOST": "evil.example",
    "HTTP_X_REAL_IP": "6.6.6.6",
    "HTTP_FORWARDED": "for=6.6.6.6;proto=https;host=evil.example",
}


def seen(peer: str, **headers: str) -> HttpRequest:
    """The request as the views get it."""
    requests: list[HttpRequest] = []

    def view(request: HttpRequest) -> HttpResponse:
        requests.append(request)
        return HttpResponse()

    ProxyMiddleware(view)(RequestFactory().get("/", REMOTE_ADDR=peer, **headers))
    return requests[0]


def test_without_proxies_forged_headers_change_nothing(settings: Any) -> None:
    settings.TRUSTED_PROXIES = []
    request = seen("203.0.113.9", **SPOOFED)
    assert request.META["REMOTE_ADDR"] == "203.0.113.9"
    assert not request.is_secure()
    assert request.get_host() == "testserver"
    assert not [name for name in FORWARDING if name in request.META]


def test_a_stranger_cannot_pass_for_a_front_door(settings: Any) -> None:
    settings.TRUSTED_PROXIES = ["10.0.0.0/8"]
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    request = seen("203.0.113.9", **SPOOFED)
    assert request.META["REMOTE_ADDR"] == "203.0.113.9"
    assert not request.is_secure()


@pytest.mark.parametrize(
    ("chain", "visitor"),
    [
        ("198.51.100.7", "198.51.100.7"),
        ("6.6.6.6, 198.51.100.7", "198.51.100.7"),  # the visitor wrote the first one
        ("198.51.100.7, 10.2.2.2", "198.51.100.7"),  # two front doors in a row
        ("2001:db8::1", "2001:db8::1"),
        ("", "10.1.1.1"),
        ("nonsense", "10.1.1.1"),
        ("6.6.6.6, nonsense", "10.1.1.1"),
    ],
)
def test_the_front_door_names_the_visitor(settings: Any, chain: str, visitor: str) -> None:
    settings.TRUSTED_PROXIES = ["10.0.0.0/8"]
    request = seen("10.1.1.1", HTTP_X_FORWARDED_FOR=chain, HTTP_X_FORWARDED_HOST="evil.example")
    assert request.META["REMOTE_ADDR"] == visitor
    assert request.get_host() == "testserver"


def test_a_socket_is_trusted_only_when_named(settings: Any) -> None:
    settings.TRUSTED_PROXIES = ["unix"]
    assert seen("", HTTP_X_FORWARDED_FOR="198.51.100.7").META["REMOTE_ADDR"] == "198.51.100.7"
    settings.TRUSTED_PROXIES = ["10.0.0.0/8"]
    assert seen("", HTTP_X_FORWARDED_FOR="198.51.100.7").META["REMOTE_ADDR"] == ""


def test_scheme_of_a_front_door_is_believed(settings: Any) -> None:
    settings.TRUSTED_PROXIES = ["10.0.0.0/8"]
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert seen("10.1.1.1", HTTP_X_FORWARDED_PROTO="https").is_secure()
    assert not seen("10.1.1.1", HTTP_X_FORWARDED_PROTO="http").is_secure()
