"""Phone numbers move from people into details, for all employees to see as they did until now."""

from django.db import migrations

FORWARDS = """
INSERT INTO profiles_detail (person_id, kind, value, label, position, seen_by)
SELECT p.id, 'phone', btrim(p.phone), '', 0, 'employees' FROM profiles_person p
 WHERE btrim(p.phone) <> ''
   AND NOT EXISTS (SELECT 1 FROM profiles_detail d WHERE d.person_id = p.id)"""
BACKWARDS = """
UPDATE profiles_person p SET phone = left(d.value, 40) FROM profiles_detail d
 WHERE d.person_id = p.id AND d.kind = 'phone' AND d.seen_by = 'employees';
DELETE FROM profiles_detail WHERE kind = 'phone' AND seen_by = 'employees'"""


class Migration(migrations.Migration):
    dependencies = [
        ("profiles", "0008_details"),
    ]

    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
