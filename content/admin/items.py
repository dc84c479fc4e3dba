"""One thing somebody wrote, alone on a page of the administration: its text and its image."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from content.markdown import stored
from content.models import Attachment, Entry, Place
from content.views.images import serve


def item(entry: Entry) -> dict[str, Any]:
    """What the template `admin/content/_item.html` shows of `entry`, which the caller may show."""
    return {
        "entry": entry,
        "body": stored(entry.html),
        # What is not published yet was never rendered: it is shown as it is typed.
        "source": "" if entry.html else entry.source,
        "place": place_words(entry),
        "images": list(entry.attachments.all()),
    }


def place_words(entry: Entry) -> str:
    """Where it stands, by name: a community or its blog, somebody's wall or blog."""
    place: Place = entry.place
    owner = place.community or place.person
    if place.kind == Place.Kind.BLOG:
        return _("Blog of %(name)s") % {"name": owner.name if owner else _("the company")}
    if place.community is not None:
        return place.community.name
    return _("Wall of %(name)s") % {"name": place.person.name} if place.person else ""


def image_of(request: HttpRequest, entry: Entry, public_id: str) -> HttpResponse:
    """An image of `entry`, which the caller may show. Raises Http404 for any other image."""
    image = Attachment.objects.filter(entry=entry, public_id=public_id).first()
    if image is None:
        raise Http404
    return serve(request, image)
