"""Background jobs of this room: emptying the bin, re-rendering after the rules changed."""

from django.conf import settings
from django.utils import timezone
from procrastinate.contrib.django import app

from access.viewer import Viewer
from content import texts
from content.actions import purge_entry
from content.markdown import MARKUP_VERSION
from content.models import Entry

BATCH = 200


@app.periodic(cron="41 2 * * *")
@app.task(queue="content")
def empty_bin(timestamp: int) -> None:
    """Delete for good what has been in the bin longer than `settings.BIN_KEEPS`, daily."""
    old = timezone.now() - settings.BIN_KEEPS
    gone = Entry.objects.filter(state=Entry.State.DELETED, deleted_at__lt=old)
    for entry in gone.order_by("-root_id")[: BATCH * 10].iterator(chunk_size=BATCH):
        purge_entry(entry=entry)


@app.task(queue="content")
def render_again(*, after_id: int = 0) -> None:
    """Render texts stored by older rules again, a batch at a time, and enqueue the next batch."""
    old = Entry.objects.filter(markup_version__lt=MARKUP_VERSION, pk__gt=after_id)
    batch = list(old.exclude(source="").select_related("author").order_by("pk")[:BATCH])
    for entry in batch:
        prepared = texts.prepare(
            entry.source,
            viewer=Viewer.of(entry.author),
            flavour=texts.flavour_of(entry.kind),
            images=texts.images_of(entry),
        )
        fields = texts.fill(entry, entry.source, prepared)
        entry.version += 1
        entry.save(update_fields=[*fields, "version"])
    if batch:
        render_again.defer(after_id=batch[-1].pk)
