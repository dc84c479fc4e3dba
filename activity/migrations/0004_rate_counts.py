import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("activity", "0003_event_sequence"),
    ]

    operations = [
        migrations.CreateModel(
            name="RateCount",
            fields=[
                (
                    "key",
                    models.CharField(
                        db_collation="C", max_length=100, primary_key=True, serialize=False
                    ),
                ),
                (
                    "hits",
                    django.contrib.postgres.fields.ArrayField(base_field=models.DateTimeField()),
                ),
            ],
        ),
        migrations.RunSQL(
            "ALTER TABLE activity_ratecount SET UNLOGGED",
            "ALTER TABLE activity_ratecount SET LOGGED",
        ),
    ]
