"""The group of those who may see the picture of skills; admins put people into it."""

from django.db import migrations

GROUP = "Picture of skills"


def make_group(apps, schema_editor):
    ContentType = apps.get_model("contenttypes", "ContentType")
    Permission = apps.get_model("auth", "Permission")
    Group = apps.get_model("auth", "Group")
    kind, _made = ContentType.objects.get_or_create(app_label="expertise", model="hiddenevidence")
    permission, _made = Permission.objects.get_or_create(
        content_type=kind,
        codename="view_picture",
        defaults={"name": "Can see the picture of skills"},
    )
    group, _made = Group.objects.get_or_create(name=GROUP)
    group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("expertise", "0001_hidden_evidence"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]
    operations = [migrations.RunPython(make_group, migrations.RunPython.noop)]
