"""The signs a new company begins with; its admins add, rename and withdraw them."""

from django.db import migrations

SIGNS = (
    ("👍", "Agreed"),
    ("🎉", "Well done"),
    ("💡", "Learned something"),
    ("🙏", "Thank you"),
    ("👀", "Looking into it"),
    ("💚", "Warm wishes"),
)


def make_choices(apps, schema_editor):
    choices = apps.get_model("content", "ReactionChoice").objects
    for position, (emoji, name) in enumerate(SIGNS):
        choices.get_or_create(emoji=emoji, defaults={"name": name, "position": position})


class Migration(migrations.Migration):
    dependencies = [("content", "0004_company_moderators")]
    operations = [migrations.RunPython(make_choices, migrations.RunPython.noop)]
