import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0005_lean_indexes"),
        ("activity", "0009_told_of_drafts"),
        ("communities", "0005_sponsors_of_guests"),
        ("content", "0009_posts_of_blogs"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="event",
            name="place",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="content.place",
            ),
        ),
        migrations.AlterField(
            model_name="mailpreference",
            name="kind",
            field=models.CharField(
                choices=[
                    ("review", "Somebody asks me to read a draft, or a draft of mine needs me"),
                    ("mention", "Somebody mentions me"),
                    ("comment", "Somebody comments on what I wrote"),
                    ("reply", "Somebody replies to my comment"),
                    ("reaction", "Somebody reacts to what I wrote"),
                    ("follow", "Somebody follows me"),
                    ("post", "A blog I subscribe to has a new post"),
                    ("skill", "A colleague says I know something"),
                    ("request", "Somebody asks to join a community I own"),
                    ("answer", "An answer to my request to join, or I am let in"),
                    ("report", "Something in a community I moderate is reported"),
                    ("stand_in", "Somebody is away and names me to stand in"),
                    ("verdict", "A decision about what I reported or wrote"),
                    ("handover", "I look after what a colleague left behind"),
                    ("guest", "The stay of a guest ends: mine, or one I sponsor"),
                    ("standing", "Somebody's suspension ends, for admins"),
                ],
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="notification",
            name="kind",
            field=models.CharField(
                choices=[
                    ("review", "Somebody asks me to read a draft, or a draft of mine needs me"),
                    ("mention", "Somebody mentions me"),
                    ("comment", "Somebody comments on what I wrote"),
                    ("reply", "Somebody replies to my comment"),
                    ("reaction", "Somebody reacts to what I wrote"),
                    ("follow", "Somebody follows me"),
                    ("post", "A blog I subscribe to has a new post"),
                    ("skill", "A colleague says I know something"),
                    ("request", "Somebody asks to join a community I own"),
                    ("answer", "An answer to my request to join, or I am let in"),
                    ("report", "Something in a community I moderate is reported"),
                    ("stand_in", "Somebody is away and names me to stand in"),
                    ("verdict", "A decision about what I reported or wrote"),
                    ("handover", "I look after what a colleague left behind"),
                    ("guest", "The stay of a guest ends: mine, or one I sponsor"),
                    ("standing", "Somebody's suspension ends, for admins"),
                ],
                max_length=12,
            ),
        ),
    ]
