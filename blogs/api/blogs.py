"""Blogs: found, named, and who may write in them."""

import hashlib

from django.db import transaction
from django.shortcuts import get_object_or_404
from rest_framework import serializers
from rest_framework.response import Response

from access.viewer import Viewer
from blogs import actions, posts, subscriptions
from blogs.api.base import blog_for, people_for
from blogs.api.shapes import (
    BlogOut,
    BlogRow,
    MonthsOut,
    PostRow,
    RoleOut,
    ShownBlog,
    post_rows,
    shown_blogs,
)
from blogs.models import Blog, BlogRole, Role
from blogs.rights import require_role, role_in
from core.api.describe import describe
from core.api.fields import Id, Paged, Shape, Text, Word
from core.api.views import ApiView, Request
from core.pager import PAGE
from profiles.models import Person


class BlogsQuery(Paged):
    """Narrow the list."""

    q = serializers.CharField(required=False, max_length=120, help_text="Part of a name.")
    person = Id(required=False, help_text="The blog of that person.")
    community = Id(required=False, help_text="The blog of that community.")


class BlogIn(Shape):
    """A blog of the company, and who looks after it."""

    title = Text(max_length=120)
    about = Text(required=False, allow_blank=True, max_length=500)
    owner = Id(help_text="The id of a person.")
    slug = Text(
        required=False,
        allow_blank=True,
        max_length=50,
        help_text="The end of its address; made from the title without it. A number follows where "
        "it is taken.",
    )
    more_owners = serializers.ListField(
        child=Id(), required=False, max_length=19, help_text="Who else looks after it."
    )


class BlogEditIn(Shape):
    """What is said of a blog, and what the members of its community may do in it."""

    title = Text(max_length=120)
    about = Text(required=False, allow_blank=True, max_length=500)
    members_may = Word(
        required=False, choices=[one for one in Role.choices if one[0] != Role.OWNER]
    )


class RoleIn(Shape):
    """What somebody may do from now on."""

    role = Word(choices=Role.choices)


def version_of(blog: Blog) -> str:
    """Changes with what an owner can change."""
    parts = (blog.title, blog.about, blog.members_may)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:12]


class Blogs(ApiView):
    """All I may read."""

    @describe("blogs_list", "List blogs", query=BlogsQuery, pages=BlogRow)
    def get(self, request: Request) -> Response:
        """By address. Somebody who never wrote, or a community without posts, may have none."""
        query = request.query
        rows = Blog.objects.visible_to(request.viewer).for_page()
        if "q" in query:
            rows = rows.filter(title__icontains=query["q"])
        if "person" in query:
            rows = rows.filter(place__person__public_id=query["person"])
        if "community" in query:
            rows = rows.filter(place__community__public_id=query["community"])
        page = self.paged(rows, ("slug",), purpose="blogs")
        return self.reply_page(shown_blogs(request.viewer, page.items), page.next)

    @describe(
        "blogs_create",
        "Make a blog of the company",
        body=BlogIn,
        answer=BlogOut,
        status=201,
        once=True,
    )
    def post(self, request: Request) -> Response:
        """For whom an admin gave the right. Those of people and communities make themselves."""
        owner = people_for(request.viewer, [request.sent.pop("owner")], field="owner")[0]
        others = people_for(
            request.viewer, request.sent.pop("more_owners", []), field="more_owners"
        )
        made = actions.create_blog(
            actor=request.actor,
            owner=owner,
            more_owners=others,
            key=request.key,
            address=request.META.get("REMOTE_ADDR") or None,
            **request.sent,
        )
        one = ShownBlog(made, role_in(request.viewer, made))
        return self.reply(one, status=201, version=version_of(made))


class BlogView(ApiView):
    """One blog."""

    @describe("blogs_get", "See a blog", answer=BlogOut)
    def get(self, request: Request, blog: str) -> Response:
        """With the post that stands above the others."""
        return self._show(request.viewer, blog_for(request.viewer, blog))

    @describe("blogs_edit", "Change a blog", body=BlogEditIn, answer=BlogOut, if_match=True)
    def patch(self, request: Request, blog: str) -> Response:
        """For whoever looks after it. What is not sent stays."""
        known = blog_for(request.viewer, blog)
        with transaction.atomic():
            if request.META.get("HTTP_IF_MATCH"):
                rows = Blog.objects.visible_to(request.viewer).for_page()
                known = rows.select_for_update(of=("self",)).get(pk=known.pk)
                self.require_match(version_of(known))
            actions.edit_blog(actor=request.actor, blog=known, **request.sent)
        return self._show(request.viewer, known)

    def _show(self, viewer: Viewer, blog: Blog) -> Response:
        above = posts.pinned(viewer, blog)
        pinned = post_rows([above])[0] if above else None
        role = role_in(viewer, blog)
        subscribers = subscriptions.number(blog) if role == Role.OWNER else None
        one = ShownBlog(blog, role, pinned, subscribers)
        return self.reply(one, version=version_of(blog))


class BlogPosts(ApiView):
    """What is published in it."""

    @describe("blogs_posts", "List the posts of a blog", pages=PostRow)
    def get(self, request: Request, blog: str) -> Response:
        """The newest first, the pinned one in its place among them."""
        page = posts.of_blog(
            request.viewer,
            blog_for(request.viewer, blog),
            cursor=request.query.get("cursor", ""),
            size=request.query.get("page_size", PAGE),
        )
        return self.reply_page(post_rows(page.items), page.next)


class Months(ApiView):
    """When something came out in it."""

    @describe("blogs_months", "Count the posts of a blog by month", answer=MonthsOut)
    def get(self, request: Request, blog: str) -> Response:
        """The newest month first, those without posts left out; months begin as in UTC."""
        found = posts.months(request.viewer, blog_for(request.viewer, blog))
        return self.reply({"results": [{"month": at, "posts": n} for at, n in found]})


class Roles(ApiView):
    """Who may do more than everybody."""

    @describe("blogs_roles", "List the roles in a blog", pages=RoleOut)
    def get(self, request: Request, blog: str) -> Response:
        """For whoever looks after it."""
        known = blog_for(request.viewer, blog)
        require_role(request.viewer, known, Role.OWNER)
        rows = BlogRole.objects.filter(blog=known).select_related("person")
        page = self.paged(rows, ("id",), purpose=f"roles.{blog}")
        return self.reply_page(page.items, page.next)


class RoleView(ApiView):
    """The role of one person; both ways can be repeated."""

    @describe("blogs_roles_set", "Give a role in a blog", body=RoleIn, answer=RoleOut)
    def put(self, request: Request, blog: str, person: str) -> Response:
        """To somebody who reads it. Each role may do all that those before it may."""
        known, somebody = self._both(request, blog, person)
        role = request.sent["role"]
        actions.set_role(
            actor=request.actor,
            blog=known,
            person=somebody,
            role=role,
            address=request.META.get("REMOTE_ADDR") or None,
        )
        return self.reply(
            BlogRole.objects.select_related("person").get(blog=known, person=somebody)
        )

    @describe("blogs_roles_remove", "Take a role away", status=204)
    def delete(self, request: Request, blog: str, person: str) -> Response:
        """They may do what everybody may. A blog of the company keeps one owner (409)."""
        known, somebody = self._both(request, blog, person)
        actions.set_role(
            actor=request.actor,
            blog=known,
            person=somebody,
            role="",
            address=request.META.get("REMOTE_ADDR") or None,
        )
        return Response(status=204)

    def _both(self, request: Request, blog: str, person: str) -> tuple[Blog, Person]:
        known = blog_for(request.viewer, blog)
        people = Person.objects.visible_to(request.viewer)
        return known, get_object_or_404(people, public_id=person)
