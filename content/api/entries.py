"""What can be done with anything written, post or comment: see it, edit, delete and restore it,
react, and look at what stands behind it."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.response import Response

from access import explain
from access.viewer import Viewer
from content import actions, cards
from content.api.shapes import BinItem, ReactionOut, ReadersOut, shown
from content.models import Entry, EntryQuerySet
from content.telling import away, unreached
from core.api.describe import describe
from core.api.errors import Stale
from core.api.fields import Markdown, Shape, Text
from core.api.views import ApiView, Request
from core.errors import Conflict, Invalid


class TextIn(Shape):
    """A changed text."""

    source = Markdown(max_length=20_000)  # type: ignore[assignment]


class ReasonIn(Shape):
    """Why; the author reads it."""

    reason = Text(max_length=400)


class Reactions(Shape):
    """Every sign on offer."""

    results = ReactionOut(many=True)


class ReactionChoiceOut(Shape):
    """A sign on offer."""

    emoji = serializers.CharField()
    name = serializers.CharField()


class ReactionChoices(Shape):
    """In the order of the bar."""

    results = ReactionChoiceOut(many=True)


def readable(viewer: Viewer) -> EntryQuerySet:
    """Published entries the viewer may read, with all that their shapes show."""
    rows = Entry.objects.visible_to(viewer).published().for_card()
    return rows.select_related("audience__community", "reply_to", "root")


def entry_for(viewer: Viewer, pid: str) -> Entry:
    """One of them, or 404."""
    return get_object_or_404(readable(viewer), public_id=pid)


def known_for(viewer: Viewer, pid: str) -> Entry:
    """One the viewer may read, in whatever state: also their own draft, or what they archived."""
    rows = Entry.objects.visible_to(viewer).select_related("audience__community")
    return get_object_or_404(rows, public_id=pid)


class EntryView(ApiView):
    """One post or one comment; each kind says which rows and which shape."""

    def rows(self, viewer: Viewer) -> QuerySet[Entry]:
        """Where to look for it."""
        raise NotImplementedError

    def show(self, pid: str, *, viewer: Viewer, status: int = 200, wrote: bool = False) -> Response:
        """It, as it stands; after writing with the names it does not reach."""
        entry = get_object_or_404(self.rows(viewer), public_id=pid)
        names = unreached(entry) if wrote else ()
        gone = away(viewer, entry) if wrote else ()
        (one,) = shown(viewer, [entry], unreached=names, away=gone)
        return self.reply(one, status=status, version=entry.version, viewer=viewer)

    def edit(self, request: Request, pid: str) -> Response:
        """Replace the text, in one step with the comparison of versions."""
        entry = get_object_or_404(self.rows(request.viewer), public_id=pid)
        version = entry.version if self.require_match(entry.version) else None
        source = request.sent.get("source", entry.source)
        try:
            actions.edit_text(actor=request.actor, entry=entry, source=source, version=version)
        except Conflict as error:
            if error.code == "stale":
                raise Stale from error
            raise
        return self.show(pid, viewer=request.viewer, wrote=True)

    def remove(self, request: Request, pid: str) -> Response:
        """Put one's own into the bin."""
        entry = get_object_or_404(self.rows(request.viewer), public_id=pid)
        self.require_match(entry.version)
        actions.delete_entry(actor=request.actor, entry=entry)
        return Response(status=204)


class RemoveByModerator(ApiView):
    """What somebody else wrote."""

    @describe("entries_remove", "Remove as a moderator", body=ReasonIn, status=204)
    def post(self, request: Request, pid: str) -> Response:
        """Owners and moderators of the community; the author is told why."""
        entry = entry_for(request.viewer, pid)
        actions.delete_entry(actor=request.actor, entry=entry, reason=request.sent["reason"])
        return Response(status=204)


class Restore(ApiView):
    """Out of the bin."""

    @describe("entries_restore", "Take out of the bin", status=204)
    def post(self, request: Request, pid: str) -> Response:
        """One's own post, comment or draft, for 30 days: the undo of a deletion."""
        entry = get_object_or_404(Entry.objects.in_bin_of(request.viewer), public_id=pid)
        actions.restore_entry(actor=request.actor, entry=entry)
        return Response(status=204)


class Bin(ApiView):
    """What I deleted."""

    @describe("bin_list", "List my bin", pages=BinItem)
    def get(self, request: Request) -> Response:
        """The latest first."""
        rows = Entry.objects.in_bin_of(request.viewer)
        page = self.paged(rows, ("-deleted_at", "-id"), purpose="bin")
        return self.reply_page(page.items, page.next)


class ReactionBar(ApiView):
    """The signs under something."""

    @describe("entries_reactions", "See the reactions", answer=Reactions)
    def get(self, request: Request, pid: str) -> Response:
        """Every sign on offer, how often it was given, and whether I gave it."""
        entry = entry_for(request.viewer, pid)
        return self.reply({"results": cards.reactions_of(request.viewer, [entry])[entry.pk]})


class ReactionView(ApiView):
    """My own sign; both ways can be repeated."""

    @describe("entries_react", "React", answer=Reactions)
    def put(self, request: Request, pid: str, emoji: str) -> Response:
        """With one of the signs on offer; the author is told."""
        return self._change(request, pid, emoji, actions.add_reaction)

    @describe("entries_unreact", "Take a reaction back", answer=Reactions)
    def delete(self, request: Request, pid: str, emoji: str) -> Response:
        """Nobody is told."""
        return self._change(request, pid, emoji, actions.remove_reaction)

    def _change(self, request: Request, pid: str, emoji: str, action: Any) -> Response:
        entry = entry_for(request.viewer, pid)
        if "\x00" in emoji:
            raise Invalid(_("This reaction is not offered here."), field="emoji")
        action(actor=request.actor, entry=entry, emoji=emoji)
        entry = entry_for(request.viewer, pid)
        return self.reply({"results": cards.reactions_of(request.viewer, [entry])[entry.pk]})


class Choices(ApiView):
    """What one can react with."""

    @describe("reaction_choices", "List the signs on offer", answer=ReactionChoices)
    def get(self, request: Request) -> Response:
        """The admin chooses them."""
        return self.reply({"results": cards.choices()})


class Readers(ApiView):
    """Who can see this?"""

    @describe("entries_readers", "See who can see this", answer=ReadersOut)
    def get(self, request: Request, pid: str) -> Response:
        """In words, with the number of people and the rule."""
        return self.reply(explain.explain(known_for(request.viewer, pid).audience))
