"""The page where a reader chooses theme, text size and shortcuts for this device."""

from typing import Final

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from core.appearance import CHOICES, COOKIE_PREFIX, Appearance

COOKIE_AGE_SECONDS: Final = 400 * 24 * 3600  # the most a browser keeps (RFC 6265bis, 5.5)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def appearance(request: HttpRequest) -> HttpResponse:
    """Show the choices, or keep what was chosen in a cookie and go back.

    Works for strangers too: the sign-in page has the same looks. A value that does not exist is
    left alone, and so is an address that leads away from here.
    """
    if request.method != "POST":
        chosen = Appearance.from_cookies(request.COOKIES)
        return render(request, "socialbiz/appearance.html", {"chosen": chosen})
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(
        back, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        back = request.path
    response = HttpResponseRedirect(back)
    for name, allowed in CHOICES.items():
        value = request.POST.get(name, "")
        if value in allowed:
            response.set_cookie(
                COOKIE_PREFIX + name,
                value,
                max_age=COOKIE_AGE_SECONDS,
                secure=request.is_secure(),
                httponly=True,
                samesite="Lax",
            )
    return response
