"""Milliseconds of SQL for what people do most, for ordinary viewers and the worst known ones."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from django.db import connection

from access.viewer import Viewer
from activity import feeds
from bench.company import Cast, words
from bench.figures import Figure, sample_sql
from content import search
from profiles.models import Person
from profiles.search import suggest_people

ROUNDS = 40


def figures(cast: Cast) -> Iterator[Figure]:
    """One figure a row, warm: the first round of each is thrown away."""
    # As on the connections that answer pages.
    with connection.cursor() as db:
        db.execute("SET jit = off")
        db.execute("SET max_parallel_workers_per_gather = 0")
    people = {one.pk: one for one in Person.objects.filter(pk__in=_all(cast))}
    ordinary = [people[pk] for pk in cast.ordinary if pk in people]
    yield _over("viewer, ordinary", ordinary, Viewer.of)
    yield _over("viewer in 400 communities", [people[cast.in_many]] * ROUNDS, Viewer.of)
    for name, members in (
        ("ordinary viewers", ordinary),
        ("follows 1,000", [people[cast.follows_many]] * ROUNDS),
        ("in 400 communities", [people[cast.in_many]] * ROUNDS),
        ("a quiet guest", [people[cast.guest]] * ROUNDS),
    ):
        viewers = [Viewer.of(person) for person in members]
        yield _over(f"Following, {name}", viewers, lambda v: feeds.read(v, "following"), bar=15)
        yield _over(f"Everyone, {name}", viewers, lambda v: feeds.read(v, "everyone"), bar=15)
    viewers = [Viewer.of(person) for person in ordinary]
    guest = Viewer.of(people[cast.guest])
    given, family = words(400, seed=1), words(3000, seed=2)
    starts = [name[:length] for name in given[:20] for length in (1, 2, 3)]
    typos = [name[:2] + "x" + name[3:] for name in family[:ROUNDS] if len(name) > 4]
    yield _over(
        "typeahead, beginning of a name", starts, lambda q: suggest_people(viewers[0], q), bar=20
    )
    yield _over("typeahead, a letter wrong", typos, lambda q: suggest_people(viewers[0], q), bar=20)
    yield _over("typeahead, a guest", starts, lambda q: suggest_people(guest, q), bar=20)
    rare = [f"rare{number}" for number in range(1, ROUNDS)]
    vocabulary = words(4000, seed=3)
    for name, queries in (
        ("a rare word", rare),
        ("words of medium frequency", vocabulary[1500 : 1500 + ROUNDS]),
        ("a word in every third text", ["crane"] * ROUNDS),
        ("two words", [f"{vocabulary[n]} {vocabulary[n + 40]}" for n in range(ROUNDS)]),
    ):
        yield _over(f"search, {name}", queries, lambda q: search.entries(viewers[1], q), bar=50)


def _over[T](
    name: str, cases: Sequence[T], deed: Callable[[T], object], bar: float | None = None
) -> Figure:
    picked = list(cases)[: ROUNDS * 3]
    for case in picked:
        deed(case)
    return Figure(name, [sample_sql(partial(deed, case)) for case in picked], bar)


def _all(cast: Cast) -> list[int]:
    return [*cast.ordinary, cast.follows_many, cast.in_many, cast.guest]
