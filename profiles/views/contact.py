"""A person to take along: as a vCard, and as a code to point a telephone at."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from access.requests import SignedInRequest
from profiles.reach import reach
from profiles.vcard import MEDIA_TYPE, file_name, qr_code, vcard
from profiles.views.person import the_person


@require_GET
def person_vcard(request: SignedInRequest, pid: str) -> HttpResponse:
    """What the viewer may know of a person, for their address book."""
    person = the_person(request, pid)
    data = vcard(person, reach(request.viewer, person))
    return HttpResponse(
        data,
        content_type=f"{MEDIA_TYPE}; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{file_name(person)}"'},
    )


@require_GET
def person_qr(request: SignedInRequest, pid: str) -> HttpResponse:
    """The page with the code."""
    return render(request, "profiles/person_qr.html", {"person": the_person(request, pid)})


@require_GET
def person_qr_image(request: SignedInRequest, pid: str) -> HttpResponse:
    """The code itself, an SVG."""
    person = the_person(request, pid)
    answer = HttpResponse(qr_code(person, reach(request.viewer, person)), "image/svg+xml")
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
