"""Milliseconds of SQL for what people do most, for ordinary viewers and the worst known ones."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

from django.core.cache import caches
from django.db import transaction

from access.viewer import Viewer
from activity import feeds
from bench.company import Cast, words
from bench.figures import Figure, as_pages_are_answered, over
from content import search
from content.models import Tag, TagFollow
from expertise import picture
from expertise.finder import experts
from expertise.topics import topic_of
from profiles import chart
from profiles.facets import Choices, facets_of
from profiles.finding import find_people
from profiles.models import Department, Location, Mute, Person, Skill
from profiles.reach import reach
from profiles.search import suggest_people
from profiles.standing import standing
from profiles.statuses import attach
from profiles.views.person import follow_numbers
from profiles.views.rows import person_rows
from profiles.vocabulary import suggest_skills
from suggestions import candidates, topics

ROUNDS = 40


def figures(cast: Cast) -> Iterator[Figure]:
    """One figure a row, warm: the first round of each is thrown away."""
    as_pages_are_answered()
    people = {one.pk: one for one in Person.objects.filter(pk__in=_all(cast))}
    ordinary = [people[pk] for pk in cast.ordinary if pk in people]
    yield over("viewer, ordinary", ordinary, Viewer.of)
    yield over("viewer in 400 communities", [people[cast.in_many]] * ROUNDS, Viewer.of)
    for name, members in (
        ("ordinary viewers", ordinary),
        ("follows 1,000", [people[cast.follows_many]] * ROUNDS),
        ("in 400 communities", [people[cast.in_many]] * ROUNDS),
        ("a quiet guest", [people[cast.guest]] * ROUNDS),
    ):
        viewers = [Viewer.of(person) for person in members]
        yield over(f"Following, {name}", viewers, lambda v: feeds.read(v, "following"), bar=15)
        yield over(f"Everyone, {name}", viewers, lambda v: feeds.read(v, "everyone"), bar=15)
    yield from _network(ordinary, people[cast.follows_many])
    viewers = [Viewer.of(person) for person in ordinary]
    guest = Viewer.of(people[cast.guest])
    given, family = words(400, seed=1), words(3000, seed=2)
    starts = [name[:length] for name in given[:20] for length in (1, 2, 3)]
    typos = [name[:2] + "x" + name[3:] for name in family[:ROUNDS] if len(name) > 4]
    yield over(
        "typeahead, beginning of a name", starts, lambda q: suggest_people(viewers[0], q), bar=20
    )
    yield over("typeahead, a letter wrong", typos, lambda q: suggest_people(viewers[0], q), bar=20)
    yield over("typeahead, a guest", starts, lambda q: suggest_people(guest, q), bar=20)
    yield from _organisation(viewers[0], cast)
    yield from _expertise(viewers[1], guest)
    rare = [f"rare{number}" for number in range(1, ROUNDS)]
    vocabulary = words(4000, seed=3)
    for name, queries in (
        ("a rare word", rare),
        ("words of medium frequency", vocabulary[1500 : 1500 + ROUNDS]),
        ("a word in every third text", ["crane"] * ROUNDS),
        ("two words", [f"{vocabulary[n]} {vocabulary[n + 40]}" for n in range(ROUNDS)]),
    ):
        yield over(f"search, {name}", queries, lambda q: search.entries(viewers[1], q), bar=50)


def _expertise(viewer: Viewer, guest: Viewer) -> Iterator[Figure]:
    """Who knows about the most common skills, whose synonyms are in many texts, and about words."""
    common, written = words(2_000, seed=5)[:ROUNDS], words(4000, seed=3)
    for name, asked in (
        ("the most common skill, in every third text", [f"{common[0]}-craft"] * ROUNDS),
        ("common skills", [f"{one}-craft" for one in common]),
        ("a rare word", [f"rare{number}" for number in range(1, ROUNDS)]),
        ("words of medium frequency", written[1500 : 1500 + ROUNDS]),
    ):
        yield over(f"expertise, {name}", asked, lambda q: _experts(viewer, q), bar=150)
    asked = [f"{one}-craft" for one in common]
    yield over("expertise, a guest", asked, lambda q: _experts(guest, q), bar=150)
    starts = [one[:length] for one in common[:20] for length in (1, 2, 4)]
    yield over("a skill while typing", starts, lambda q: suggest_skills(viewer, q), bar=20)
    yield over("the picture of skills, as the job counts it", picture.SIDES, picture.count)
    picture.keep()
    yield over("the picture of skills, as a page reads it", picture.SIDES, picture.picture)


def _experts(viewer: Viewer, asked: str) -> None:
    experts(viewer, topic_of(viewer, asked))


def _organisation(viewer: Viewer, cast: Cast) -> Iterator[Figure]:
    """The directory, its facets and words, and the chart around the head of very many."""
    everything = Choices(
        Department.objects.get(pk=1), Location.objects.get(pk=1), Skill.objects.get(pk=1)
    )
    for name, one in (
        ("the largest department, place and skill", everything),
        ("the largest place and skill", replace(everything, department=None)),
        ("the largest department and place", replace(everything, skill=None)),
        ("everybody", Choices()),
    ):
        cases = [one] * ROUNDS
        yield over(f"directory, {name}", cases, lambda c: _directory(viewer, c), bar=100)
    kept = [Choices()] * ROUNDS
    yield over("directory, everybody, numbers kept", kept, lambda c: _page(viewer, c), bar=100)
    for name, queries in (("a skill", words(40, seed=5)), ("a common title", ["engineer"] * 20)):
        yield over(f"people by {name}", queries, lambda w: find_people(viewer, w, Choices()))
    head = Person.objects.get(pk=cast.head)
    low = list(Person.objects.filter(pk__in=cast.ordinary[:ROUNDS]))
    for name, people in (("head of an eighth of the company", [head] * ROUNDS), ("others", low)):
        yield over(f"org chart, {name}", people, lambda p: _chart(viewer, p), bar=30)

    yield from _profiles(viewer, low, head)


def _profiles(viewer: Viewer, low: list[Person], head: Person) -> Iterator[Figure]:
    """A profile with its status, details and numbers, the hover card, and a page of rows."""
    for name, people in (("", low), (" of whom half of all follow", [head] * ROUNDS)):
        yield over(f"profile{name}", people, lambda p: _profile(viewer, p))
        yield over(f"hover card{name}", people, lambda p: _hover_card(viewer, p))
    pages = [low[start:] + low[:start] for start in range(ROUNDS)]
    yield over("statuses and follows of 30 rows", pages, lambda p: person_rows(viewer, p[:30]))


def _profile(viewer: Viewer, person: Person) -> None:
    """What the head and the facts of a profile read."""
    rows = Person.objects.visible_to(viewer).with_place().select_related("manager", "sponsor")
    attach(viewer, [rows.get(pk=person.pk)])
    standing(viewer, person)
    list(person.skills.all())
    reach(viewer, person)
    chart.report_counts([person])
    follow_numbers(viewer, person)


def _hover_card(viewer: Viewer, person: Person) -> None:
    """What the hover card reads."""
    attach(viewer, [Person.objects.visible_to(viewer).with_place().get(pk=person.pk)])
    standing(viewer, person)


def _directory(viewer: Viewer, chosen: Choices) -> None:
    """The page and its facets, with nothing kept."""
    caches["cards"].clear()
    _page(viewer, chosen)


def _page(viewer: Viewer, chosen: Choices) -> None:
    rows = Person.objects.for_directory(viewer, skill=chosen.skill)
    for name in ("department", "location"):
        if (one := getattr(chosen, name)) is not None:
            rows = rows.filter(**{name: one})
    list(rows.order_by("sort_name", "id")[:31])
    facets_of(viewer, chosen)


def _chart(viewer: Viewer, person: Person) -> None:
    """What the page of the chart reads."""
    page = list(chart.reports_of(viewer, person).order_by("sort_name", "id")[:25])
    chart.chain_above(viewer, person)
    chart.nodes(viewer, page, frozenset(), shown=12, depth=3)
    chart.report_counts([person])
    chart.count_below(person)


def _network(ordinary: list[Person], follows_many: Person) -> Iterator[Figure]:
    """Streams of those who follow tags and mute people, and suggestions looked for anew."""
    chosen = [*ordinary[:ROUNDS], follows_many]
    with transaction.atomic():
        tags = list(Tag.objects.order_by("pk")[: ROUNDS * 10 : ROUNDS])
        TagFollow.objects.bulk_create(
            [TagFollow(person=person, tag=tag) for person in chosen for tag in tags]
        )
        Mute.objects.bulk_create(
            [
                Mute(muter=person, muted=other)
                for person in chosen
                for other in ordinary[-5:]
                if person != other
            ]
        )
        for name, members in (
            ("ordinary viewers", chosen[:-1]),
            ("follows 1,000", [follows_many] * ROUNDS),
        ):
            viewers = [Viewer.of(person) for person in members]
            yield over(
                f"Following with 10 tags and 5 muted, {name}",
                viewers,
                lambda v: feeds.read(v, "following"),
                bar=15,
            )
            yield over(f"Everyone with 5 muted, {name}", viewers, feeds.read, bar=15)
        transaction.set_rollback(True)
    for name, members in (
        ("ordinary people", chosen[:-1]),
        ("follows 1,000", [follows_many] * ROUNDS),
    ):
        pairs = [(Viewer.of(person), person) for person in members]
        for what, find in (
            ("people", candidates.people),
            ("communities", candidates.communities),
            ("tags", topics.suggest),
        ):
            yield over(f"suggested {what}, {name}", pairs, partial(_find, find), bar=50)


def _find(find: Callable[[Viewer, Person], object], pair: tuple[Viewer, Person]) -> object:
    return find(*pair)


def _all(cast: Cast) -> list[int]:
    return [*cast.ordinary, cast.follows_many, cast.in_many, cast.guest]
