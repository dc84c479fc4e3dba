from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

BATCH = 20_000


def take_hints(apps, schema_editor):
    """Copy the hint of each event beside its tags, in batches: nobody waits for a long lock."""
    with schema_editor.connection.cursor() as cursor:
        last = 0
        while True:
            cursor.execute(
                "SELECT max(id) FROM (SELECT id FROM content_tagging WHERE id > %s"
                " ORDER BY id LIMIT %s) batch",
                [last, BATCH],
            )
            (end,) = cursor.fetchone()
            if end is None:
                return
            cursor.execute(
                "UPDATE content_tagging t SET open = true FROM activity_event e"
                " WHERE e.id = t.event_id AND e.open AND t.id > %s AND t.id <= %s",
                [last, end],
            )
            last = end


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("content", "0007_followed_tags")]

    operations = [
        migrations.RunPython(take_hints, migrations.RunPython.noop),
        AddIndexConcurrently(
            model_name="tagging",
            index=models.Index(
                fields=["tag", "-event"], condition=models.Q(open=True), name="content_by_open_tag"
            ),
        ),
    ]
