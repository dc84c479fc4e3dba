"""Owners and moderators of a community are marked beside their place in its audience."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("access", "0003_company_audience")]
    operations = [
        migrations.AddField(
            model_name="audiencemember",
            name="moderates",
            field=models.BooleanField(default=False),
        )
    ]
