"""Background jobs of this room: counting the picture of skills."""

from procrastinate.contrib.django import app

from expertise import picture


@app.periodic(cron="*/10 * * * *")
@app.task(queue="expertise", queueing_lock="keep_picture")
def keep_picture(timestamp: int) -> None:
    """Count how many know what, so that nobody waits for it on a page."""
    picture.keep()
