"""Jobs that keep the machinery itself in order. What belongs to a room is in the room's tasks."""

from django.core.management import call_command
from procrastinate.contrib.django import app

# A worker says every 10 seconds that it lives; one that was killed says nothing any more.
SILENT_SECONDS = 40


@app.periodic(cron="* * * * *")
@app.task(queue="house", queueing_lock="revive_jobs", pass_context=False)
async def revive_jobs(timestamp: int) -> None:
    """Put jobs back in the queue whose worker was killed while it did them."""
    manager = app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=SILENT_SECONDS):
        await manager.retry_job(job)
    await manager.prune_stalled_workers(seconds_since_heartbeat=SILENT_SECONDS)


@app.periodic(cron="17 3 * * *")
@app.task(queue="house", queueing_lock="clear_sessions")
def clear_sessions(timestamp: int) -> None:
    """Delete the sessions that are over."""
    call_command("clearsessions")
