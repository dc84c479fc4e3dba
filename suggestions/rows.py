"""What lists of suggestions show: the thing, the reason, what can be done about it."""

from typing import Any

from django.urls import reverse

from access.viewer import Viewer
from content.tags import tag_button
from profiles.views.rows import follow_button
from suggestions.circles import SuggestedCommunity
from suggestions.people import Suggested
from suggestions.topics import SuggestedTag


def person_row(viewer: Viewer, one: Suggested) -> dict[str, Any]:
    """For elements/person_row.html."""
    person = one.person
    return {
        "person": person,
        "note": one.words,
        "follow": follow_button(viewer, person, followed=False),
        "dismiss": dismissal("person", person.public_id, person.name),
    }


def community_row(one: SuggestedCommunity) -> dict[str, Any]:
    """For suggestions/_community.html."""
    community = one.community
    joins = community.type == community.Type.OPEN
    return {
        "community": community,
        "note": one.words,
        "join_url": reverse("communities:community-join", args=[community.slug]) if joins else "",
        "ask_url": "" if joins else community.get_absolute_url(),
        "dismiss": dismissal("community", community.public_id, community.name),
    }


def tag_row(one: SuggestedTag) -> dict[str, Any]:
    """For suggestions/_tag.html."""
    slug = one.tag.slug
    return {
        "name": one.tag.name,
        "url": reverse("content:tag-detail", args=[slug]),
        "note": one.words,
        "follow": tag_button(slug, followed=False),
        "dismiss": dismissal("tag", slug, f"#{slug}"),
    }


def dismissal(kind: str, key: str, name: str) -> dict[str, str]:
    """The button that says "not this one"."""
    return {"url": reverse("suggestions:dismiss", args=[kind, key]), "name": name}
