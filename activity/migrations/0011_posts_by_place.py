from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

BATCH = 20_000


def take_places(apps, schema_editor):
    """Write the blog beside the event of each post there is, in batches: nobody waits long."""
    with schema_editor.connection.cursor() as cursor:
        last = 0
        while True:
            cursor.execute(
                "SELECT max(id) FROM (SELECT id FROM content_entry WHERE id > %s"
                " ORDER BY id LIMIT %s) batch",
                [last, BATCH],
            )
            (end,) = cursor.fetchone()
            if end is None:
                return
            cursor.execute(
                "UPDATE activity_event e SET place_id = r.place_id FROM content_entry r"
                " WHERE r.id > %s AND r.id <= %s AND r.kind = 'post'"
                " AND e.entry_id = r.id AND e.is_post AND e.place_id IS NULL",
                [last, end],
            )
            last = end


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("activity", "0010_told_of_posts"),
        ("content", "0009_posts_of_blogs"),
    ]

    operations = [
        migrations.RunPython(take_places, migrations.RunPython.noop),
        AddIndexConcurrently(
            model_name="event",
            index=models.Index(
                fields=["place", "-id"],
                condition=models.Q(place__isnull=False),
                name="activity_by_place",
            ),
        ),
    ]
