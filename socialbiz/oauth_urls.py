"""The doors of the OAuth 2 provider, where allauth has them, each behind our own checks."""

from allauth.idp.oidc import views
from django.contrib.auth.decorators import login_not_required
from django.urls import path
from django.views.decorators.csrf import csrf_exempt  # house: apps have no session and no cookie

from socialbiz.oauth import View, authorization, no_device, plain, token


def _for_apps(view: View) -> View:
    return login_not_required(csrf_exempt(plain(view)))


app_name = "oidc"
urlpatterns = [
    path(".well-known/openid-configuration", views.configuration, name="configuration"),
    path(".well-known/jwks.json", views.jwks, name="jwks"),
    path("identity/o/authorize", login_not_required(authorization), name="authorization"),
    path("identity/o/logout", login_not_required(plain(views.logout)), name="logout"),
    path("identity/o/device", plain(views.device_authorization), name="device_authorization"),
    path("identity/o/api/token", _for_apps(token), name="token"),
    path("identity/o/api/revoke", _for_apps(views.revoke), name="revoke"),
    path("identity/o/api/userinfo", _for_apps(views.user_info), name="userinfo"),
    path("identity/o/api/device/code", _for_apps(no_device), name="device_code"),
]
