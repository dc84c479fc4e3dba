"""The pages of the first visit. Who has none open is sent home."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from access.requests import SignedInRequest
from core.errors import ActionError
from welcome.actions import finish_visit, pass_step
from welcome.arriving import KEY
from welcome.choices import offered
from welcome.doing import answer_step
from welcome.models import Visit
from welcome.steps import BY_NAME, Step, next_step, steps_of


def _open(request: SignedInRequest) -> Visit | None:
    return Visit.objects.filter(person=request.user, finished_at__isnull=True).first()


def _named(request: SignedInRequest, name: str) -> Step:
    step = BY_NAME.get(name)
    if step not in steps_of(request.user):
        raise Http404
    return step


@require_GET
def first_visit(request: SignedInRequest) -> HttpResponse:
    """Go on where it was left."""
    visit = _open(request)
    step = next_step(request.user, visit) if visit else None
    if step is None:
        return _home(request)
    return redirect("welcome:step", step.name)


@require_http_methods(["GET", "POST"])
def visit_step(request: SignedInRequest, name: str) -> HttpResponse:
    """One step: what it offers, and what was chosen."""
    step = _named(request, name)
    visit = _open(request)
    if visit is None:
        return _home(request)
    if request.method == "GET":
        return _page(request, visit, step)
    try:
        refused = answer_step(
            actor=request.user,
            viewer=request.viewer,
            step=step.name,
            sent=request.POST,
            files=request.FILES,
        )
    except ActionError as error:
        return _page(request, visit, step, error=error.message, status=error.status)
    for words in refused:
        messages.warning(request, words)
    return _after(request, step)


@require_POST
def step_skip(request: SignedInRequest, name: str) -> HttpResponse:
    """Leave one step out."""
    step = _named(request, name)
    return _after(request, step) if _open(request) else _home(request)


@require_POST
def leave(request: SignedInRequest) -> HttpResponse:
    """Leave all the rest out, for good."""
    if _open(request):
        finish_visit(actor=request.user)
        messages.success(
            request, _("All of it is in your settings and under “Suggestions”, at any time.")
        )
    return _home(request)


def _after(request: SignedInRequest, step: Step) -> HttpResponse:
    visit = pass_step(actor=request.user, name=step.name)
    following = next_step(request.user, visit)
    if following is not None:
        return redirect("welcome:step", following.name)
    messages.success(request, _("You are all set. This is your home page."))
    return _home(request)


def _home(request: SignedInRequest) -> HttpResponse:
    """Nothing is open any more: the session forgets it too."""
    request.session.pop(KEY, None)
    return redirect("activity:home")


def _page(
    request: SignedInRequest, visit: Visit, step: Step, *, error: str = "", status: int = 200
) -> HttpResponse:
    steps = steps_of(request.user)
    context: dict[str, Any] = {
        "step": step,
        "steps": [
            {"step": one, "passed": one.name in visit.passed, "current": one == step}
            for one in steps
        ],
        "number": steps.index(step) + 1,
        "most": len(steps),
        "error": error,
        # What was chosen and typed is still there after a refusal.
        "ticked": [value for values in request.POST.lists() for value in values[1]],
        "typed": request.POST.get("words", ""),
        "template": f"welcome/_{step.name}.html",
        **offered(request.viewer, request.user, step.name),
    }
    return render(request, "welcome/step.html", context, status=status)
