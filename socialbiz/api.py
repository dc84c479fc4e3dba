"""The table of the API's addresses: one line for each room, and the description of them all.

Everything under /api/ needs a session or a token, the description too. The page that shows it is
the one page with a content security policy of its own: its script sets styles on elements.
"""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.urls import include, path, re_path
from django.utils.csp import CSP
from django.views.decorators.cache import cache_control
from django.views.decorators.csp import csp_override
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.response import Response

from core.api.views import ApiView, Request

app_name = "api"

DOCS_CSP: dict[str, Any] = {
    **settings.SECURE_CSP,
    "style-src": [CSP.SELF, CSP.UNSAFE_INLINE],
}


class Nowhere(ApiView):
    """Whatever is no address of ours; asks for a sign-in like those that are."""

    def _refuse(self, request: Request, **kwargs: str) -> Response:
        raise Http404

    get = post = put = patch = delete = _refuse


class Description(ApiView, SpectacularAPIView):
    """The OpenAPI description, for whoever is signed in."""


docs = login_required(
    cache_control(private=True, no_store=True)(
        csp_override(DOCS_CSP)(SpectacularSwaggerSplitView.as_view(url_name="api:schema"))
    )
)

urlpatterns = [
    path("v1/", include("profiles.api")),
    path("v1/", include("activity.api")),
    path("v1/", include("communities.api")),
    path("v1/", include("content.api")),
    path("v1/", include("updates.api")),
    path("v1/", include("blogs.api")),
    path("v1/", include("suggestions.api")),
    path("v1/", include("welcome.api")),
    path("v1/", include("expertise.api")),
    path("v1/schema/", Description.as_view(schema=None), name="schema"),
    path("docs/", docs, name="docs"),
    # Also behind a line break, which a dot does not stand for.
    re_path(r"^[\s\S]*$", Nowhere.as_view(schema=None), name="nowhere"),
]
