"""Running the jobs a test enqueued, in its own transaction: what the worker does, without it."""

from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob


def run_jobs(limit: int = 200) -> int:
    """Run every waiting job, and those they enqueue; returns how many ran.

    An exception in a job reaches the test.
    """
    app.perform_import_paths()
    done = 0
    while done < limit:
        job = ProcrastinateJob.objects.filter(status="todo").order_by("id").first()
        if job is None:
            return done
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM procrastinate_jobs WHERE id = %s", [job.pk])
        app.tasks[job.task_name].func(**job.args)
        done += 1
    raise AssertionError(f"more than {limit} jobs: do they enqueue each other for ever?")
