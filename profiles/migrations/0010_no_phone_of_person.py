from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("profiles", "0009_phones_are_details"),
    ]

    operations = [
        migrations.RemoveField(
            model_name="person",
            name="phone",
        ),
    ]
