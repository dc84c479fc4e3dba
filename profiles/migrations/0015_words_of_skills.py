"""The words by which the skills there are already are found."""

from django.db import migrations

from profiles.names import name_parts


def fill_parts(apps, schema_editor):
    """The words of the skills there are already."""
    Skill = apps.get_model("profiles", "Skill")
    SkillPart = apps.get_model("profiles", "SkillPart")
    rows = [
        SkillPart(skill=skill, part=part)
        for skill in Skill.objects.iterator()
        for part in sorted(name_parts(skill.name))
    ]
    SkillPart.objects.bulk_create(rows, ignore_conflicts=True, batch_size=5_000)


class Migration(migrations.Migration):
    dependencies = [("profiles", "0014_skills_of_colleagues")]
    operations = [migrations.RunPython(fill_parts, migrations.RunPython.noop)]
