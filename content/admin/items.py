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
        "place": place_words(entry),
        "images": list(entry.attachments.all()),
    }


def place_words(entry: Entry) -> str:
    """Where it stands, by name: a community, or somebody's wall."""
    place: Place = entry.place
    if place.community is not None:
        return place.community.name
    if place.person is not None:
        return _("Wall of %(name)s") % {"name": place.person.name}
    return ""


def image_of(request: HttpRequest, entry: Entry, public_id: str) -> HttpResponse:
    """An image of `entry`, which the caller may show. Raises Http404 for any other image."""
    image = Attachment.objects.filter(entry=entry, public_id=public_id).first()
    if image is None:
        raise Http404
    return serve(request, image)
