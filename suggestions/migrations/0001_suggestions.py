import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("communities", "0003_sorted_by_name"),
        ("content", "0008_open_taggings"),
        ("profiles", "0011_relations"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Dismissal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "community",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="communities.community",
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "tag",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="content.tag",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("community__isnull", True),
                                ("other__isnull", False),
                                ("tag__isnull", True),
                            ),
                            models.Q(
                                ("community__isnull", False),
                                ("other__isnull", True),
                                ("tag__isnull", True),
                            ),
                            models.Q(
                                ("community__isnull", True),
                                ("other__isnull", True),
                                ("tag__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="suggestions_dismissal_of_one",
                    ),
                    models.UniqueConstraint(
                        fields=("person", "other"), name="suggestions_not_person"
                    ),
                    models.UniqueConstraint(
                        fields=("person", "community"), name="suggestions_not_community"
                    ),
                    models.UniqueConstraint(fields=("person", "tag"), name="suggestions_not_tag"),
                ],
            },
        ),
        migrations.CreateModel(
            name="FirstChoice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "joins",
                    models.BooleanField(
                        default=False,
                        help_text="At their first sign-in, and told so. Otherwise it is suggested.",
                        verbose_name="newcomers are put into it",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "colleague",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="colleague",
                    ),
                ),
                (
                    "community",
                    models.ForeignKey(
                        blank=True,
                        help_text="A community to join, or below a colleague to follow.",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="communities.community",
                        verbose_name="community",
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        blank=True,
                        help_text="Left empty: everybody of the place.",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="profiles.department",
                        verbose_name="department",
                    ),
                ),
                (
                    "location",
                    models.ForeignKey(
                        blank=True,
                        help_text="Left empty: everybody of the department.",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="profiles.location",
                        verbose_name="place",
                    ),
                ),
            ],
            options={
                "verbose_name": "first choice",
                "verbose_name_plural": "first choices",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("community__isnull", False),
                            ("colleague__isnull", False),
                            _connector="XOR",
                        ),
                        name="suggestions_first_choice_of_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("joins", False), ("community__isnull", False), _connector="OR"
                        ),
                        name="suggestions_only_communities_are_joined",
                    ),
                    models.UniqueConstraint(
                        fields=("department", "location", "community", "colleague"),
                        name="suggestions_first_choice_once",
                        nulls_distinct=False,
                    ),
                ],
            },
        ),
    ]
