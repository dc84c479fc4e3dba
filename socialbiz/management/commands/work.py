"""`manage.py work`: works off background jobs until it is asked to end."""

import asyncio
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector


class Command(BaseCommand):
    """A worker for all queues. Ends after the jobs it is doing, when asked by SIGTERM."""

    help = "Work off background jobs until ended."

    def add_arguments(self, parser: CommandParser) -> None:
        """What the command line takes."""
        parser.add_argument("--jobs", type=int, default=4, help="jobs done at the same time")
        parser.add_argument(
            "--patience", type=float, default=30, help="seconds a job may still take at the end"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Work."""
        assert isinstance(app.connector, DjangoConnector)
        with app.replace_connector(app.connector.get_worker_connector()):
            asyncio.run(self._work(options["jobs"], options["patience"]))

    async def _work(self, jobs: int, patience: float) -> None:
        async with app.open_async():
            await app.run_worker_async(
                concurrency=jobs,
                shutdown_graceful_timeout=patience,
                delete_jobs="successful",
            )
