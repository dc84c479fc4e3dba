"""One-time codes agree with RFC 6238, appendix B (its 8 digits cut to the last 6)."""

import base64

import pytest

from socialbiz.totp import code, seconds_left

SECRET = base64.b32encode(b"12345678901234567890").decode()


@pytest.mark.parametrize(
    ("at", "digits"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_codes_of_the_rfc(at: int, digits: str) -> None:
    assert code(SECRET, at) == digits


def test_secret_without_padding_and_in_small_letters() -> None:
    assert code(SECRET.rstrip("=").lower(), 59) == "287082"


@pytest.mark.parametrize(("at", "left"), [(0, 30), (1, 29), (29.5, 1), (30, 30)])
def test_seconds_left(at: float, left: int) -> None:
    assert seconds_left(at) == left
