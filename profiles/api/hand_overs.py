"""Hand-overs over the API: what a colleague left behind and is with me now.

Deactivating and suspending are not here: the administration asks for a fresh second factor, which
no token has.
"""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.response import Response

from access.requests import require_employee
from core.api.describe import describe
from core.api.fields import Id, Moment, Shape
from core.api.shapes import PersonChip
from core.api.views import ApiView, Request
from core.errors import Invalid
from core.pager import PAGE
from profiles import handing
from profiles.actions import close_item, keep_item, pass_item
from profiles.models import HandOverItem, Person


class ItemOut(Shape):
    """One thing that is with me since somebody left."""

    id = serializers.CharField(source="public_id")
    kind = serializers.CharField(help_text="community, invitation, guest, and what comes later.")
    title = serializers.SerializerMethodField()
    words = serializers.SerializerMethodField(help_text="What it is, and what waits there.")
    url = serializers.SerializerMethodField()
    from_person = PersonChip(source="hand_over.leaver")
    since = Moment(source="hand_over.created_at")
    returns_at = Moment(
        source="hand_over.until", allow_null=True, help_text="Lent until then; nothing to decide."
    )
    state = serializers.ChoiceField(HandOverItem.State.choices)
    deeds = serializers.SerializerMethodField(help_text="What I may decide.")

    def get_title(self, item: Any) -> str:
        """Its name."""
        return handing.of(item).title(item)

    def get_words(self, item: Any) -> str:
        """A sentence or two."""
        return handing.of(item).words(item)

    def get_url(self, item: Any) -> str:
        """Where it is seen."""
        return handing.of(item).url(item)

    def get_deeds(self, item: Any) -> list[str]:
        """keep, pass, close; none for what is lent or decided."""
        waits = item.state == HandOverItem.State.WAITING and item.hand_over.until is None
        return sorted(handing.of(item).deeds) if waits else []


class PassIn(Shape):
    """To whom."""

    person = Id()


class HandOvers(ApiView):
    """What waits for my word."""

    @describe("hand_overs_list", "List what was handed over to me", pages=ItemOut)
    def get(self, request: Request) -> Response:
        """The newest first; what I decided is not listed."""
        require_employee(request.viewer)
        rows = HandOverItem.objects.held_by(request.viewer).waiting()
        page = handing.held_page(
            rows,
            purpose="api.hand-overs",
            cursor=request.query.get("cursor", ""),
            size=request.query.get("page_size", PAGE),
        )
        return self.reply_page(page.items, page.next)


class _Deed(ApiView):
    """What I decide about one thing; the answer is the thing as it stands then."""

    def item(self, pid: str) -> HandOverItem:
        """The one with that id, if it is with me. Raises Http404."""
        rows = HandOverItem.objects.held_by(self.request.viewer)
        return get_object_or_404(rows, public_id=pid)


class Keep(_Deed):
    """It stays with me."""

    @describe("hand_overs_keep", "Keep what was handed over", answer=ItemOut)
    def post(self, request: Request, pid: str) -> Response:
        """Whoever left does not get it back."""
        return self.reply(keep_item(actor=request.actor, item=self.item(pid)))


class Pass(_Deed):
    """Somebody else has it."""

    @describe("hand_overs_pass", "Pass on what was handed over", body=PassIn, answer=ItemOut)
    def post(self, request: Request, pid: str) -> Response:
        """They have it at once and are told."""
        item = self.item(pid)
        people = Person.objects.visible_to(request.viewer)
        person = people.filter(public_id=request.sent["person"]).first()
        if person is None:
            raise Invalid(_("There is nobody with this id."), field="person")
        return self.reply(pass_item(actor=request.actor, item=item, person=person))


class Close(_Deed):
    """It is put to rest."""

    @describe("hand_overs_close", "Put to rest what was handed over", answer=ItemOut)
    def post(self, request: Request, pid: str) -> Response:
        """A community is archived, an invitation taken back."""
        return self.reply(close_item(actor=request.actor, item=self.item(pid)))
