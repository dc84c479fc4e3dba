"""The apps I let in, over the API."""

from typing import Any

from allauth.idp.oidc.models import Client, Token
from django.shortcuts import get_object_or_404
from rest_framework import serializers
from rest_framework.response import Response

from core.api.describe import describe
from core.api.fields import Moment, Shape
from core.api.views import ApiView, Request
from profiles import actions


class AppOut(Shape):
    """An app that holds tokens of mine."""

    id = serializers.CharField()
    name = serializers.CharField()
    scopes = serializers.ListField(child=serializers.CharField())
    since = Moment()
    is_this = serializers.BooleanField(help_text="Is it the app that asks?")


class Apps(Shape):
    """All of them."""

    results = AppOut(many=True)


class MyApps(ApiView):
    """The apps I let in."""

    @describe("me_apps_list", "List the apps I let in", answer=Apps)
    def get(self, request: Request) -> Response:
        """Each with what it may do."""
        tokens = Token.objects.valid().filter(user=request.user).exclude(client=None)
        apps: dict[str, dict[str, Any]] = {}
        for token in tokens.select_related("client").order_by("created_at"):
            app = apps.setdefault(
                token.client_id,
                {
                    "id": token.client_id,
                    "name": token.client.name,
                    "scopes": [],
                    "since": token.created_at,
                    "is_this": isinstance(request.auth, Token)
                    and request.auth.client_id == token.client_id,
                },
            )
            app["scopes"] = sorted({*app["scopes"], *token.get_scopes()})
        return self.reply({"results": list(apps.values())})


class MyApp(ApiView):
    """One of them."""

    @describe("me_apps_revoke", "Shut an app out", status=204)
    def delete(self, request: Request, client_id: str) -> Response:
        """All its tokens end at once, also the one that asks."""
        mine = Token.objects.filter(user=request.user).values("client_id")
        client = get_object_or_404(Client, pk=client_id, pk__in=mine)
        actions.revoke_app(actor=request.actor, client=client)
        return Response(status=204)
