"""Blogs in the administration: found; those of the company made, named, and given to people.

What is written in them stands in the list of posts and comments, without its text; what authors and
reviewers say to each other about a draft is shown nowhere here. Addresses of feeds are listed
without the address and without what they are of, which is nobody's business, and can be revoked.
"""

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from blogs import feeds
from blogs.actions import create_blog, edit_blog, revoke_feed, set_role
from blogs.models import Blog, BlogRole, FeedAddress, Role
from core.administration import HouseAdmin, ReadOnlyAdmin, ReasonForm, address_of, do_to_each
from profiles.models import Person

if TYPE_CHECKING:
    BlogModelForm = forms.ModelForm[Blog]
else:
    BlogModelForm = forms.ModelForm

NONE = "none"
MOST_ROLES = 200


def _person_field(label: Any, help_text: Any, *, required: bool) -> Any:
    return forms.ModelChoiceField(
        label=label,
        help_text=help_text,
        required=required,
        queryset=Person.objects.active().filter(is_guest=False, is_organisation=False),
        widget=AutocompleteSelect(BlogRole._meta.get_field("person"), admin.site),
    )


class NewBlogForm(BlogModelForm):
    """A blog of the company, and who looks after it."""

    slug = forms.SlugField(
        label=_("Address"),
        required=False,
        max_length=50,
        help_text=_("Made from the name without it."),
    )
    owner = _person_field(
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

    person = _person_field(_("Person"), "", required=False)
    role = forms.ChoiceField(
        label=_("Role"),
        required=False,
        choices=[*((one.value, one.label) for one in Role), (NONE, _("No role"))],
    )

    class Meta:
        """What is said of it."""

        model = Blog
        fields = ("title", "about")


class KindFilter(admin.SimpleListFilter):
    """Whose it is."""

    title = _("whose")
    parameter_name = "whose"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """All three."""
        return [
            ("company", _("Of the company")),
            ("community", _("Of a community")),
            ("person", _("Of a person")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """By the place it stands in."""
        match self.value():
            case "company":
                return queryset.filter(place__person=None, place__community=None)
            case "community":
                return queryset.exclude(place__community=None)
            case "person":
                return queryset.exclude(place__person=None)
        return queryset


@admin.register(Blog)
class BlogAdmin(HouseAdmin):
    """A list with search; a page that changes the blogs of the company, and shows all others."""

    list_display = ("title", "whose", "slug", "created_at")
    list_filter = (KindFilter,)
    list_select_related = ("place__community", "place__person")
    search_fields = ("title", "slug", "about")
    ordering = ("-created_at", "-pk")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Admins, and only blogs of the company: the others are those of their people."""
        may = super().has_change_permission(request, obj)
        return may and (obj is None or obj.is_of_company)

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """With an owner for a new one, with a role for one that is there."""
        self.form = BlogForm if change else NewBlogForm
        return super().get_form(request, obj, change=change, **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """What follows from where it stands."""
        return () if obj is None else ("whose", "slug", "members_may", "created_at", "roles")

    def get_fieldsets(self, request: HttpRequest, obj: Blog | None = None) -> Any:
        """With the fields for a role only where an admin gives them."""
        if obj is None:
            return [(None, {"fields": ("title", "slug", "about", "owner")})]
        about = ("title", "about", "whose", "slug", "members_may", "created_at")
        parts: list[Any] = [(None, {"fields": about}), (_("Roles"), {"fields": ("roles",)})]
        if self.has_change_permission(request, obj):
            parts.append((_("Give a role, or take it away"), {"fields": ("person", "role")}))
        return parts

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """By the actions, which check, write and audit."""
        actor, data = cast(Person, request.user), form.cleaned_data
        if not change:
            made = create_blog(
                actor=actor,
                title=data["title"],
                slug=data["slug"],
                about=data["about"],
                owner=data["owner"],
                address=address_of(request),
            )
            obj.pk, obj.slug = made.pk, made.slug
            return
        blog = Blog.objects.for_page().get(pk=obj.pk)
        if {"title", "about"} & set(form.changed_data):
            edit_blog(
                actor=actor,
                blog=blog,
                title=data["title"],
                about=data["about"],
                as_admin=True,
                address=address_of(request),
            )
        if data.get("person"):
            set_role(
                actor=actor,
                blog=blog,
                person=data["person"],
                role="" if data["role"] == NONE else data["role"],
                as_admin=True,
                address=address_of(request),
            )

    @admin.display(description=_("whose"))
    def whose(self, blog: Blog) -> str:
        """A person's, a community's, or the company's."""
        return str(blog.place.person or blog.place.community or _("The company"))

    @admin.display(description=_("roles"))
    def roles(self, blog: Blog) -> str:
        """Who has one of their own; the first 200."""
        rows = blog.roles.select_related("person").order_by("person__name")[:MOST_ROLES]
        return format_html(
            "<ul>{}</ul>",
            format_html_join(
                "", "<li>{}: {}</li>", ((row.person.name, row.get_role_display()) for row in rows)
            ),
        )


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
