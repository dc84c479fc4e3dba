"""The group of company moderators: they handle reports and see nothing else of the administration."""

from django.db import migrations


def make_group(apps, schema_editor):
    ContentType = apps.get_model("contenttypes", "ContentType")
    Permission = apps.get_model("auth", "Permission")
    Group = apps.get_model("auth", "Group")
    kind, _made = ContentType.objects.get_or_create(app_label="content", model="report")
    group, _made = Group.objects.get_or_create(name="Company moderators")
    for codename, name in (
        ("view_report", "Can view report"),
        ("change_report", "Can change report"),
    ):
        permission, _made = Permission.objects.get_or_create(
            content_type=kind, codename=codename, defaults={"name": name}
        )
        group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("content", "0003_search_index"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]
    operations = [migrations.RunPython(make_group, migrations.RunPython.noop)]
