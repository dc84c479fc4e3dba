"""Which posts a page shows, always from what the viewer may read, and what stands beside one.

A list takes two steps. `out_to` finds the ids of a page through the read rule, in a statement so
narrow that PostgreSQL plans it anew for each viewer within a millisecond. `shown` loads what a list
shows of those ids and no others: eight tables, whose plan is the same whatever the ids, so it is
kept (figures in docs/performance.md).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any, Final, cast

from django.db.models import Count, F, OuterRef, Prefetch, Q, QuerySet, Subquery, Value
from django.db.models.functions import JSONObject, TruncMonth
from django.utils import timezone

from access.viewer import Viewer
from blogs.models import Blog, BlogPost, Role, all_posts, post_url
from blogs.rights import may, role_in, role_with
from content import cards
from content.markdown import reading_minutes
from content.models import Attachment, Entry, EntryAuthor, Tag
from core import prepared
from core.pager import Page, paginate
from profiles.models import Person

PAGE: Final = 20
NEWEST: Final = ("-published_at", "-id")
# With a tag they are read in the order of their events, which is that in which they came out: so a
# rare tag is found from its own index as fast as a common one.
NEWEST_TAGGED: Final = ("-event",)
MORE: Final = 4
# Of so many tags of a post others are shown beside it.
MOST_TAGS: Final = 3
DISCUSSED_DAYS: Final = 30
MOST_ASIDE: Final = 5


def readable(viewer: Viewer) -> QuerySet[BlogPost]:
    """Posts the viewer may read, in whatever state: the read rule, where every read starts."""
    return cast("QuerySet[BlogPost]", BlogPost.objects.visible_to(viewer))


def out_to(viewer: Viewer) -> QuerySet[Entry]:
    """Posts that are out and the viewer may read, as the entries they are: what is found, counted
    and ordered by stands there. The kind is said for the sake of the indexes."""
    return Entry.objects.out_to(viewer).filter(kind=Entry.Kind.POST)


def listed(rows: QuerySet[BlogPost]) -> QuerySet[BlogPost]:
    """With what a list shows of each, in two queries."""
    picture = JSONObject(public_id="public_id", alt="alt", width="width", height="height")
    covers = Attachment.objects.filter(entry=OuterRef("pk"), is_cover=True).order_by("pk")
    authors = EntryAuthor.objects.select_related("person").order_by("position")
    return (
        rows.select_related("author", "audience__community", "place__blog", "stats")
        .defer("source", "html", "text", "new_source", "search_vector")
        .annotate(cover=Subquery(covers.values(one=picture)[:1]))
        .prefetch_related(Prefetch("authorships", authors, to_attr="further"))
    )


def shown(ids: Iterable[int]) -> list[BlogPost]:
    """The posts with these ids, in their order, with what a list shows of each.

    The ids are those that the read rule let through just before; nothing here asks it again.
    """
    wanted = list(ids)
    with prepared.statements():
        found = listed(all_posts().filter(pk__in=wanted)).in_bulk() if wanted else {}
    return [found[pk] for pk in wanted if pk in found]


def _found(
    rows: QuerySet[Entry], purpose: str, cursor: str, size: int, keys: Sequence[str] = NEWEST
) -> Page[Entry]:
    narrow = rows.only("id", "published_at")
    return paginate(narrow, keys, purpose=purpose, cursor=cursor, size=size)


def _page(found: Page[Entry]) -> Page[BlogPost]:
    return Page(shown(one.pk for one in found.items), found.next)


def latest(viewer: Viewer, *, cursor: str = "", size: int = PAGE) -> Page[BlogPost]:
    """The newest posts of all blogs. Raises BadCursor."""
    return _page(_found(out_to(viewer), "posts", cursor, size))


def of_blog(viewer: Viewer, blog: Blog, *, cursor: str = "", size: int = PAGE) -> Page[BlogPost]:
    """The newest posts of a blog. Raises BadCursor."""
    return _page(_found(out_to(viewer).filter(place=blog.pk), f"posts.{blog.slug}", cursor, size))


def pinned(viewer: Viewer, blog: Blog) -> BlogPost | None:
    """The post that stands above the others in a blog, if the viewer may read it."""
    return next(iter(shown(_pinned(viewer, blog))), None)


def _pinned(viewer: Viewer, blog: Blog) -> list[int]:
    if blog.pinned_id is None:
        return []
    return list(out_to(viewer).filter(pk=blog.pinned_id).values_list("pk", flat=True))


@dataclass(frozen=True)
class Home:
    """The home of a blog: its newest posts, and first of all the pinned one."""

    pinned: BlogPost | None
    posts: Sequence[BlogPost]
    newest_at: datetime | None
    next: str


def home(viewer: Viewer, blog: Blog, *, cursor: str = "") -> Home:
    """As `of_blog`, with the pinned post above the others on the first page, and only there."""
    found = _found(out_to(viewer).filter(place=blog.pk), f"posts.{blog.slug}", cursor, PAGE)
    ids = [one.pk for one in found.items]
    above = [] if cursor else _pinned(viewer, blog)
    posts = {post.pk: post for post in shown(dict.fromkeys([*above, *ids]))}
    return Home(
        next((posts[pk] for pk in above if pk in posts), None),
        [posts[pk] for pk in ids if pk in posts and pk not in above],
        found.items[0].published_at if found.items else None,
        found.next,
    )


@dataclass(frozen=True)
class Wish:
    """What a list of posts is narrowed to: by somebody, with a tag, in a blog, of a month."""

    author: Person | None = None
    tag: Tag | None = None
    blog: Blog | None = None
    month: date | None = None

    @property
    def purpose(self) -> str:
        """What a cursor of this list belongs to."""
        author = self.author.public_id if self.author else ""
        tag = self.tag.slug if self.tag else ""
        blog = self.blog.slug if self.blog else ""
        return f"posts.{author}.{tag}.{blog}.{self.month or ''}"

    @property
    def order(self) -> Sequence[str]:
        """What is newest among them."""
        return NEWEST_TAGGED if self.tag else NEWEST


def wished(viewer: Viewer, wish: Wish) -> QuerySet[Entry]:
    """The posts a viewer may read that a list is narrowed to."""
    rows = out_to(viewer)
    if wish.author is not None:
        own = Entry.objects.out_to(viewer).filter(author=wish.author, kind=Entry.Kind.POST)
        further = EntryAuthor.objects.filter(person=wish.author)
        ids = own.order_by().values("pk").union(further.values("entry_id"), all=True)
        rows = rows.filter(pk__in=ids)
    if wish.tag is not None:
        rows = _tagged(rows, wish.tag).annotate(event=F("taggings__event"))
    if wish.blog is not None:
        rows = rows.filter(place=wish.blog.pk)
    if wish.month is not None:
        start, end = borders(wish.month)
        rows = rows.filter(published_at__gte=start, published_at__lt=end)
    return rows


def _tagged(rows: QuerySet[Entry], tag: Tag) -> QuerySet[Entry]:
    """A tag that was never used has no row. Named by its id, whose frequency the planner knows."""
    return rows.filter(taggings__tag=tag.pk or 0, taggings__kind=Entry.Kind.POST)


def newest(viewer: Viewer, wish: Wish, *, cursor: str = "", size: int = PAGE) -> Page[BlogPost]:
    """The newest of those a list is narrowed to. Raises BadCursor."""
    return _page(_found(wished(viewer, wish), wish.purpose, cursor, size, wish.order))


def discussed(viewer: Viewer, wish: Wish | None = None, *, most: int = PAGE) -> list[BlogPost]:
    """Those with most comments of the last DISCUSSED_DAYS, as the job counted them last."""
    return shown(_discussed(viewer, wish or Wish()).values_list("pk", flat=True)[:most])


def discussed_aside(viewer: Viewer) -> list[dict[str, Any]]:
    """The first few of them, for a list of titles: one query."""
    found = _discussed(viewer, Wish()).values_list("public_id", "title", _COMMENTS)
    return [
        {"url": post_url(public_id, title), "title": title, "comments": comments}
        for public_id, title, comments in found[:MOST_ASIDE]
    ]


_COMMENTS: Final = "blogpost__discussed__comments"


def _discussed(viewer: Viewer, wish: Wish) -> QuerySet[Entry]:
    rows = wished(viewer, wish).filter(blogpost__discussed__isnull=False)
    return rows.order_by(f"-{_COMMENTS}", "-blogpost__discussed__post")


def zone() -> tzinfo:
    """In which a month begins: that of the server, so that an address means one thing to all."""
    return timezone.get_default_timezone()


def borders(month: date) -> tuple[datetime, datetime]:
    """When the month that begins on that day begins and ends."""
    end = (month + timedelta(days=31)).replace(day=1)
    return (
        datetime.combine(month, time.min, zone()),
        datetime.combine(end, time.min, zone()),
    )


def a_year_before(moment: datetime) -> datetime:
    """When the month began that came eleven months before that of `moment`."""
    month = timezone.localtime(moment, zone()).date().replace(day=1)
    earlier = month.replace(year=month.year - 1)
    return borders(earlier)[1]


def months(viewer: Viewer, blog: Blog, *, since: datetime | None = None) -> list[tuple[date, int]]:
    """The months in which something came out in a blog that the viewer may read, newest first,
    with the number of posts; those since a moment, if there is one."""
    rows = out_to(viewer).filter(place=blog.pk)
    if since is not None:
        rows = rows.filter(published_at__gte=since)
    month = TruncMonth("published_at", tzinfo=zone())
    counted = rows.annotate(month=month).values_list("month").annotate(n=Count("pk"))
    return [(at.date(), number) for at, number in counted.order_by("-month")]


def mine(viewer: Viewer) -> QuerySet[BlogPost]:
    """What the viewer wrote or was asked to read, in whatever state, the latest change first."""
    me = viewer.person_id or 0
    authored = EntryAuthor.objects.filter(person_id=me).values("entry_id")
    rows = readable(viewer).filter(Q(author_id=me) | Q(pk__in=authored))
    return listed(rows).order_by("-changed_at")


def asked(viewer: Viewer) -> QuerySet[BlogPost]:
    """What others wrote that the viewer was asked to read before it is out."""
    rows = readable(viewer).exclude(state=Entry.State.PUBLISHED)
    rows = rows.filter(reviews__person_id=viewer.person_id or 0)
    return listed(rows).order_by("-changed_at")


@dataclass(frozen=True)
class Other:
    """Another post beside the one that is read; `tag` where that is what they share."""

    public_id: str
    title: str
    tag: str = ""

    def get_absolute_url(self) -> str:
        """Its page."""
        return post_url(self.public_id, self.title)


@dataclass(frozen=True)
class Around:
    """What stands beside a post: before and after it in its blog, by its author, on its tags."""

    older: Other | None
    newer: Other | None
    by_author: list[Other]
    on_tags: list[Other]


def around(viewer: Viewer, post: BlogPost, tags: Sequence[Tag]) -> Around:
    """The other posts that the viewer may read: one query, however many sorts of them."""
    rows = out_to(viewer).exclude(pk=post.pk)
    at, pk = post.published_at, post.pk
    there = rows.filter(place=post.place_id)
    older = there.filter(published_at__lte=at).filter(Q(published_at__lt=at) | Q(pk__lt=pk))
    newer = there.filter(published_at__gte=at).filter(Q(published_at__gt=at) | Q(pk__gt=pk))
    by_author = rows.filter(author=post.author_id)
    parts = [
        _part("older", older.order_by(*NEWEST)[:1]),
        _part("newer", newer.order_by("published_at", "id")[:1]),
        _part("author", by_author.order_by(*NEWEST)[:MORE]),
    ]
    for tag in tags[:MOST_TAGS]:
        marked = _tagged(rows, tag).order_by("-taggings__event")
        parts.append(_part("tag", marked[:MORE], tag.slug))
    found: dict[str, dict[str, Other]] = {"older": {}, "newer": {}, "author": {}, "tag": {}}
    for sort, *other in parts[0].union(*parts[1:], all=True):
        found[sort].setdefault(other[0], Other(*other))
    beside = {*found["older"], *found["newer"], *found["author"]}
    return Around(
        next(iter(found["older"].values()), None),
        next(iter(found["newer"].values()), None),
        list(found["author"].values()),
        [one for one in found["tag"].values() if one.public_id not in beside][:MORE],
    )


def _part(sort: str, rows: QuerySet[Entry], tag: str = "") -> QuerySet[Entry, Any]:
    return rows.annotate(sort=Value(sort), of=Value(tag)).values_list(
        "sort", "public_id", "title", "of"
    )


def rows_of(posts: Sequence[BlogPost]) -> list[dict[str, Any]]:
    """What `blogs/_post_row.html` shows of each."""
    return [
        {
            "id": post.public_id,
            "url": post_url(post.public_id, post.title),
            "title": post.title,
            "summary": post.summary,
            "authors": [post.author, *(one.person for one in post.further)],  # type: ignore[attr-defined]
            "blog": post.place.blog,
            "cover": Attachment(**post.cover) if post.cover else None,  # type: ignore[attr-defined]
            "published_at": post.published_at,
            "minutes": reading_minutes(post.words),
            "comments": cards.counted_comments(post),
            "audience": cards.audience_words(post.audience),
            "state": post.state,
        }
        for post in posts
    ]


def typed(post: BlogPost) -> dict[str, str]:
    """What its authors typed last, whether readers see it already or not."""
    if post.has_changes:
        return {"title": post.new_title, "text": post.new_source, "excerpt": post.new_excerpt}
    return {"title": post.title, "text": post.source, "excerpt": post.excerpt}


@dataclass(frozen=True)
class Standing:
    """What the viewer may do with a blog or a post: which buttons a page offers."""

    role: Role
    is_author: bool = False

    @property
    def may_write(self) -> bool:
        """Begin a post, change one's own."""
        return may(self.role, Role.CONTRIBUTOR)

    @property
    def may_publish(self) -> bool:
        """Show one's own to the readers."""
        return may(self.role, Role.AUTHOR)

    @property
    def is_owner(self) -> bool:
        """Look after the blog."""
        return self.role == Role.OWNER

    @property
    def may_count_readers(self) -> bool:
        """Learn how many read this post."""
        return self.is_author or self.is_owner

    @property
    def may_edit(self) -> bool:
        """Change this post."""
        return self.is_author and self.may_write


def standing(viewer: Viewer, blog: Blog, post: BlogPost | None = None) -> Standing:
    """The viewer before a blog, and before one post in it, whose further authors are loaded."""
    return Standing(role_in(viewer, blog), _is_by(viewer, post))


def standing_with(
    viewer: Viewer, blog: Blog, given: str | None, post: BlogPost | None = None
) -> Standing:
    """The same where the role they were given was asked for with the blog or the post."""
    return Standing(role_with(viewer, blog, given), _is_by(viewer, post))


def _is_by(viewer: Viewer, post: BlogPost | None) -> bool:
    return post is not None and viewer.person_id in {one.pk for one in authors_of(post)}


def authors_of(post: BlogPost) -> list[Person]:
    """Everybody who wrote it, in order; the rows behind the first author are loaded."""
    further = sorted(post.authorships.all(), key=lambda one: one.position)
    return [post.author, *(one.person for one in further)]
