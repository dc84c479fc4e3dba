"""The group of those who may make blogs of the company; admins put people into it."""

from django.db import migrations

GROUP = "Company blogs"


def make_group(apps, schema_editor):
    ContentType = apps.get_model("contenttypes", "ContentType")
    Permission = apps.get_model("auth", "Permission")
    Group = apps.get_model("auth", "Group")
    kind, _made = ContentType.objects.get_or_create(app_label="blogs", model="blog")
    permission, _made = Permission.objects.get_or_create(
        content_type=kind,
        codename="create_company_blog",
        defaults={"name": "Can make blogs of the company"},
    )
    group, _made = Group.objects.get_or_create(name=GROUP)
    group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("blogs", "0001_initial"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]
    operations = [
        migrations.AlterModelOptions(
            name="blog",
            options={
                "permissions": [("create_company_blog", "Can make blogs of the company")],
                "verbose_name": "blog",
                "verbose_name_plural": "blogs",
            },
        ),
        migrations.RunPython(make_group, migrations.RunPython.noop),
    ]
