"""Milliseconds of SQL for lists of blog posts, and for a post of 200 kB: read, saved, published."""

from collections.abc import Callable, Iterator
from functools import partial
from time import perf_counter
from types import SimpleNamespace
from typing import Any, Final

from django.db import transaction
from django.db.models import Count

from access.viewer import Viewer
from bench.company import Cast, words
from bench.figures import Figure, as_pages_are_answered, over
from blogs import posts
from blogs.actions import blog_of_person, publish_post, save_post
from blogs.models import Blog, BlogPost
from blogs.views.base import UNSHOWN, post_at
from blogs.views.reading import tags_of
from content import threads
from content.models import Entry, Tag, Tagging
from profiles.models import Person

ROUNDS: Final = 40
LISTS_BAR: Final = 15
READING_BAR: Final = 5
SAVING_BAR: Final = 2_000
LARGE: Final = 200_000


def figures(cast: Cast) -> Iterator[Figure]:
    """The lists, for readers of every kind, and then the long post."""
    as_pages_are_answered()
    people = Person.objects.in_bulk([*cast.ordinary[:ROUNDS], cast.in_many, cast.guest])
    ordinary = [people[pk] for pk in cast.ordinary[:ROUNDS]]
    viewers = [Viewer.of(person) for person in ordinary]
    many = [Viewer.of(people[cast.in_many])] * ROUNDS
    outside = [Viewer.of(people[cast.guest])] * ROUNDS
    for name, readers in (
        ("ordinary viewers", viewers),
        ("in 400 communities", many),
        ("a quiet guest", outside),
    ):
        yield over(f"latest posts, {name}", readers, posts.latest, bar=LISTS_BAR)
    yield from _of_blogs(viewers)
    yield from _of_tags(viewers, many, outside)
    by = [posts.Wish(author=person) for person in ordinary]
    yield over("posts by an author", by, partial(posts.newest, viewers[0]))
    yield from _large(ordinary[0])


def _of_blogs(viewers: list[Viewer]) -> Iterator[Figure]:
    """The fullest blog that is open to everybody, and those of few posts."""
    open_to_all = Blog.objects.filter(place__audience__open=True).for_page()
    counted = Entry.objects.filter(kind=Entry.Kind.POST, audience__open=True).values("place")
    sizes = dict(counted.annotate(n=Count("pk")).values_list("place", "n"))
    fullest = open_to_all.get(pk=max(sizes, key=lambda pk: sizes[pk]))
    others = list(open_to_all.filter(pk__in=sizes).order_by("-pk")[: len(viewers)])
    same = [fullest] * len(viewers)
    for name, blogs in ((f"a blog of {sizes[fullest.pk]:,} posts", same), ("other blogs", others)):
        cases = list(zip(viewers, blogs, strict=False))
        yield over(f"home of {name}, with its months", cases, _home, bar=LISTS_BAR)
        yield over(f"archive of {name}", cases, lambda case: posts.months(*case))
        months = [(viewer, _newest_month(blog)) for viewer, blog in cases]
        yield over(f"a month of {name}", months, _wished, bar=LISTS_BAR)


def _home(case: tuple[Viewer, Blog]) -> None:
    """What the home of a blog reads of its posts."""
    home = posts.home(*case)
    if home.newest_at is not None:
        posts.months(*case, since=posts.a_year_before(home.newest_at))


def _newest_month(blog: Blog) -> posts.Wish:
    rows = Entry.objects.filter(place=blog.pk, state=Entry.State.PUBLISHED)
    newest = rows.latest("published_at").published_at
    assert newest is not None
    return posts.Wish(blog=blog, month=newest.date().replace(day=1))


def _wished(case: tuple[Viewer, posts.Wish]) -> None:
    posts.newest(*case)


def _of_tags(viewers: list[Viewer], many: list[Viewer], outside: list[Viewer]) -> Iterator[Figure]:
    counted = Tagging.objects.filter(kind=Entry.Kind.POST).values("tag").annotate(n=Count("pk"))
    order = [pk for pk, _n in counted.order_by("-n").values_list("tag", "n")]
    tags = Tag.objects.in_bulk(order)
    common, rare = tags[order[0]], tags[order[-1]]
    all_sorts = [tags[pk] for pk in order[:: max(1, len(order) // len(viewers))]]
    for name, readers, chosen in (
        ("the most common tag", viewers, [common]),
        ("the rarest tag", viewers, [rare]),
        ("tags of every frequency", viewers, all_sorts),
        ("the rarest tag, in 400 communities", many, [rare]),
        ("the most common tag, a quiet guest", outside, [common]),
        ("the rarest tag, a quiet guest", outside, [rare]),
    ):
        wishes = [posts.Wish(tag=chosen[at % len(chosen)]) for at, _one in enumerate(readers)]
        cases = list(zip(readers, wishes, strict=True))
        yield over(f"posts with {name}", cases, _wished, bar=LISTS_BAR)


def _large(person: Person) -> Iterator[Figure]:
    """A post of 200 kB in one's own blog; nothing of it stays."""
    text = _text()
    name = f"a post of {len(text.encode()) // 1000} kB"
    with transaction.atomic():
        blog = blog_of_person(person)
        kept: list[BlogPost] = []

        def save() -> None:
            post = kept[-1] if kept else None
            kept.append(save_post(actor=person, blog=blog, post=post, title="Long", source=text))

        def publish() -> None:
            kept.append(publish_post(actor=person, post=kept[-1]))

        yield Figure(f"saving {name}, all of it", _timed(save), SAVING_BAR)
        times = []
        for number in range(ROUNDS // 4):
            said = f"{text}\n\nFor the {number + 1}. time."
            post = kept[-1] if kept else None
            kept.append(save_post(actor=person, blog=blog, post=post, title="Long", source=said))
            times += _timed(publish, rounds=1)
        yield Figure(f"publishing {name}, all of it", times, SAVING_BAR)
        request: Any = SimpleNamespace(viewer=Viewer.of(person))
        post = kept[-1]
        reads = [request] * ROUNDS
        yield over(f"reading {name}", reads, lambda r: _read(r, post.public_id), bar=READING_BAR)
        tags = list(Tag.objects.order_by("pk")[: posts.MOST_TAGS])
        yield over("what stands beside a post", reads, lambda r: posts.around(r.viewer, post, tags))
        transaction.set_rollback(True)


def _read(request: Any, public_id: str) -> None:
    """The post with its blog and one's role there, its authors and images, tags and thread."""
    post, _blog, _standing = post_at(request, public_id, without=UNSHOWN)
    tags_of(post)
    threads.newest(request.viewer, post)


def _timed(deed: Callable[[], None], *, rounds: int = ROUNDS) -> list[float]:
    times = []
    for _round in range(rounds):
        start = perf_counter()
        deed()
        times.append((perf_counter() - start) * 1000)
    return times


def _text() -> str:
    """Markdown of that length: headings, paragraphs, lists, links and code."""
    vocabulary = words(4_000, seed=3)
    parts: list[str] = []
    number = size = 0
    while size < LARGE:
        at = number * 60 % 3_900
        some = " ".join(vocabulary[at : at + 60])
        head = f"## {vocabulary[at]} {number}\n\n" if number % 10 == 0 else ""
        rest = f"\n\n- **{vocabulary[at]}** and [more](https://example.org/{number})\n- `code`\n"
        parts.append(f"{head}{some.capitalize()}.{rest}")
        size += len(parts[-1]) + 1
        number += 1
    return "\n".join(parts)[:LARGE]
