from django.db import migrations
from django.utils import timezone


def know_them(apps, schema_editor):
    """Who signed in before there were first visits gets none."""
    Person = apps.get_model("profiles", "Person")
    Visit = apps.get_model("welcome", "Visit")
    now = timezone.now()
    known = Person.objects.filter(last_login__isnull=False).values_list("pk", flat=True)
    rows = (Visit(person_id=pk, finished_at=now) for pk in known.iterator(chunk_size=5_000))
    Visit.objects.bulk_create(rows, batch_size=5_000, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [
        ("profiles", "0010_no_phone_of_person"),
        ("welcome", "0001_visits"),
    ]

    operations = [migrations.RunPython(know_them, migrations.RunPython.noop)]
