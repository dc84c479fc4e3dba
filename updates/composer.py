"""The box for writing an update: whom it may go to, how many read it, what was typed before."""

import secrets
from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from access import explain
from access.requests import SignedInRequest
from access.viewer import Viewer
from communities.joined import joined
from communities.models import Community
from content import places
from content.models import Entry
from core import prepared

_DRAFT = """SELECT 1 FROM content_entry
  WHERE author_id = %s AND kind = 'update' AND state = 'draft' LIMIT 1"""


def latest_draft(viewer: Viewer) -> Entry | None:
    """The draft the viewer wrote on last, if there is one with anything in it."""
    mine = Q(author_id=viewer.person_id, kind=Entry.Kind.UPDATE, state=Entry.State.DRAFT)
    # Asked for by every home page, and mostly there is none: the rule costs more than this.
    if not prepared.rows(_DRAFT, [viewer.person_id]):
        return None
    rows = Entry.objects.visible_to(viewer).filter(mine)
    rows = rows.exclude(source="", attachments=None).select_related("audience__community")
    return rows.order_by("-changed_at").first()


def audiences(request: SignedInRequest, chosen: str) -> list[dict[str, Any]]:
    """What the audience button offers, each with its number of readers."""
    viewer = request.viewer
    offered: list[dict[str, Any]] = []
    everybody = explain.employees()
    if viewer.is_employee:
        offered.append(
            {
                "value": places.COMPANY,
                "label": _("Everyone"),
                "hint": _("Every employee can read it"),
                "kind": "company",
                "reach": everybody,
            }
        )
    for community in joined(request):
        is_open = community.audience.open
        offered.append(
            {
                "value": f"community:{community.slug}",
                "label": community.name,
                "hint": _("Every employee can read it") if is_open else _("Only its members"),
                "kind": "community" if is_open else "closed",
                "reach": everybody if is_open else community.member_count,
            }
        )
    if viewer.is_employee:
        offered.append(
            {
                "value": "people",
                "label": _("Chosen people"),
                "hint": _("Only those you name below"),
                "kind": "people",
                "reach": None,
            }
        )
    for one in offered:
        one["current"] = one["value"] == ("people" if chosen.startswith("people:") else chosen)
    return offered


def build(
    request: SignedInRequest,
    *,
    community: Community | None = None,
    draft: Entry | None = None,
    text: str = "",
    choice: str = "",
    alt: str = "",
    key: str = "",
    errors: Sequence[str] = (),
) -> dict[str, Any]:
    """The values of elements/composer.html."""
    viewer = request.viewer
    if not choice and community is not None:
        choice = f"community:{community.slug}"
    if not choice:
        choice = places.choice_of(draft) if draft else places.default_choice(viewer)
    offered = audiences(request, choice)
    named = choice.removeprefix("people:").split(",") if choice.startswith("people:") else []
    current = next((one for one in offered if one["current"]), None)
    image = draft.attachments.first() if draft else None
    label = current["label"] if current else _("chosen people")
    return {
        "id": "compose",
        "kind": "update",
        "person": request.user,
        "action": reverse("updates:update-publish"),
        "label": _("Write an update"),
        "placeholder": _("What are you working on?"),
        "send_label": _("Post to %(place)s") % {"place": label},
        "audiences": offered,
        "chosen_people": " ".join(f"@{handle}" for handle in named if handle),
        "reach": current["reach"] if current else None,
        "text": text or (draft.source if draft else ""),
        "errors": list(errors),
        "draft": draft.public_id if draft else "",
        "draft_state": _("Draft restored") if draft and not errors else "",
        "allow_image": True,
        "image": {"url": image.get_absolute_url(), "alt": alt or image.alt} if image else None,
        "image_url": reverse("updates:draft-image", args=[draft.public_id]) if draft else "",
        "autosave_url": reverse("updates:draft-save"),
        "preview_url": reverse("content:preview"),
        "mention_url": reverse("content:mention-suggest"),
        "tag_url": reverse("content:tag-suggest"),
        "idempotency_key": key or secrets.token_urlsafe(16),
        "maxlength": 20000,
        "may_write": bool(offered),
    }
