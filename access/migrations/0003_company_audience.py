"""The one audience of all employees."""

from django.db import migrations


def make_company(apps, schema_editor):
    apps.get_model("access", "Audience").objects.get_or_create(kind="company", open=True)


class Migration(migrations.Migration):
    dependencies = [("access", "0002_links")]
    operations = [migrations.RunPython(make_company, migrations.RunPython.noop)]
