"""Background jobs of this room: the mail with an invitation."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from activity.tasks import AGAIN
from communities.invites import hash_of, link_of, secret_of
from communities.models import Invitation


@app.task(queue="mail", retry=AGAIN)
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
    with translation.override(settings.LANGUAGE_CODE):
        letter = _letter(invitation)
    letter.send()


def _letter(invitation: Invitation) -> EmailMultiAlternatives:
    """The words as text and as HTML; names stand in the text as they are, unescaped."""
    link = link_of(invitation)
    names = {"name": invitation.invited_by.name, "community": invitation.community.name}
    until = date_format(invitation.expires_at, "j F Y, H:i")
    lines = [_("%(name)s invites you to the community %(community)s.") % names]
    if invitation.as_guest:
        lines.append(
            _(
                "You come as a guest: you will see this community and its members, and nothing "
                "else of the company."
            )
        )
    end = [
        _("The link works once, for you only, until %(until)s UTC.") % {"until": until},
        _("If you do not know why you got this mail, do nothing."),
    ]
    invite = _("Accept the invitation:")
    mail = EmailMultiAlternatives(
        subject=" ".join((_("%(name)s invites you to %(community)s") % names).split()),
        body="\n\n".join([*lines, f"{invite}\n{link}", *end]) + "\n",
        to=[invitation.email],
        headers={"Message-ID": f"<invitation-{invitation.public_id}@{settings.MAIL_DOMAIN}>"},
    )
    context = {"lines": lines, "link": link, "end": end}
    html = render_to_string("communities/mail/invitation.html", context)
    mail.attach_alternative(html, "text/html")
    return mail
