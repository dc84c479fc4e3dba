"""Wikis: found, made, named, and the page each begins with."""

import hashlib

from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.response import Response

from access.viewer import Viewer
from communities.models import Community
from content.writers import require_writer
from core.api.describe import describe
from core.api.fields import Id, Paged, Shape, Text, Word
from core.api.views import ApiView, Request
from core.errors import Invalid
from profiles.models import Person
from wikis import actions, pages, trees
from wikis.api.base import page_named, wiki_for
from wikis.api.shapes import ShownWiki, WikiOut, WikiRow, shown_wikis
from wikis.models import Wiki
from wikis.rights import MEMBERS_MAY, role_in


class WikisQuery(Paged):
    """Narrow the list."""

    q = serializers.CharField(required=False, max_length=120, help_text="Part of a name.")
    person = Id(required=False, help_text="The wiki of that person.")
    community = Id(required=False, help_text="The wiki of that community.")


class WikiIn(Shape):
    """A wiki of the company, and who looks after it."""

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
    members_may = Word(required=False, choices=MEMBERS_MAY)
    more_owners = serializers.ListField(
        child=Id(), required=False, max_length=19, help_text="Who else looks after it."
    )


class WikiEditIn(Shape):
    """What is said of a wiki, and what everybody who belongs to it may do there."""

    title = Text(max_length=120)
    about = Text(required=False, allow_blank=True, max_length=500)
    members_may = Word(required=False, choices=MEMBERS_MAY)


class FrontIn(Shape):
    """A page of the wiki."""

    page = Id()


def version_of(wiki: Wiki) -> str:
    """Changes with what an owner can change."""
    parts = (wiki.title, wiki.about, wiki.members_may)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:12]


class WikiAddress(ApiView):
    """One wiki."""

    def show(self, viewer: Viewer, wiki: Wiki, *, status: int = 200) -> Response:
        """It, with who reads and writes there, and by which rule."""
        front = pages.out_to(viewer).filter(pk=wiki.front_id or 0).first()
        node = trees.Node(front.pk, front.public_id, front.title) if front else None
        one = ShownWiki(wiki, role_in(viewer, wiki), node)
        return self.reply(one, status=status, version=version_of(wiki), viewer=viewer)


class Wikis(WikiAddress):
    """All I may read."""

    @describe("wikis_list", "List wikis", query=WikisQuery, pages=WikiRow)
    def get(self, request: Request) -> Response:
        """By address. A person or a community may have none."""
        query = request.query
        rows = Wiki.objects.visible_to(request.viewer).for_page()
        if "q" in query:
            rows = rows.filter(title__icontains=query["q"])
        if "person" in query:
            rows = rows.filter(place__person__public_id=query["person"])
        if "community" in query:
            rows = rows.filter(place__community__public_id=query["community"])
        page = self.paged(rows, ("slug",), purpose="wikis")
        return self.reply_page(shown_wikis(request.viewer, page.items), page.next)

    @describe(
        "wikis_create",
        "Make a wiki of the company",
        body=WikiIn,
        answer=WikiOut,
        status=201,
        once=True,
    )
    def post(self, request: Request) -> Response:
        """For whom an admin gave the right. One's own is made at `wikis/mine/`, that of a community
        at `communities/<id>/wiki/`."""
        said = dict(request.sent)
        owner = _people(request.viewer, [said.pop("owner")], field="owner")[0]
        others = _people(request.viewer, said.pop("more_owners", []), field="more_owners")
        made = actions.create_wiki(
            actor=request.actor,
            owner=owner,
            more_owners=others,
            key=request.key,
            address=request.META.get("REMOTE_ADDR") or None,
            **said,
        )
        return self.show(request.viewer, made, status=201)


def _people(viewer: Viewer, ids: list[str], *, field: str) -> list[Person]:
    """The colleagues with these ids, in their order. Raises Invalid for one nobody has."""
    known = Person.objects.visible_to(viewer).active().filter(public_id__in=ids)
    found = {person.public_id: person for person in known}
    if not all(one in found for one in ids):
        raise Invalid(_("There is no such person."), field=field)
    return [found[one] for one in ids]


class Mine(WikiAddress):
    """The wiki of my own: nobody else reads it until I share it."""

    @describe("wikis_mine", "See my own wiki", answer=WikiOut)
    def get(self, request: Request) -> Response:
        """404 until it is made."""
        rows = Wiki.objects.visible_to(request.viewer).for_page()
        wiki = get_object_or_404(rows, place__person=request.actor)
        return self.show(request.viewer, wiki)

    @describe("wikis_mine_make", "Make my own wiki", answer=WikiOut)
    def post(self, request: Request) -> Response:
        """Again changes nothing. Guests have none."""
        made = actions.wiki_of_person(request.actor)
        # Its audience came into being with it.
        return self.show(Viewer.of(request.actor), made)


class OfCommunity(WikiAddress):
    """The wiki of a community."""

    @describe("communities_wiki", "See the wiki of a community", answer=WikiOut)
    def get(self, request: Request, pid: str) -> Response:
        """404 until it is made."""
        rows = Wiki.objects.visible_to(request.viewer).for_page()
        wiki = get_object_or_404(rows, place__community__public_id=pid)
        return self.show(request.viewer, wiki)

    @describe("communities_wiki_make", "Make the wiki of a community", answer=WikiOut)
    def post(self, request: Request, pid: str) -> Response:
        """For its members. Again changes nothing."""
        circles = Community.objects.visible_to(request.viewer).select_related("audience__community")
        community = get_object_or_404(circles, public_id=pid)
        require_writer(request.viewer, community.audience)
        return self.show(request.viewer, actions.wiki_of_community(community))


class WikiView(WikiAddress):
    """One wiki."""

    @describe("wikis_get", "See a wiki", answer=WikiOut)
    def get(self, request: Request, wiki: str) -> Response:
        """With who can read and write there, and by which rule."""
        return self.show(request.viewer, wiki_for(request.viewer, wiki))

    @describe("wikis_edit", "Change a wiki", body=WikiEditIn, answer=WikiOut, if_match=True)
    def patch(self, request: Request, wiki: str) -> Response:
        """For whoever looks after it. What is not sent stays."""
        known = wiki_for(request.viewer, wiki)
        with transaction.atomic():
            if request.META.get("HTTP_IF_MATCH"):
                rows = Wiki.objects.visible_to(request.viewer).for_page()
                known = rows.select_for_update(of=("self",)).get(pk=known.pk)
                self.require_match(version_of(known))
            actions.edit_wiki(actor=request.actor, wiki=known, **request.sent)
        return self.show(request.viewer, known)


class Front(WikiAddress):
    """The page its home begins with; both ways can be repeated."""

    @describe("wikis_front", "Begin a wiki with a page", body=FrontIn, answer=WikiOut)
    def put(self, request: Request, wiki: str) -> Response:
        """For whoever looks after it."""
        known = wiki_for(request.viewer, wiki)
        page = page_named(request.viewer, known, request.sent["page"], field="page")
        actions.set_front(actor=request.actor, wiki=known, page=page)
        return self.show(request.viewer, known)

    @describe("wikis_front_remove", "Begin a wiki with its tree", answer=WikiOut)
    def delete(self, request: Request, wiki: str) -> Response:
        """The page stays where it is."""
        known = wiki_for(request.viewer, wiki)
        actions.set_front(actor=request.actor, wiki=known, page=None)
        return self.show(request.viewer, known)
