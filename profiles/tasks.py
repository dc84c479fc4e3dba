"""Jobs of this room: files of people, and suspensions and guests whose date has come.

Each runs twice without harm: a check begins anew, a run goes on where it broke off.
"""

from datetime import timedelta

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from profiles import bulk_run
from profiles.actions import end_guest, end_suspension, remind_of_guest
from profiles.actions.guests import REMINDERS
from profiles.models import PeopleFile, Person

AT_ONCE = 500
AGAIN = RetryStrategy(max_attempts=5, exponential_wait=5)


@app.periodic(cron="*/5 * * * *")
@app.task(queue="people", queueing_lock="end_suspensions")
def end_suspensions(timestamp: int) -> None:
    """Let in whose suspension is over, every five minutes; the door does it sooner."""
    for person in Person.objects.filter(suspended_until__lte=timezone.now())[:AT_ONCE]:
        end_suspension(person=person)


@app.periodic(cron="9 * * * *")
@app.task(queue="people", queueing_lock="end_guests")
def end_guests(timestamp: int) -> None:
    """End the access of guests whose last day is over, hourly."""
    today = timezone.localdate()
    rows = Person.objects.filter(is_guest=True, guest_until__lt=today)
    # A suspended guest leaves too.
    for guest in rows.exclude(is_active=False, suspended_until__isnull=True)[:AT_ONCE]:
        end_guest(guest=guest)


@app.periodic(cron="19 * * * *")
@app.task(queue="people", queueing_lock="remind_of_guests")
def remind_of_guests(timestamp: int) -> None:
    """Tell sponsors and guests of an end date that is near, hourly; each date once."""
    today = timezone.localdate()
    near = Person.objects.active().filter(
        is_guest=True, guest_until__range=(today, today + timedelta(days=max(REMINDERS)))
    )
    for guest in near.order_by("guest_until", "pk").iterator(chunk_size=AT_ONCE):
        remind_of_guest(guest=guest)


@app.task(queue="files", retry=AGAIN)
def check_people(*, file_id: int) -> None:
    """Write down what would come of each row."""
    file = PeopleFile.objects.filter(pk=file_id).first()
    if file is not None:
        bulk_run.check(file)


@app.task(queue="files", retry=AGAIN)
def bring_people(*, file_id: int) -> None:
    """Bring the people in."""
    file = PeopleFile.objects.filter(pk=file_id).first()
    if file is not None:
        bulk_run.bring(file)
