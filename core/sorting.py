"""A column that sorts names as people expect: case and accents aside, in every database alike.

PostgreSQL may come without ICU, so no collation does this everywhere. The database writes the
column itself, whoever inserts the row.
"""

from typing import Final

from django.db import models
from django.db.models.expressions import Func, Value
from django.db.models.functions import Left, Lower

LENGTH: Final = 150


class Decomposed(Func):
    """A text with accents as characters of their own (Unicode NFKD)."""

    function = "normalize"
    template = "%(function)s(%(expressions)s, NFKD)"
    output_field = models.TextField()


class WithoutMarks(Func):
    """A decomposed text without its combining accents (U+0300 to U+036F)."""

    function = "regexp_replace"
    output_field = models.TextField()


def sort_column(of: str) -> models.GeneratedField:
    """A stored column with `of` in lower case and without accents, compared byte by byte."""
    bare = WithoutMarks(Decomposed(Lower(of)), Value("[\u0300-\u036f]"), Value(""), Value("g"))
    return models.GeneratedField(
        expression=Left(bare, LENGTH),
        output_field=models.CharField(max_length=LENGTH, db_collation="C"),
        db_persist=True,
    )
