"""One's own profile and the apps one let in. Mails, devices and passwords have their own pages."""

from typing import Any

from allauth.idp.oidc.models import Client, Token
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from access.requests import SignedInRequest
from core.errors import ActionError
from core.images import MAX_BYTES
from profiles.actions import edit_profile, remove_portrait, revoke_app, set_portrait
from profiles.actions.details import MAX_LINKS
from profiles.forms import DetailsForm, PortraitForm, ProfileForm
from profiles.reach import reach

# What an app may do, in words; anything else is about signing in and shown as it is.
SCOPES = {
    "read": gettext_lazy("Read what you can read"),
    "write": gettext_lazy("Post, comment and change things as you"),
}


@require_GET
def settings_home(request: SignedInRequest) -> HttpResponse:
    """Settings begin with one's own profile."""
    return redirect("profiles:person-edit")


@require_http_methods(["GET", "POST"])
def person_edit(request: SignedInRequest) -> HttpResponse:
    """What one says about oneself; what the directory says is shown, not changed."""
    person = request.user
    if request.method != "POST":
        return _edit_page(request)
    form, details = ProfileForm(request.POST), DetailsForm(request.POST)
    if not (form.is_valid() & details.is_valid()):
        return _edit_page(request, form=form, details=details, status=400)
    try:
        edit_profile(actor=person, person=person, **form.cleaned_data, details=details.said())
    except ActionError as error:
        if not details.refuse(error):
            form.add_error(error.field if error.field in form.fields else None, error.message)
        return _edit_page(request, form=form, details=details, status=error.status)
    messages.success(request, _("Saved. Your colleagues see it now."))
    return HttpResponseRedirect(person.get_absolute_url())


def _edit_page(
    request: SignedInRequest,
    *,
    form: ProfileForm | None = None,
    details: DetailsForm | None = None,
    photo: PortraitForm | None = None,
    status: int = 200,
) -> HttpResponse:
    if details is None:
        details = DetailsForm(initial=DetailsForm.of(reach(request.viewer, request.user).details))
    context = {
        "person": request.user,
        "form": form or ProfileForm(initial=ProfileForm.of(request.user)),
        "details": details,
        "most_links": MAX_LINKS,
        "photo_form": photo or PortraitForm(),
        "keeper": _keeper_of_directory(),
    }
    return render(request, "profiles/person_edit.html", context, status=status)


def _keeper_of_directory() -> dict[str, str]:
    """Whom to ask about what the directory says: words and a link, as the settings name them."""
    contact: str = settings.DIRECTORY_CONTACT
    if contact.startswith(("https://", "http://")):
        return {"words": contact.partition("://")[2].rstrip("/"), "url": contact}
    return {"words": contact, "url": f"mailto:{contact}" if "@" in contact else ""}


@require_POST
def photo_set(request: SignedInRequest) -> HttpResponse:
    """Show another picture of oneself."""
    form = PortraitForm(request.POST, request.FILES)
    status = 400
    if form.is_valid():
        data = form.cleaned_data["photo"].read(MAX_BYTES + 1)
        try:
            person = request.user
            set_portrait(actor=person, person=person, data=data, crop=form.crop())
        except ActionError as error:
            form.add_error("photo", error.message)
            status = error.status
        else:
            messages.success(request, _("Your new picture is in place."))
            return redirect("profiles:person-edit")
    return _edit_page(request, photo=form, status=status)


@require_POST
def photo_remove(request: SignedInRequest) -> HttpResponse:
    """Show drawn initials again."""
    remove_portrait(actor=request.user, person=request.user)
    messages.success(request, _("Your picture is gone; your initials stand in for it."))
    return redirect("profiles:person-edit")


@require_GET
def app_list(request: SignedInRequest) -> HttpResponse:
    """The apps that may act for me, each with what it may do."""
    tokens = Token.objects.valid().filter(user=request.user).exclude(client=None)
    apps: dict[str, dict[str, Any]] = {}
    for token in tokens.select_related("client").order_by("created_at"):
        app = apps.setdefault(
            token.client_id,
            {
                "client": token.client,
                "since": token.created_at,
                "scopes": set(),
                "revoke_url": reverse("profiles:app-revoke", args=[token.client_id]),
            },
        )
        app["scopes"] |= {str(SCOPES[one]) for one in token.get_scopes() if one in SCOPES}
    rows = [{**app, "scopes": sorted(app["scopes"])} for app in apps.values()]
    return render(request, "profiles/app_list.html", {"apps": rows})


@require_POST
def app_revoke(request: SignedInRequest, client_id: str) -> HttpResponse:
    """Shut one app out at once."""
    mine = Token.objects.filter(user=request.user).values("client_id")
    client = get_object_or_404(Client, pk=client_id, pk__in=mine)
    revoke_app(actor=request.user, client=client)
    messages.success(request, _("%(app)s can no longer act for you.") % {"app": client.name})
    return redirect("profiles:app-list")
