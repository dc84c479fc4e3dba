from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


def take_kinds(apps, schema_editor):
    """Say of the tags on posts of blogs that they are; those of other kinds are asked for by none."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(
            "UPDATE content_tagging t SET kind = e.kind FROM content_entry e"
            " WHERE e.id = t.entry_id AND e.kind = 'post'"
        )


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("content", "0009_posts_of_blogs")]

    operations = [
        migrations.AddField(
            model_name="tagging",
            name="kind",
            field=models.CharField(db_default="", default="", max_length=16),
        ),
        migrations.RunPython(take_kinds, migrations.RunPython.noop),
        AddIndexConcurrently(
            model_name="tagging",
            index=models.Index(
                fields=["tag", "-event"],
                condition=models.Q(kind="post"),
                name="content_posts_by_tag",
            ),
        ),
        AddIndexConcurrently(
            model_name="entry",
            index=models.Index(
                models.F("author"),
                models.OrderBy(models.F("published_at"), descending=True),
                models.F("id"),
                condition=models.Q(
                    ("state", "published"),
                    models.Q(("kind__in", ["update", "comment"]), _negated=True),
                ),
                name="content_latest_by",
            ),
        ),
    ]
