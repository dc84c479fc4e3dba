"""The bell and the choice of mails over the API."""

from typing import Any

from django.db import transaction
from django.urls import path
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.response import Response

from activity import mail, notices, notifications
from activity.models import Notification
from activity.preferences import set_mail_preference
from core.api.describe import describe
from core.api.fields import Flag, Moment, Paged, Shape, Text
from core.api.shapes import CommunityChip, PersonChip
from core.api.views import ApiView, Request
from core.cursors import BadCursor
from core.errors import Invalid

Kind = Notification.Kind
MOST_MARKED = 100


class NotificationOut(Shape):
    """Something I should know."""

    id = serializers.SerializerMethodField()
    kind = serializers.ChoiceField(source="note.kind", choices=Kind.choices)
    line = serializers.CharField(help_text="Who did what, in one sentence.")
    excerpt = serializers.CharField(help_text="The start of the text it is about.")
    actor = PersonChip(source="note.actor", allow_null=True)
    entry = serializers.CharField(
        source="note.entry.public_id", allow_null=True, help_text="The post or comment."
    )
    root = serializers.CharField(  # type: ignore[assignment]
        source="note.entry.thread_root.public_id", allow_null=True, help_text="Its post."
    )
    community = CommunityChip(source="note.community", allow_null=True)
    url = serializers.CharField(help_text="The page it is about.")
    at = Moment(source="note.at")
    is_read = serializers.SerializerMethodField()

    def get_id(self, shown: dict[str, Any]) -> str:
        """Sealed."""
        return notices.public_id(shown["note"])

    def get_is_read(self, shown: dict[str, Any]) -> bool:
        """Since when is nobody's business."""
        return shown["note"].read_at is not None


class BellQuery(Paged):
    """Narrow the bell."""

    kind = serializers.ChoiceField(required=False, choices=Kind.choices)
    unread = serializers.BooleanField(required=False)


class Unread(Shape):
    """The number on the bell, at most 100."""

    unread = serializers.IntegerField()


class ReadIn(Shape):
    """Which; all when none are named."""

    ids = serializers.ListField(
        child=Text(max_length=100), required=False, allow_empty=False, max_length=MOST_MARKED
    )


# One truth for each kind of notification: is it sent by mail too?
MailPreferences = type(
    "MailPreferences",
    (Shape,),
    {
        "__doc__": "Which notifications come by mail too.",
        **{str(kind): Flag(required=False, help_text=str(kind.label)) for kind in Kind},
    },
)


class Notifications(ApiView):
    """The bell."""

    @describe("notifications_list", "List notifications", query=BellQuery, pages=NotificationOut)
    def get(self, request: Request) -> Response:
        """The latest first, as far as I may still read what they are about."""
        rows = notifications.of(request.viewer)
        if "kind" in request.query:
            rows = rows.filter(kind=request.query["kind"])
        if "unread" in request.query:
            rows = rows.filter(read_at__isnull=request.query["unread"])
        page = self.paged(rows, ("-at", "-id"), purpose="notifications")
        words = notices.notices(page.items)
        shown = [
            {**said, "note": note, "url": mail.target_of(note)}
            for note, said in zip(page.items, words, strict=True)
        ]
        return self.reply_page(shown, page.next)


class UnreadCount(ApiView):
    """The number on the bell."""

    @describe("notifications_unread", "Count what is unread", answer=Unread)
    def get(self, request: Request) -> Response:
        """At most 100."""
        return self.reply({"unread": notifications.unread_count(request.viewer)})


class MarkRead(ApiView):
    """Having seen them."""

    @describe("notifications_read", "Mark as read", body=ReadIn, answer=Unread)
    def post(self, request: Request) -> Response:
        """In every open window at once."""
        ids = None
        if "ids" in request.sent:
            try:
                ids = [notices.number_of(one) for one in request.sent["ids"]]
            except BadCursor as error:
                raise Invalid(_("There is no such notification."), field="ids") from error
        notifications.mark_read(actor=request.actor, ids=ids)
        return self.reply({"unread": notifications.unread_count(request.viewer)})


class MailView(ApiView):
    """Which notifications come by mail too."""

    @describe("mail_preferences_get", "See my choice of mails", answer=MailPreferences)
    def get(self, request: Request) -> Response:
        """What is not chosen follows the defaults."""
        return self._show(request)

    @describe(
        "mail_preferences_edit",
        "Choose my mails",
        body=MailPreferences,
        answer=MailPreferences,
    )
    def patch(self, request: Request) -> Response:
        """What is not sent stays as it is."""
        with transaction.atomic():
            for kind, wanted in request.sent.items():
                set_mail_preference(actor=request.actor, kind=kind, wanted=wanted)
        return self._show(request)

    def _show(self, request: Request) -> Response:
        return self.reply(mail.wishes(request.actor))


urlpatterns = [
    path("notifications/", Notifications.as_view(), name="notifications"),
    path("notifications/unread/", UnreadCount.as_view(), name="notifications-unread"),
    path("notifications/read/", MarkRead.as_view(), name="notifications-read"),
    path("me/mail-preferences/", MailView.as_view(), name="mail-preferences"),
]
