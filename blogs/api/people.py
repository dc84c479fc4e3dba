"""Who else wrote a post, who is asked to read it before it is out, and what they say."""

from rest_framework import serializers
from rest_framework.response import Response

from blogs import actions
from blogs.api.base import PostAddress, people_for
from blogs.api.shapes import OUT, NoteOut, PeopleOut
from core.api.describe import describe
from core.api.fields import Id, Shape, Text
from core.api.views import Request
from core.errors import not_allowed

MOST = 50


class AuthorsIn(Shape):
    """All of them, in order."""

    authors = serializers.ListField(child=Id(), max_length=MOST, help_text="Ids of people.")


class ReviewersIn(Shape):
    """All of them."""

    reviewers = serializers.ListField(child=Id(), max_length=MOST, help_text="Ids of people.")


class NoteIn(Shape):
    """A word about a draft."""

    text = Text(max_length=actions.LONGEST_NOTE)


class Authors(PostAddress):
    """Those who wrote it together."""

    @describe("blog_posts_authors", "Set the authors", body=AuthorsIn, answer=PeopleOut)
    def put(self, request: Request, pid: str) -> Response:
        """The first one stays first; whoever is not named is an author no longer."""
        post = self.found(request, pid)
        named = people_for(request.viewer, request.sent["authors"], field="authors")
        actions.set_authors(actor=request.actor, post=post, people=named)
        further = post.authorships.select_related("person").order_by("position")
        return self.reply({"results": [post.author, *(one.person for one in further)]})


class Reviewers(PostAddress):
    """Those who read it before it is out."""

    @describe("blog_posts_reviewers", "Ask people to read it", body=ReviewersIn, answer=PeopleOut)
    def put(self, request: Request, pid: str) -> Response:
        """The new ones are told; whoever is not named reads it no longer."""
        post = self.found(request, pid)
        named = people_for(request.viewer, request.sent["reviewers"], field="reviewers")
        actions.set_reviewers(actor=request.actor, post=post, people=named)
        asked = post.reviews.select_related("person").order_by("pk")
        return self.reply({"results": [one.person for one in asked]})


class Notes(PostAddress):
    """What they say."""

    @describe("blog_posts_notes", "List the notes", pages=NoteOut)
    def get(self, request: Request, pid: str) -> Response:
        """For its authors and, until it is out, its reviewers; the oldest first."""
        post = self.found(request, pid)
        if post.state in OUT and not post.is_author(request.viewer.person_id):
            raise not_allowed()
        rows = post.notes.select_related("author")
        page = self.paged(rows, ("id",), purpose=f"notes.{pid}")
        return self.reply_page(page.items, page.next)

    @describe(
        "blog_posts_notes_add", "Add a note", body=NoteIn, answer=NoteOut, status=201, once=True
    )
    def post(self, request: Request, pid: str) -> Response:
        """The other authors and reviewers are told."""
        note = actions.add_note(
            actor=request.actor,
            post=self.found(request, pid),
            text=request.sent["text"],
            key=request.key,
        )
        return self.reply(note, status=201)
