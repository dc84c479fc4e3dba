"""The group of those who may make wikis of the company; admins put people into it."""

from django.db import migrations

GROUP = "Company wikis"


def make_group(apps, schema_editor):
    content_type, _made = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="wikis", model="wiki"
    )
    permission, _made = apps.get_model("auth", "Permission").objects.get_or_create(
        codename="create_company_wiki",
        content_type=content_type,
        defaults={"name": "Can make wikis of the company"},
    )
    group, _made = apps.get_model("auth", "Group").objects.get_or_create(name=GROUP)
    group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("wikis", "0001_wikis"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(make_group, migrations.RunPython.noop)]
