"""Background jobs of this room: posts that come and go by themselves, what is counted."""

from procrastinate.contrib.django import app

from blogs import actions


@app.periodic(cron="* * * * *")
@app.task(queue="content")
def publish_scheduled(timestamp: int) -> None:
    """Publish what is due, every minute; a post missed while nothing ran comes out at the next."""
    actions.publish_due()


@app.periodic(cron="13 * * * *")
@app.task(queue="content", queueing_lock="fold_readers")
def fold_readers(timestamp: int) -> None:
    """Keep how many read each post on past days, and forget who, every hour."""
    actions.fold_readers()


@app.periodic(cron="* * * * *")
@app.task(queue="content")
def archive_ended(timestamp: int) -> None:
    """Take out of sight what was to be seen until now, every minute."""
    actions.archive_due()


@app.periodic(cron="*/10 * * * *")
@app.task(queue="content", queueing_lock="find_discussed")
def find_discussed(timestamp: int) -> None:
    """Find what is discussed most, every ten minutes."""
    actions.find_discussed()
