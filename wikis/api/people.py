"""People and wikis: roles, whom to ask about a page, what one watches."""

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from rest_framework.response import Response

from core.api.describe import describe
from core.api.fields import Flag, Id, Shape, Word
from core.api.views import ApiView, Request
from core.errors import Invalid
from profiles.models import Person
from wikis import actions, pages
from wikis.api.base import PageAddress, wiki_for
from wikis.api.page_shapes import PageOut
from wikis.api.shapes import WatchedOut, WatchOut, WikiRoleOut
from wikis.models import Role, Wiki, WikiRole
from wikis.rights import require_role


class WikiRoleIn(Shape):
    """What somebody may do from now on."""

    role = Word(choices=Role.choices)


class KeeperIn(Shape):
    """Somebody who reads the page."""

    person = Id(help_text="The id of a person.")


class WatchIn(Shape):
    """How much."""

    below = Flag(required=False, default=False, help_text="Also all pages below it.")


class Roles(ApiView):
    """Who may do more or less than everybody."""

    @describe("wikis_roles", "List the roles in a wiki", pages=WikiRoleOut)
    def get(self, request: Request, wiki: str) -> Response:
        """For whoever looks after it. In one's own wiki: with whom it is shared."""
        known = wiki_for(request.viewer, wiki)
        require_role(request.viewer, known, Role.OWNER)
        rows = WikiRole.objects.filter(wiki=known).select_related("person")
        page = self.paged(rows, ("id",), purpose=f"wiki.roles.{wiki}")
        return self.reply_page(page.items, page.next)


class RoleView(ApiView):
    """The role of one person; both ways can be repeated."""

    @describe("wikis_roles_set", "Give a role in a wiki", body=WikiRoleIn, answer=WikiRoleOut)
    def put(self, request: Request, wiki: str, person: str) -> Response:
        """To somebody who reads it; with a role in my own wiki somebody reads it. Each role may do
        all that those before it may."""
        known, somebody = self._both(request, wiki, person)
        actions.set_role(
            actor=request.actor,
            wiki=known,
            person=somebody,
            role=request.sent["role"],
            address=request.META.get("REMOTE_ADDR") or None,
        )
        return self.reply(
            WikiRole.objects.select_related("person").get(wiki=known, person=somebody)
        )

    @describe("wikis_roles_remove", "Take a role in a wiki away", status=204)
    def delete(self, request: Request, wiki: str, person: str) -> Response:
        """They may do what everybody may; of my own wiki they read nothing any more. A wiki of the
        company keeps one owner (409)."""
        known, somebody = self._both(request, wiki, person)
        actions.set_role(
            actor=request.actor,
            wiki=known,
            person=somebody,
            role="",
            address=request.META.get("REMOTE_ADDR") or None,
        )
        return Response(status=204)

    def _both(self, request: Request, wiki: str, person: str) -> tuple[Wiki, Person]:
        known = wiki_for(request.viewer, wiki)
        people = Person.objects.visible_to(request.viewer)
        return known, get_object_or_404(people, public_id=person)


class Keeper(PageAddress):
    """Whom to ask about a page: no more of a right than others have. Both ways can be repeated."""

    @describe("wiki_pages_keeper", "Say whom to ask about a page", body=KeeperIn, answer=PageOut)
    def put(self, request: Request, pid: str) -> Response:
        """For whoever may change it."""
        page = self.found(request, pid)
        people = Person.objects.visible_to(request.viewer).active()
        person = people.filter(public_id=request.sent["person"]).first()
        if person is None:
            raise Invalid(_("There is no such person."), field="person")
        actions.set_keeper(actor=request.actor, page=page, person=person)
        return self.show(pid)

    @describe("wiki_pages_keeper_remove", "Name nobody to ask about a page", answer=PageOut)
    def delete(self, request: Request, pid: str) -> Response:
        """For whoever may change it."""
        actions.set_keeper(actor=request.actor, page=self.found(request, pid), person=None)
        return self.show(pid)


class Watch(PageAddress):
    """Hearing of changes; nobody else learns of it. Both ways can be repeated."""

    @describe("wiki_pages_watch", "Watch a page", body=WatchIn, answer=WatchOut)
    def put(self, request: Request, pid: str) -> Response:
        """At most 500 pages; one with all below it is one."""
        page = self.found(request, pid)
        below = request.sent.get("below", False)
        return self.reply(actions.watch_page(actor=request.actor, page=page, below=below))

    @describe("wiki_pages_unwatch", "Watch a page no longer", status=204)
    def delete(self, request: Request, pid: str) -> Response:
        """What one heard already stays."""
        actions.unwatch_page(actor=request.actor, page=self.found(request, pid))
        return Response(status=204)


class Watched(ApiView):
    """What I watch."""

    @describe("wiki_pages_watched", "List the pages I watch", answer=WatchedOut)
    def get(self, request: Request) -> Response:
        """Those I may read, the last changed first."""
        return self.reply({"results": pages.watched(request.viewer)})
