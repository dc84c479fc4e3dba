"""Full text by slices of ids, so that the newest hits are found without ranking all of them."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("content", "0002_links"), ("profiles", "0001_initial")]
    operations = [
        migrations.RunSQL(
            "CREATE INDEX content_search ON content_entry "
            "USING gin (((id / 50000)::int), search_vector) WHERE state = 'published'",
            "DROP INDEX content_search",
        )
    ]
