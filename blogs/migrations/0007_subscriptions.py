import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("blogs", "0006_shown_until"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Subscription",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("in_stream", models.BooleanField()),
                ("in_bell", models.BooleanField()),
                ("since", models.DateTimeField(auto_now_add=True)),
                (
                    "blog",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="subscriptions",
                        to="blogs.blog",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="blog_subscriptions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "subscription to a blog",
                "verbose_name_plural": "subscriptions to blogs",
                "indexes": [
                    models.Index(
                        condition=models.Q(("in_bell", True)),
                        fields=["blog", "person"],
                        name="blogs_told_by_bell",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("person", "blog"), name="blogs_one_subscription"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("in_stream", True), ("in_bell", True), _connector="OR"),
                        name="blogs_subscription_for_something",
                    ),
                ],
            },
        ),
    ]
