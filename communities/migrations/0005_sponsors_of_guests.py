"""Guests who came before guests had sponsors: who invited them, else an admin, for 90 days more."""

from datetime import timedelta

from django.db import migrations
from django.utils import timezone


def give_sponsors(apps, schema_editor):
    person, invitation = (
        apps.get_model("profiles", "Person"),
        apps.get_model("communities", "Invitation"),
    )
    here = {"is_active": True, "is_guest": False, "is_organisation": False}
    admin = person.objects.filter(**here, is_superuser=True).order_by("pk").first()
    until = timezone.localdate() + timedelta(days=90)
    for guest in person.objects.filter(is_guest=True, guest_until=None).iterator():
        used = invitation.objects.filter(
            used_by=guest, **{f"invited_by__{name}": value for name, value in here.items()}
        )
        link = used.order_by("-pk").select_related("invited_by").first()
        guest.sponsor = link.invited_by if link else admin
        guest.guest_until = until
        guest.save(update_fields=["sponsor", "guest_until"])


class Migration(migrations.Migration):
    dependencies = [
        ("communities", "0004_handed_over"),
        ("profiles", "0016_coming_and_going"),
    ]
    operations = [migrations.RunPython(give_sponsors, migrations.RunPython.noop)]
