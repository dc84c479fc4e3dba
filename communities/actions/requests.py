"""Asking to be let in, and the answer."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from activity import log
from activity.models import Notification
from communities import membership
from communities.models import Community, JoinRequest, Membership
from communities.rights import require_living, require_owner
from core.errors import Conflict, Invalid, Refused
from profiles.models import Person

State = JoinRequest.State
MAX_WORDS = 500


@transaction.atomic
def request_to_join(
    *, actor: Person, community: Community, message: str = "", at: datetime | None = None
) -> JoinRequest:
    """Ask the owners; they are told. One request waits at a time, and asking again returns it.

    `at` is for importers only. Raises Refused for guests and other types, Conflict for members and
    when archived, Invalid.
    """
    community = membership.lock(community)
    if actor.is_guest or community.type != Community.Type.ON_REQUEST:
        raise Refused(_("You cannot ask to join %(name)s.") % {"name": community.name})
    require_living(community)
    if Membership.objects.filter(community=community, person=actor).exists():
        raise Conflict(_("You are a member already."), code="member")
    request, new = JoinRequest.objects.get_or_create(
        community=community,
        person=actor,
        state=State.OPEN,
        defaults={"message": _checked(message, "message")},
    )
    if new:
        if at is not None:
            request.created_at = at
            request.save(update_fields=["created_at"])
        log.tell_about(
            actor=actor,
            community=community,
            at=at,
            tell=[
                log.Tell(
                    Notification.Kind.REQUEST, membership.owner_ids(community), request.message
                )
            ],
        )
    return request


@transaction.atomic
def withdraw_request(*, actor: Person, request: JoinRequest) -> JoinRequest:
    """Take one's own request back. Raises Refused for another's, Conflict when it was answered."""
    membership.lock(request.community)
    request = _locked(request)
    if request.person_id != actor.pk:
        raise Refused(_("This is somebody else's request."))
    if request.state == State.WITHDRAWN:
        return request
    _require_open(request)
    request.state = State.WITHDRAWN
    request.answered_at = timezone.now()
    request.save(update_fields=["state", "answered_at"])
    return request


@transaction.atomic
def approve_request(*, actor: Person, request: JoinRequest) -> Membership:
    """An owner lets somebody in, who is told. Raises Refused, Conflict when it was answered."""
    community = membership.lock(request.community)
    require_owner(actor, community)
    require_living(community)
    request = _locked(request)
    _require_open(request)
    row, _new = membership.enter(community, request.person)
    _answer(actor, request, State.APPROVED, "")
    log.record(
        actor=request.person,
        verb="communities.member_joined",
        community=community,
        audience=community.audience,
    )
    _tell(actor, request, _("You are in."))
    return row


@transaction.atomic
def refuse_request(*, actor: Person, request: JoinRequest, reason: str = "") -> JoinRequest:
    """An owner says no, with a reason the person reads. Raises Refused, Conflict, Invalid."""
    community = membership.lock(request.community)
    require_owner(actor, community)
    request = _locked(request)
    _require_open(request)
    _answer(actor, request, State.REFUSED, _checked(reason, "reason"))
    _tell(actor, request, request.reason)
    return request


def _locked(request: JoinRequest) -> JoinRequest:
    return (
        JoinRequest.objects.select_for_update(of=("self",))
        .select_related("person", "community")
        .get(pk=request.pk)
    )


def _require_open(request: JoinRequest) -> None:
    if request.state != State.OPEN:
        raise Conflict(
            _("This request was answered already: %(state)s.")
            % {"state": request.get_state_display().lower()},
            code="answered",
        )


def _answer(actor: Person, request: JoinRequest, state: str, reason: str) -> None:
    request.state = state
    request.reason = reason
    request.answered_by = actor
    request.answered_at = timezone.now()
    request.save(update_fields=["state", "reason", "answered_by", "answered_at"])


def _tell(actor: Person, request: JoinRequest, text: str) -> None:
    log.tell_about(
        actor=actor,
        community=request.community,
        tell=[log.Tell(Notification.Kind.ANSWER, (request.person_id,), text)],
    )


def _checked(text: str, field: str) -> str:
    clean = text.strip()
    if len(clean) > MAX_WORDS:
        raise Invalid(
            _("This text has %(now)s characters; at most %(most)s fit.")
            % {"now": len(clean), "most": MAX_WORDS},
            field=field,
        )
    return clean
