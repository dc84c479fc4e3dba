import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("blogs", "0007_subscriptions"),
        ("profiles", "0018_places_without_a_time_zone"),
    ]

    operations = [
        migrations.CreateModel(
            name="HandedBlog",
            fields=[
                (
                    "handoveritem_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="profiles.handoveritem",
                    ),
                ),
                ("was_role", models.CharField(blank=True, max_length=12)),
                (
                    "blog",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="blogs.blog",
                    ),
                ),
            ],
            bases=("profiles.handoveritem",),
        ),
    ]
