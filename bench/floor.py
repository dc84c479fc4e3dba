"""The floor: a bare Django view with one indexed SELECT on the same server and connection settings.

What pages cost is given as a ratio to this. It is served by the same kind of workers with the
default middleware of Django and none of ours. (`bench.floor:application`)
"""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.floor_settings")

from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path


def floor(request: HttpRequest) -> HttpResponse:
    """The name of one department, by primary key."""
    from profiles.models import Department  # noqa: PLC0415

    name = Department.objects.values_list("name", flat=True).get(pk=1)
    return HttpResponse(name)


urlpatterns = [path("floor/", floor)]
application = get_wsgi_application()
