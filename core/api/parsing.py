"""Reading what was sent: JSON and forms with files, each with an end to how much is read.

What cannot be text in PostgreSQL (NUL, half a surrogate pair) is refused by the fields.
"""

import json
from collections.abc import Mapping
from typing import IO, Any, Final, NoReturn

from django.utils.translation import gettext as _
from rest_framework import exceptions, parsers

from core.api.errors import TooLarge

MOST_JSON: Final = 512 * 1024
# An image of 10 MB with the other fields around it.
MOST_FORM: Final = 11 * 1024 * 1024


class JsonParser(parsers.JSONParser):
    """application/json in UTF-8, strict: no NaN, no Infinity."""

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """What the body says. Raises ParseError, or TooLarge past `MOST_JSON` bytes."""
        try:
            raw = stream.read(MOST_JSON + 1)
        except OSError as error:
            raise exceptions.ParseError(_("The request broke off.")) from error
        if len(raw) > MOST_JSON:
            raise TooLarge
        try:
            return json.loads(raw.decode("utf-8"), parse_constant=_refuse)
        except (ValueError, RecursionError) as error:
            raise exceptions.ParseError(_("This is not JSON.")) from error


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)


class FormParser(parsers.MultiPartParser):
    """multipart/form-data, for what holds a file."""

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """Fields and files. Raises ParseError, or TooLarge past `MOST_FORM` bytes."""
        meta = (parser_context or {})["request"].META
        length = str(meta.get("CONTENT_LENGTH") or "0")
        if not length.isdecimal() or int(length) > MOST_FORM:
            raise TooLarge
        try:
            return super().parse(stream, media_type, parser_context)
        except OSError as error:
            raise exceptions.ParseError(_("The request broke off.")) from error
