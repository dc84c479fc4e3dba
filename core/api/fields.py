"""Fields that take a value of their own type and nothing that merely looks like it.

The REST framework's own fields make the text "1" of the number 1 and a truth of "yes"; here both
are refused, so that a mistake of a program is found where it is made.
"""

import re
from collections.abc import Mapping
from datetime import UTC, date
from typing import Any

from django.core.validators import RegexValidator
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core.ids import PATTERN
from core.pager import MAX_PAGE


class Text(serializers.CharField):
    """Text; a number or a truth is none."""

    def run_validation(self, data: Any = serializers.empty) -> Any:
        """The text. Raises ValidationError."""
        if data is not serializers.empty and data is not None and not isinstance(data, str):
            self.fail("invalid")
        return super().run_validation(data)


class Markdown(Text):
    """Text in which blanks at the ends have a meaning."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(trim_whitespace=False, allow_blank=True, **kwargs)


class Flag(serializers.BooleanField):
    """true or false."""

    def to_internal_value(self, data: Any) -> bool:
        """The truth. Raises ValidationError."""
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


class Word(serializers.ChoiceField):
    """One of a few words."""

    def to_internal_value(self, data: Any) -> Any:
        """The word. Raises ValidationError."""
        if not isinstance(data, str):
            self.fail("invalid_choice", input=data)
        return super().to_internal_value(data)


class Id(Text):
    """A public id. Whether there is such a thing is another question."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.validators.append(RegexValidator(f"^{PATTERN}$", _("This is not an id.")))


class Moment(serializers.DateTimeField):
    """A moment in ISO 8601, in UTC, ending in Z."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(default_timezone=UTC, **kwargs)


@extend_schema_field({"type": "string", "pattern": "^[12][0-9]{3}-(0[1-9]|1[0-2])$"})
class Month(serializers.DateField):
    """A month, said as year and month; its first day as a value."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=["%Y-%m"], format="%Y-%m", **kwargs)

    def to_internal_value(self, value: Any) -> date:
        """Its first day. Raises ValidationError."""
        if not isinstance(value, str) or not re.fullmatch("[12][0-9]{3}-(0[1-9]|1[0-2])", value):
            self.fail("invalid", format="YYYY-MM")
        return super().to_internal_value(value)


class Words(serializers.ListField):
    """A list of texts."""

    child = Text()


class Shape(serializers.Serializer[Any]):
    """What goes in or out, field by field; a field nobody declared goes neither way."""


class Query(Shape):
    """The parameters one address takes after the `?`; any other, or one sent twice, is a 400."""

    @classmethod
    def read(cls, sent: QueryDict) -> dict[str, Any]:
        """The values, checked. Raises ValidationError."""
        shape = cls(data={name: sent[name] for name in sent})
        problems: dict[str, list[Any]] = {}
        for name, values in sent.lists():
            if name not in shape.fields:
                problems[name] = [_("There is no such parameter here.")]
            elif len(values) > 1:
                problems[name] = [_("Send this once.")]
        if problems:
            raise serializers.ValidationError(problems)
        shape.is_valid(raise_exception=True)
        values_by_name: Mapping[str, Any] = shape.validated_data
        return dict(values_by_name)


class Paged(Query):
    """What every list takes."""

    cursor = serializers.CharField(
        required=False,
        max_length=400,
        help_text="Where the next page begins: take `next` as it is.",
    )
    page_size = serializers.IntegerField(
        required=False, min_value=1, max_value=MAX_PAGE, help_text="Items on a page."
    )
