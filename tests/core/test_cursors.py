"""Sealed values: opened by the key that sealed them, also after it was rotated, and by no other."""

import string
from typing import Any

import pytest

from core.cursors import BadCursor, seal, unseal


def test_what_was_sealed_is_opened_for_the_same_purpose_alone() -> None:
    token = seal("list", 7, "seven")
    assert unseal("list", token) == [7, "seven"]
    for purpose, text in (("other", token), ("list", token[:-1]), ("list", "é"), ("list", "")):
        with pytest.raises(BadCursor):
            unseal(purpose, text)


@pytest.mark.parametrize("length", range(3))
def test_a_value_has_one_seal_alone(length: int) -> None:
    # The last letter of some seals has bits that stand for nothing.
    token = seal("list", "x" * length)
    letters = string.ascii_letters + string.digits + "-_"
    others = [token[:-1] + one for one in letters if one != token[-1]]
    for other in (*others, f"{token}=", f"{token[:5]}.{token[5:]}", f"{token}A", f" {token}"):
        with pytest.raises(BadCursor):
            unseal("list", other)


def test_a_rotated_key_opens_until_it_is_dropped(settings: Any) -> None:
    before = seal("list", 7)
    settings.SECRET_KEY_FALLBACKS = ["a third one", settings.SECRET_KEY]
    settings.SECRET_KEY = "another"
    assert seal("list", 7) != before
    assert unseal("list", before) == unseal("list", seal("list", 7)) == [7]
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(BadCursor):
        unseal("list", before)
