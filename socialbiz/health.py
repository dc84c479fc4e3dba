"""Is the process alive, and is it ready? For load balancers and `make run`; says nothing else.

`/healthz` answers as long as the process does. `/readyz` needs the database and every migration.
Both stand before sessions and host checks, so a probe needs neither a cookie nor a name.
"""

import logging
from collections.abc import Callable

from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse

RETRY_AFTER = 5
logger = logging.getLogger("socialbiz.health")


def alive() -> HttpResponse:
    """200 as long as this process can answer at all; touches no database."""
    return JsonResponse({"status": "ok"})


class Readiness:
    """Remembers that the migrations were complete: that cannot become untrue while we run."""

    def __init__(self) -> None:
        self.migrated = False

    def answer(self) -> HttpResponse:
        """200 when pages can be served, else 503 with Retry-After; never says why."""
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
            if not self.migrated:
                executor = MigrationExecutor(connection)
                self.migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
            ready = self.migrated
        except Error as error:
            logger.warning("not ready: %s", type(error).__name__)
            ready = False
        if ready:
            return JsonResponse({"status": "ok"})
        return JsonResponse(
            {"status": "unavailable"}, status=503, headers={"Retry-After": str(RETRY_AFTER)}
        )


class HealthMiddleware:
    """Answers the two addresses itself, whatever stands behind it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.readiness = Readiness()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a probe, pass on the rest."""
        if request.path not in {"/healthz", "/readyz"}:
            return self.get_response(request)
        if request.method not in {"GET", "HEAD"}:
            response = HttpResponse(status=405, headers={"Allow": "GET, HEAD"})
        else:
            response = alive() if request.path == "/healthz" else self.readiness.answer()
        response.headers["Cache-Control"] = "no-store"
        response.headers["Content-Length"] = str(len(response.content))
        return response
