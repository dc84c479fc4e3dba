"""The floor: a bare Django view with one indexed SELECT on the same server and connection settings.

What pages cost is given as a ratio to this. It is served by the same kind of workers with the
default middleware of Django and none of ours. (`bench.floor:application`)
"""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "socialbiz.settings")

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse
from django.urls import path

DEFAULT_MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]


def floor(request: HttpRequest) -> HttpResponse:
    """The name of one department, by primary key."""
    from profiles.models import Department  # noqa: PLC0415 - apps must be loaded

    name = Department.objects.values_list("name", flat=True).get(pk=1)
    return HttpResponse(name)


urlpatterns = [path("floor/", floor)]
# Our apps insist on their middleware while they are loaded; the handler reads the list afterwards.
django.setup(set_prefix=False)
settings.MIDDLEWARE = DEFAULT_MIDDLEWARE
settings.ROOT_URLCONF = "bench.floor"
application = WSGIHandler()
