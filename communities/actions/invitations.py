"""Inviting by address: one link, one person, one use, seven days."""

from datetime import date, timedelta
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from activity import log
from communities import membership
from communities.invites import hash_of, secret_of
from communities.models import Community, Invitation, Membership
from communities.rights import require_living, require_owner
from communities.tasks import mail_invitation
from core.errors import ActionError, Conflict, Invalid, Refused, TooMany
from profiles import turnstile
from profiles.actions import add_person
from profiles.actions.guests import checked_end
from profiles.apart import require_together
from profiles.models import Person

VALID_FOR: Final = timedelta(days=7)
MOST_AN_HOUR: Final = 20
HOUR: Final = timedelta(hours=1)
# First half of the advisory lock that lines up the invitations of one person.
INVITER_LOCK: Final = 7_302


class InvitationError(ActionError):
    """The link lets nobody in, or not this person. One answer for every reason: it tells nothing
    about whether the link ever was good."""

    code = "not_found"
    status = 404

    def __init__(self) -> None:
        super().__init__(
            _("This invitation is not valid for you. Ask the person who sent it for a new one.")
        )


@transaction.atomic
def invite_person(
    *,
    actor: Person,
    community: Community,
    email: str,
    as_guest: bool = False,
    guest_until: date | None = None,
) -> Invitation:
    """Mail a link to `email`; an earlier link to the same address stops working.

    A guest may come until `guest_until`, or the usual time, and the actor answers for them. At most
    `MOST_AN_HOUR` an hour from one person. Raises Refused (also across a block), TooMany, Conflict
    for members and when archived, Invalid.
    """
    require_owner(actor, community)
    _slow_down(actor)
    community = membership.lock(community)
    require_owner(actor, community)
    require_living(community)
    address = _checked_address(email)
    known = Person.objects.filter(email__iexact=address).first()
    _check_kind(community, address, known, as_guest=as_guest)
    if known is not None:
        words = _("You cannot invite %(name)s.") % {"name": known.name}
        require_together(actor, known, words)
    if known and Membership.objects.filter(community=community, person=known).exists():
        raise Conflict(
            _("%(name)s is a member already.") % {"name": known.name}, code="member", field="email"
        )
    if as_guest and guest_until is not None:
        guest_until = checked_end(guest_until)
    now = timezone.now()
    _waiting(community).filter(email=address).update(revoked_at=now)
    invitation = Invitation(
        community=community,
        email=address,
        as_guest=as_guest,
        guest_until=guest_until if as_guest else None,
        invited_by=actor,
        expires_at=now + VALID_FOR,
    )
    invitation.secret_hash = hash_of(secret_of(invitation))
    invitation.save(force_insert=True)
    mail_invitation.defer(invitation_id=invitation.pk)
    return invitation


@transaction.atomic
def revoke_invitation(*, actor: Person, invitation: Invitation) -> Invitation:
    """Make a link useless. Again changes nothing. Raises Refused, Conflict when it was used."""
    community = membership.lock(invitation.community)
    require_owner(actor, community)
    invitation = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    if invitation.used_at is not None:
        raise Conflict(_("This invitation was used already."), code="used")
    if invitation.revoked_at is None:
        invitation.revoked_at = timezone.now()
        invitation.save(update_fields=["revoked_at"])
    return invitation


def find_invitation(secret: str) -> Invitation:
    """The invitation behind a link that can still be used by somebody. Raises InvitationError."""
    invitation = (
        Invitation.objects.select_related("community__audience", "invited_by")
        .filter(secret_hash=hash_of(secret))
        .first()
    )
    if invitation is None or not is_good(invitation):
        raise InvitationError
    return invitation


def is_good(invitation: Invitation) -> bool:
    """Not used, not revoked, not expired, from somebody still here, to a living community."""
    return (
        invitation.used_at is None
        and invitation.revoked_at is None
        and invitation.expires_at > timezone.now()
        and invitation.invited_by.is_active
        and not invitation.community.is_archived
        and not (invitation.as_guest and not invitation.community.allows_guests)
    )


@transaction.atomic
def accept_invitation(*, actor: Person, secret: str) -> Membership:
    """The invited person, signed in, becomes a member. Raises InvitationError for others."""
    invitation = _claim(secret)
    if not actor.email or actor.email.lower() != invitation.email:
        raise InvitationError
    return _enter(invitation, actor)


@transaction.atomic
def accept_invitation_as_guest(*, secret: str, name: str, password: str) -> Person:
    """Somebody from outside makes an account with the invited address and becomes a member.

    The inviter answers for them until the day that was said. Raises InvitationError, also where
    the address has an account already; Invalid for the name or the password.
    """
    # The inviter must not leave while they become a sponsor.
    turnstile.beside(None)
    invitation = _claim(secret)
    if not invitation.as_guest or Person.objects.filter(email__iexact=invitation.email).exists():
        raise InvitationError
    try:
        validate_password(password, Person(name=name, email=invitation.email))
    except ValidationError as error:
        raise Invalid(" ".join(error.messages), field="password") from error
    guest = add_person(
        actor=None,
        name=name,
        email=invitation.email,
        password=password,
        is_guest=True,
        sponsor=invitation.invited_by,
        guest_until=invitation.guest_until,
        email_verified=True,
    )
    _enter(invitation, guest)
    return guest


def _claim(secret: str) -> Invitation:
    """The invitation, locked after its community, if it is still good."""
    found = find_invitation(secret)
    community = membership.lock(found.community)
    invitation = (
        Invitation.objects.select_for_update(of=("self",))
        .select_related("invited_by")
        .get(pk=found.pk)
    )
    invitation.community = community
    if not is_good(invitation):
        raise InvitationError
    return invitation


def _enter(invitation: Invitation, person: Person) -> Membership:
    community = invitation.community
    try:
        row, new = membership.enter(community, person)
    except Invalid as error:
        raise InvitationError from error
    invitation.used_at = timezone.now()
    invitation.used_by = person
    invitation.save(update_fields=["used_at", "used_by"])
    if new:
        log.record(
            actor=person,
            verb="communities.member_joined",
            community=community,
            audience=community.audience,
        )
    return row


def _slow_down(actor: Person) -> None:
    """Count under a lock: 50 requests at once get exactly `MOST_AN_HOUR` through."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s, %s)", [INVITER_LOCK, actor.pk % 2_147_483_647]
        )
    since = timezone.now() - HOUR
    recent = Invitation.objects.filter(invited_by=actor, created_at__gt=since)
    times = list(recent.order_by("created_at").values_list("created_at", flat=True))
    if len(times) >= MOST_AN_HOUR:
        wait = times[-MOST_AN_HOUR] + HOUR - timezone.now()
        raise TooMany(
            _("You sent %(most)s invitations within an hour. Try again later.")
            % {"most": MOST_AN_HOUR},
            retry_after=max(1, int(wait.total_seconds()) + 1),
        )


def _waiting(community: Community) -> Any:
    return Invitation.objects.filter(community=community, used_at=None, revoked_at=None)


def _checked_address(email: str) -> str:
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        raise Invalid(
            _("“%(email)s” is not an e-mail address.") % {"email": address[:100]}, field="email"
        ) from None
    return address


def _check_kind(
    community: Community, address: str, known: Person | None, *, as_guest: bool
) -> None:
    """A colleague comes as a member, an outsider as a guest, where guests may come at all."""
    if as_guest and not community.allows_guests:
        raise Refused(
            _("%(name)s takes no guests. An owner can change that in its settings.")
            % {"name": community.name},
            code="no_guests",
            field="as_guest",
        )
    if known is not None and not known.is_active:
        raise Invalid(_("%(name)s is no longer here.") % {"name": known.name}, field="email")
    if as_guest and known is not None and not known.is_guest:
        raise Invalid(
            _("%(name)s is a colleague. Invite them as a member.") % {"name": known.name},
            field="as_guest",
        )
    domain = address.rpartition("@")[2]
    comes_alone = known is not None or domain in settings.SIGNUP_DOMAINS
    if not as_guest and (not comes_alone or (known is not None and known.is_guest)):
        raise Invalid(
            _(
                "%(email)s belongs to nobody of the company. Invite them as a guest, if guests may "
                "come here."
            )
            % {"email": address},
            field="email",
        )
