"""The low bits of event ids: events of the same millisecond stay apart and in order."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("activity", "0002_links")]
    operations = [
        migrations.RunSQL(
            "CREATE SEQUENCE activity_event_serial CYCLE MAXVALUE 1048575 MINVALUE 0 START 0",
            "DROP SEQUENCE activity_event_serial",
        )
    ]
