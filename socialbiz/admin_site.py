"""The door of the administration: one sign-in, a second factor at most 15 minutes old.

Whoever has no business here gets the page of what does not exist. What the pages show is decided
in the `admin.py` of each room; what other packages register is left out, since it shows secrets and
writes around our actions.
"""

import time
from collections.abc import Callable, Iterable
from typing import Any, Final

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.reauthentication import suspend_request
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.urls import URLPattern, URLResolver, reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activity import log
from core.administration import address_of

FRESH_SECONDS: Final = 15 * 60
ROOMS: Final = frozenset(
    {
        "access",
        "activity",
        "profiles",
        "communities",
        "content",
        "suggestions",
        "welcome",
        "updates",
        "blogs",
        "socialbiz",
    }
)
ENTERED: Final = "administration_entered"
# Leads from any type and number to a page, and so would tell the ids of what is secret.
LEFT_OUT: Final = frozenset({"view_on_site"})

SECTIONS: Final = (
    ("moderation", gettext_lazy("Moderation"), ("Report", "Entry", "ReactionChoice")),
    (
        "people",
        gettext_lazy("People"),
        ("Person", "PeopleFile", "HandOver", "Department", "Location", "Skill", "Group"),
    ),
    ("communities", gettext_lazy("Communities"), ("Community", "Blog", "FirstChoice")),
    ("records", gettext_lazy("Records"), ("AuditEntry", "ProcrastinateJob")),
)

View = Callable[..., Any]


class Administration(admin.AdminSite):
    """Django's administration behind our door."""

    site_header = gettext_lazy("Administration")
    site_title = gettext_lazy("Administration")
    index_title = gettext_lazy("What can be managed here")
    enable_nav_sidebar = False  # the lists need the room

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        self.disable_action("delete_selected")

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Register a page of one of our rooms; pages of other packages are left out."""
        if admin_class is not None and admin_class.__module__.split(".")[0] in ROOMS:
            super().register(model_or_iterable, admin_class, **options)

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Django's, without what would tell more than the pages do."""
        urls = [url for url in super().get_urls() if getattr(url, "name", "") not in LEFT_OUT]
        _leave_to_the_door(urls)
        return urls

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """The pages the visitor may see, in the sections people think in."""
        apps = super().get_app_list(request, app_label)
        if app_label is not None:
            return apps
        pages = {page["object_name"]: page for app in apps for page in app["models"]}
        sections = []
        for label, title, names in SECTIONS:
            found = [pages[name] for name in names if name in pages]
            for page in found:
                page["name"] = getattr(self._registry[page["model"]], "heading", "") or page["name"]
            if found:
                section = {"name": title, "app_label": label, "models": found}
                sections.append(
                    {**section, "app_url": reverse("admin:index"), "has_module_perms": True}
                )
        return sections

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Put every page of the administration behind the door."""
        inner = super().admin_view(view, cacheable)

        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            return stop(request) or inner(request, *args, **kwargs)

        return guarded

    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """No second password door: the one sign-in, then back to where one wanted to go."""
        wanted = request.GET.get("next", "")
        if not url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
            wanted = reverse("admin:index")
        if not request.user.is_authenticated and not carries_token(request):
            return redirect_to_login(wanted, resolve_url(settings.LOGIN_URL))
        return stop(request) or HttpResponseRedirect(wanted)

    @method_decorator(login_not_required)
    def logout(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """The one sign-out, for who may know of this place."""
        require_staff(request)
        return HttpResponseRedirect(reverse("account_logout"))

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """The one page that changes a password."""
        return HttpResponseRedirect(reverse("account_change_password"))

    def password_change_done(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """Where Django's own page would end."""
        return HttpResponseRedirect(reverse("account_change_password"))


def _leave_to_the_door(urls: Iterable[URLPattern | URLResolver]) -> None:
    """No page here is sent to Django's own sign-in: the door answers whoever is not signed in."""
    for url in urls:
        if isinstance(url, URLResolver):
            _leave_to_the_door(url.url_patterns)
        elif getattr(url.callback, "login_required", True):
            url.callback = login_not_required(url.callback)


def stop(request: HttpRequest) -> HttpResponse | None:
    """Where this visitor has to go first; None lets them in. Raises Http404 for who is no staff.

    A form sent when the second factor has grown old is kept and goes on after it.
    """
    if not request.user.is_authenticated and not carries_token(request):
        return redirect_to_login(request.get_full_path(), resolve_url(settings.LOGIN_URL))
    require_staff(request)
    if not Authenticator.objects.filter(
        user_id=request.user.pk, type=Authenticator.Type.TOTP
    ).exists():
        messages.warning(
            request,
            _("The administration asks for a second factor. Set up an authenticator app first."),
        )
        here = urlencode({"next": request.get_full_path()})
        return HttpResponseRedirect(f"{reverse('mfa_activate_totp')}?{here}")
    proved = second_factor_at(request)
    if time.time() - proved >= FRESH_SECONDS:
        answer: HttpResponse = suspend_request(request, reverse("mfa_reauthenticate"))
        return answer
    if request.session.get(ENTERED) != proved:
        log.audit(
            actor=request.user,
            action="socialbiz.administration_entered",
            address=address_of(request),
        )
        request.session[ENTERED] = proved
    return None


def require_staff(request: HttpRequest) -> None:
    """Raise Http404 for everybody who has no business here: for them there is no such place."""
    user: Any = request.user
    if not (user.is_authenticated and user.is_active and user.is_staff):
        raise Http404


def carries_token(request: HttpRequest) -> bool:
    """Is it a program with a token, for which there is nothing here?"""
    return "Authorization" in request.headers


def second_factor_at(request: HttpRequest) -> float:
    """When this session last proved a second factor, in seconds since 1970; 0 for never."""
    user: Any = request.user
    proofs = [
        float(record["at"])
        for record in get_authentication_records(request, user)
        if record.get("method") == "mfa"
    ]
    return max(proofs, default=0.0)
