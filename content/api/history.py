"""What a text said before, and what changed between two of its versions."""

from typing import Any

from django.conf import settings
from django.http import Http404
from rest_framework import serializers
from rest_framework.response import Response

from content import actions, differences, history
from content.api.entries import known_for
from content.api.shapes import ComparisonOut, RevisionOut
from core.api.describe import describe
from core.api.fields import Query
from core.api.views import ApiView, Request


class ComparisonQuery(Query):
    """Which two; without them what the last change was."""

    def get_fields(self) -> dict[str, Any]:
        """`from` is a word of Python."""
        return {name: serializers.IntegerField(required=False, min_value=1) for name in _SIDES}


_SIDES = ("from", "to")


class Revisions(ApiView):
    """What a text said before."""

    @describe("entries_revisions", "List earlier versions", pages=RevisionOut)
    def get(self, request: Request, pid: str) -> Response:
        """The latest first; what it says now is not among them."""
        entry = known_for(request.viewer, pid)
        page = self.paged(history.revisions(entry), ("-number",), purpose=f"revisions.{pid}")
        return self.reply_page(history.read(entry, page.items), page.next)


class One(ApiView):
    """A text as it was."""

    @describe("entries_revision", "Read one version", answer=RevisionOut)
    def get(self, request: Request, pid: str, revision: int) -> Response:
        """One more than the latest of the earlier ones is what it says now."""
        found = history.version(known_for(request.viewer, pid), revision)
        if found is None:
            raise Http404
        return self.reply(found)


class Comparison(ApiView):
    """What changed."""

    @describe(
        "entries_comparison", "Compare two versions", query=ComparisonQuery, answer=ComparisonOut
    )
    def get(self, request: Request, pid: str) -> Response:
        """By lines, and by words inside the lines. 404 where there is no earlier version."""
        entry = known_for(request.viewer, pid)
        old, new = history.pair(entry, request.query.get("from"), request.query.get("to"))
        if old is None or new is None:
            raise Http404
        changes = {
            "old": old,
            "new": new,
            "title": differences.words(old.title, new.title) if old.title != new.title else [],
            "blocks": differences.compare(old.source, new.source),
        }
        return self.reply(changes)


class Restore(ApiView):
    """An earlier version taken up."""

    @describe("entries_revision_restore", "Take a version up again", status=204)
    def post(self, request: Request, pid: str, revision: int) -> Response:
        """Of one's own update or comment: it says again what it said. Posts of blogs have an
        address of their own, which makes a change that is published when it is ready."""
        entry = known_for(request.viewer, pid)
        if entry.kind in settings.CONTENT_RESTORERS:
            raise Http404
        actions.restore_version(
            actor=request.actor, entry=entry, number=min(revision, history.MOST)
        )
        return Response(status=204)
