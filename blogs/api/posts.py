"""Posts: read, begun, saved, deleted; and those that concern me."""

from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.response import Response

from access.viewer import Viewer
from blogs import actions, posts
from blogs.actions import blog_of, note_reader
from blogs.api.base import PostAddress, version_of
from blogs.api.shapes import MyPostRow, PostOut, PostRow, ReadershipOut, State, post_rows
from blogs.models import Blog
from blogs.readership import is_read_by_somebody, readership_of
from communities.models import Community
from content import actions as content_actions
from content.models import Tag
from content.writers import require_writer
from core.api.describe import describe
from core.api.errors import Stale
from core.api.fields import Id, Markdown, Month, Paged, Shape, Text, Word
from core.api.views import Request
from core.errors import Conflict, Invalid
from core.pager import PAGE
from profiles.models import Person


class MineQuery(Paged):
    """Narrow the list."""

    state = serializers.ChoiceField(required=False, choices=State.choices)


class PostsQuery(Paged):
    """Narrow the list; what is said together is asked together."""

    author = Id(required=False, help_text="What that person wrote, alone or with others.")
    tag = serializers.CharField(required=False, max_length=50, help_text="With that tag.")
    blog = serializers.CharField(required=False, max_length=60, help_text="The slug of a blog.")
    month = Month(required=False, help_text="What came out then, such as 2026-03, in UTC.")
    order = Word(
        required=False,
        choices=["latest", "discussed"],
        help_text="`discussed`: those with most comments of the last 30 days.",
    )


class PostIn(Shape):
    """What is being written; it may be unfinished."""

    title = Text(required=False, allow_blank=True, max_length=actions.LONGEST_TITLE)
    source = Markdown(required=False, max_length=actions.LONGEST_DRAFT, help_text="Markdown.")  # type: ignore[assignment]
    excerpt = Text(
        required=False,
        allow_blank=True,
        max_length=actions.LONGEST_EXCERPT,
        help_text="For lists; without it the text's first words.",
    )


class PostBegin(PostIn):
    """A draft, and where: in a blog, in the blog of a community, or else in my own."""

    blog = Text(required=False, max_length=60, help_text="The slug of a blog.")
    community = Id(required=False, help_text="The id of a community; its blog need not exist yet.")


class PostSave(PostIn):
    """What changed; the rest stays."""

    saves = serializers.IntegerField(
        required=False,
        min_value=0,
        max_value=2**31 - 1,
        help_text="`saves` as you got it: 409 (`changed`) when somebody saved since then.",
    )


class Posts(PostAddress):
    """The newest of the company."""

    @describe("blog_posts_list", "List the latest posts", query=PostsQuery, pages=PostRow)
    def get(self, request: Request) -> Response:
        """Of all blogs I may read. What is discussed most comes on one page, without a next one."""
        query = request.query
        wish = self._wish(request.viewer, query)
        size = query.get("page_size", PAGE)
        if query.get("order") == "discussed":
            most = posts.discussed(request.viewer, wish, most=size)
            return self.reply_page(post_rows(most), "")
        page = posts.newest(request.viewer, wish, cursor=query.get("cursor", ""), size=size)
        return self.reply_page(post_rows(page.items), page.next)

    def _wish(self, viewer: Viewer, query: dict[str, Any]) -> posts.Wish:
        """What was asked for. A person and a blog that are not there, or not for the viewer, are
        refused in the same words."""
        author, blog = None, None
        if "author" in query:
            people = Person.objects.visible_to(viewer)
            author = people.filter(public_id=query["author"]).first()
            if author is None:
                raise Invalid(_("There is no such person."), field="author")
        if "blog" in query:
            blog = Blog.objects.visible_to(viewer).filter(slug=query["blog"]).first()
            if blog is None:
                raise Invalid(_("There is no such blog."), field="blog")
        tag = None
        if slug := query.get("tag", "").casefold():
            # One that nobody used is no error: where it is used is nobody's business.
            tag = Tag.objects.filter(slug=slug).first() or Tag(slug=slug, name=slug)
        return posts.Wish(author, tag, blog, query.get("month"))

    @describe(
        "blog_posts_begin", "Begin a post", body=PostBegin, answer=PostOut, status=201, once=True
    )
    def post(self, request: Request) -> Response:
        """A draft: only I read it until it is published or I ask somebody to."""
        said = request.sent
        made = actions.save_post(
            actor=request.actor,
            blog=self._blog(request),
            title=said.get("title", ""),
            source=said.get("source", ""),
            excerpt=said.get("excerpt", ""),
            key=request.key,
        )
        return self.show(made.public_id, status=201)

    def _blog(self, request: Request) -> Blog:
        viewer, said = request.viewer, request.sent
        if "blog" in said:
            blog = Blog.objects.visible_to(viewer).for_page().filter(slug=said["blog"]).first()
            if blog is None:
                raise Invalid(_("There is no such blog."), field="blog")
            return blog
        if "community" in said:
            circles = Community.objects.visible_to(viewer).select_related("audience__community")
            community = circles.filter(public_id=said["community"]).first()
            if community is None:
                raise Invalid(_("There is no such community."), field="community")
            require_writer(viewer, community.audience)
            return actions.blog_of_community(community)
        return actions.blog_of_person(request.actor)


class Mine(PostAddress):
    """What I wrote."""

    @describe("blog_posts_mine", "List my posts", query=MineQuery, pages=MyPostRow)
    def get(self, request: Request) -> Response:
        """In whatever state, the latest change first; those I wrote with others too."""
        rows = posts.mine(request.viewer)
        if "state" in request.query:
            rows = rows.filter(state=request.query["state"])
        page = self.paged(rows, ("-changed_at", "-id"), purpose="posts.mine")
        return self.reply_page(post_rows(page.items), page.next)


class Asked(PostAddress):
    """What others ask me to read."""

    @describe("blog_posts_asked", "List what I am asked to read", pages=PostRow)
    def get(self, request: Request) -> Response:
        """Before it is out, the latest change first."""
        rows = posts.asked(request.viewer)
        page = self.paged(rows, ("-changed_at", "-id"), purpose="posts.asked")
        return self.reply_page(post_rows(page.items), page.next)


class PostView(PostAddress):
    """One post."""

    @describe("blog_posts_get", "See a post", answer=PostOut)
    def get(self, request: Request, pid: str) -> Response:
        """As it stands; what is not out yet as it would look. Of what is out, this counts me as a
        reader, once a day."""
        answer = self.show(pid)
        post = self.shown
        if is_read_by_somebody(request):
            note_reader(viewer=request.viewer, post=post.entry, is_author=post.is_mine)
        return answer

    @describe("blog_posts_save", "Save a post", body=PostSave, answer=PostOut, if_match=True)
    def patch(self, request: Request, pid: str) -> Response:
        """Of a published post it is kept beside what readers see, as `changes`, until published."""
        post, said = self.found(request, pid), request.sent
        matched = self.require_match(version_of(post, request.actor.pk))
        typed = posts.typed(post)
        try:
            actions.save_post(
                actor=request.actor,
                post=post,
                title=said.get("title", typed["title"]),
                source=said.get("source", typed["text"]),
                excerpt=said.get("excerpt", typed["excerpt"]),
                number=said.get("saves", post.saves),
            )
        except Conflict as error:
            if matched and error.code == "changed" and "saves" not in said:
                raise Stale from error
            raise
        return self.show(pid)

    @describe("blog_posts_delete", "Delete my post", status=204, if_match=True)
    def delete(self, request: Request, pid: str) -> Response:
        """It lies in the bin for 30 days, its thread with it; `entries/<id>/restore/` undoes it."""
        post = self.found(request, pid)
        self.require_match(version_of(post, request.actor.pk))
        content_actions.delete_entry(actor=request.actor, entry=post)
        return Response(status=204)


class Readers(PostAddress):
    """How many read it."""

    @describe("blog_posts_readers", "Count the readers of my post", answer=ReadershipOut)
    def get(self, request: Request, pid: str) -> Response:
        """By day and week; for its authors and whoever looks after its blog, 404 for others."""
        post = self.found(request, pid)
        if not posts.standing(request.viewer, blog_of(post), post).may_count_readers:
            raise Http404
        return self.reply(readership_of(post))
