"""Background jobs of this room: the mail with an invitation."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone, translation
from procrastinate.contrib.django import app

from communities.invites import hash_of, link_of, secret_of
from communities.models import Invitation


@app.task(queue="mail", retry=5)
def mail_invitation(*, invitation_id: int) -> None:
    """Send the link, if it can still be used and its inviter is still here."""
    invitation = (
        Invitation.objects.select_related("community", "invited_by")
        .filter(
            pk=invitation_id,
            used_at=None,
            revoked_at=None,
            expires_at__gt=timezone.now(),
            invited_by__is_active=True,
            community__archived_at=None,
        )
        .first()
    )
    if invitation is None:
        return
    if invitation.secret_hash != hash_of(secret_of(invitation)):
        # The site's key was changed since; the link is about to be made with the new one.
        invitation.secret_hash = hash_of(secret_of(invitation))
        invitation.save(update_fields=["secret_hash"])
    context = {"invitation": invitation, "link": link_of(invitation), "site": settings.SITE_URL}
    with translation.override(settings.LANGUAGE_CODE):
        subject = render_to_string("communities/mail/invitation_subject.txt", context)
        mail = EmailMultiAlternatives(
            subject=" ".join(subject.split()),
            body=render_to_string("communities/mail/invitation.txt", context),
            to=[invitation.email],
            headers={"Message-ID": f"<invitation-{invitation.public_id}@{settings.MAIL_DOMAIN}>"},
        )
        html = render_to_string("communities/mail/invitation.html", context)
    mail.attach_alternative(html, "text/html")
    mail.send()
