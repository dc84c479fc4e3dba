"""Blogs in the administration: found; those of the company made, named, and given to people.

What is written in them stands in the list of posts and comments, without its text; what authors and
reviewers say to each other about a draft is shown nowhere here. Addresses of feeds are listed
without the address and without what they are of, which is nobody's business, and can be revoked.
"""

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from blogs import feeds
from blogs.actions import create_blog, edit_blog, revoke_feed, set_role
from blogs.models import Blog, BlogRole, FeedAddress, Role
from content.admin.places import PlaceAdmin, person_field, role_field, slug_field
from core.administration import ReadOnlyAdmin, ReasonForm, address_of, do_to_each
from profiles.models import Person

if TYPE_CHECKING:
    BlogModelForm = forms.ModelForm[Blog]
else:
    BlogModelForm = forms.ModelForm


class NewBlogForm(BlogModelForm):
    """A blog of the company, and who looks after it."""

    slug = slug_field()
    owner = person_field(
        BlogRole,
        _("Looked after by"),
        _("They publish in it, and decide who else writes. The company reads it."),
        required=True,
    )

    class Meta:
        """What is said of it."""

        model = Blog
        fields = ("title", "slug", "about")


class BlogForm(BlogModelForm):
    """What is said of a blog of the company, and the role of one person in it."""

    person = person_field(BlogRole, _("Person"), required=False)
    role = role_field([(one.value, one.label) for one in Role])

    class Meta:
        """What is said of it."""

        model = Blog
        fields = ("title", "about")


@admin.register(Blog)
class BlogAdmin(PlaceAdmin):
    """Blogs."""

    new_form, change_form = NewBlogForm, BlogForm
    begun, said = ("title", "slug", "about"), ("title", "about")
    settled = ("whose", "slug", "members_may", "created_at")

    def create(self, actor: Person, said: dict[str, Any], address: str | None) -> Blog:
        """A blog of the company."""
        return create_blog(
            actor=actor,
            title=said["title"],
            slug=said["slug"],
            about=said["about"],
            owner=said["owner"],
            address=address,
        )

    def edit(self, actor: Person, row: Blog, said: dict[str, Any], address: str | None) -> None:
        """Its name, and what it is about."""
        edit_blog(actor=actor, blog=row, as_admin=True, address=address, **said)

    def give(
        self, actor: Person, row: Blog, person: Person, role: str, address: str | None
    ) -> None:
        """Who writes in it, and who looks after it."""
        set_role(actor=actor, blog=row, person=person, role=role, as_admin=True, address=address)


@admin.register(FeedAddress)
class FeedAddressAdmin(ReadOnlyAdmin):
    """Whose they are, of what sort, and when they were read; to find one that a log line names."""

    heading = _("Addresses of feeds")
    list_display = ("person", "sort", "created_at", "last_read_at", "log_name")
    list_display_links = None
    list_select_related = ("person",)
    search_fields = ("person__name", "person__handle")
    search_help_text = _("Search by whose they are")
    ordering = ("-pk",)
    fields = ("person", "sort", "created_at", "last_read_at", "log_name")
    actions = ("revoke",)
    action_form = ReasonForm

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Admins only."""
        user = cast(Person, request.user)
        return user.is_active and user.is_superuser

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Admins only."""
        return self.has_view_permission(request)

    @admin.display(description=_("of"))
    def sort(self, feed: FeedAddress) -> str:
        """What sort of thing it is of."""
        return feeds.of_words(feed)

    @admin.display(description=_("in log lines"))
    def log_name(self, feed: FeedAddress) -> str:
        """What the log says in the place of the address."""
        return feeds.print_of(feeds.token_of(feed))

    @admin.action(description=_("Revoke"))
    def revoke(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """End them; the audit log says who did, whose and why."""
        actor, reason = cast(Person, request.user), request.POST.get("reason", "")
        do_to_each(
            request,
            queryset.select_related("person"),
            lambda feed: revoke_feed(
                actor=actor,
                feed=feed,
                as_admin=True,
                reason=reason,
                address=address_of(request),
            ),
        )
