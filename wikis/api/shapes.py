"""What wikis and their pages look like over the API. A list costs the same number of queries
whatever its length.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from access.viewer import Viewer
from content import cards
from content.api.shapes import AudienceOut
from core.api.fields import Moment, Shape
from core.api.shapes import CommunityChip, PersonChip
from wikis import trees
from wikis.models import Role, Wiki, WikiPage
from wikis.rights import roles_in, words


class WikiChip(Shape):
    """A wiki as it stands beside a page."""

    slug = serializers.CharField()
    title = serializers.CharField()
    url = serializers.CharField(source="get_absolute_url")


class PageChip(Shape):
    """A page as it stands in a tree, or where a link leads to it."""

    id = serializers.CharField(source="public_id")
    title = serializers.CharField()
    url = serializers.CharField()


class ChildOut(PageChip):
    """A page directly below another."""

    has_children = serializers.BooleanField()


@dataclass(frozen=True)
class ShownWiki:
    """A wiki with what the viewer may do in it."""

    wiki: Wiki
    role: Role
    front: trees.Node | None = None

    @property
    def rights(self) -> dict[str, Any]:
        """In words."""
        return words(self.wiki, self.role)


def shown_wikis(viewer: Viewer, wikis: Sequence[Wiki]) -> list[ShownWiki]:
    """Wikis that were fetched by `for_page`: one query."""
    roles = roles_in(viewer, wikis)
    return [ShownWiki(wiki, roles[wiki.pk]) for wiki in wikis]


class WikiRow(Shape):
    """A wiki: of a person, of a community, or of the company."""

    slug = serializers.CharField(source="wiki.slug")
    title = serializers.CharField(source="wiki.title")
    about = serializers.CharField(source="wiki.about", allow_blank=True)
    url = serializers.CharField(source="wiki.get_absolute_url")
    person = PersonChip(source="wiki.place.person", allow_null=True)
    community = CommunityChip(source="wiki.place.community", allow_null=True)
    audience = serializers.SerializerMethodField()
    my_role = serializers.ChoiceField(source="role", choices=Role.choices)

    @extend_schema_field(AudienceOut)
    def get_audience(self, one: ShownWiki) -> Any:
        """Who reads its pages."""
        return AudienceOut(cards.audience_words(one.wiki.place.audience)).data


class RightsOut(Shape):
    """Who can read and who can write, and by which rule; for people to read."""

    read = serializers.CharField()
    write = serializers.CharField()
    you = serializers.CharField()


class WikiOut(WikiRow):
    """A wiki by itself."""

    members_may = serializers.ChoiceField(
        source="wiki.members_may",
        choices=Role.choices,
        help_text="What everybody who belongs to it may do without a role of their own.",
    )
    rights = RightsOut()
    front = PageChip(allow_null=True, help_text="The page its home begins with.")


class WikiRoleOut(Shape):
    """What somebody may do in a wiki, whatever everybody may."""

    person = PersonChip()
    role = serializers.ChoiceField(choices=Role.choices)
    since = Moment(source="added_at")


class PageRow(Shape):
    """A page in a list."""

    id = serializers.CharField(source="public_id")
    url = serializers.CharField(source="get_absolute_url")
    title = serializers.CharField()
    summary = serializers.CharField(allow_blank=True)
    wiki = WikiChip()
    revision = serializers.IntegerField(help_text="The number of the version it says now.")
    editor = PersonChip(allow_null=True, help_text="Who wrote that version.")
    note = serializers.CharField(allow_blank=True, help_text="What they said of the change.")
    changed_at = Moment(source="touched_at", allow_null=True)
    words = serializers.IntegerField()
    is_template = serializers.BooleanField()


class TreePage(PageChip):
    """A page in its tree."""

    children = serializers.ListField(
        child=serializers.DictField(), help_text="Pages of the same shape, in order."
    )


class TreeOut(Shape):
    """All of a wiki, or all below a page."""

    pages = TreePage(many=True)
    count = serializers.IntegerField()

    def to_representation(self, instance: list[trees.Node]) -> dict[str, Any]:
        """Thousands of pages are plain values already."""
        return {"pages": trees.as_values(instance), "count": trees.count(instance)}


class ChildrenOut(Shape):
    """One level of the tree."""

    results = ChildOut(many=True)


class BrokenOut(Shape):
    """A link that leads nowhere."""

    page = PageChip(help_text="Where it stands.")
    written = serializers.CharField(help_text="What is written in it.")


class BrokenLinksOut(Shape):
    """Links that lead to nothing I may read, by page; at most 500."""

    results = BrokenOut(many=True)


class WantedOut(Shape):
    """A page that others link to and that is not there."""

    title = serializers.CharField()
    pages = serializers.IntegerField(help_text="How many pages link to it.")


class WantedPagesOut(Shape):
    """The most wanted first; at most 500."""

    results = WantedOut(many=True)


class PagesOut(Shape):
    """Pages, by title; at most 500."""

    results = PageRow(many=True)


class BinnedOut(Shape):
    """A page in the bin; what stood below it comes back with it."""

    id = serializers.CharField(source="public_id")
    title = serializers.CharField()
    deleted_at = Moment()
    deleted_by = PersonChip(allow_null=True)
    purged_at = serializers.SerializerMethodField()

    @extend_schema_field(Moment())
    def get_purged_at(self, page: WikiPage) -> Any:
        """When it is deleted for good."""
        assert page.deleted_at is not None
        return Moment().to_representation(page.deleted_at + settings.BIN_KEEPS)


class BinOut(Shape):
    """The latest first; at most 500."""

    results = BinnedOut(many=True)


class PageLinkOut(Shape):
    """What completes a link."""

    value = serializers.CharField(help_text="What to put between `[[` and `]]`.")
    label = serializers.CharField()  # type: ignore[assignment]
    soft = serializers.CharField(allow_blank=True, help_text="The page it stands below, or on.")


class PageLinksOut(Shape):
    """At most 9."""

    results = PageLinkOut(many=True)


class WatchOut(Shape):
    """Do I hear of changes of a page, or of it and all below it?"""

    below = serializers.BooleanField()
    since = Moment()


class WatchedOut(Shape):
    """The pages I watch."""

    results = PageRow(many=True)
