"""Making communities, changing what they are, putting them to rest and waking them."""

from typing import Final

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from access.actions import make_audience, set_open
from access.models import Audience
from activity import log
from activity.tasks import close_hints
from communities import membership
from communities.models import Community, JoinRequest, Membership
from communities.rights import WIDTH, require_keeper, require_living, require_owner
from core.errors import Conflict, Invalid, Refused
from core.ids import new_public_id
from core.words import fold
from profiles import turnstile
from profiles.models import Person

Type = Community.Type
# Words of this room's own URLs, and of lists a later page may want.
RESERVED: Final = {"new", "invitations", "suggest", "mine", "all", "archived"}
SLUG_TRIES: Final = 50


@transaction.atomic
def create_community(
    *,
    actor: Person | None,
    name: str,
    purpose: str = "",
    about: str = "",
    type: str = Type.OPEN,  # noqa: A002
    allows_guests: bool = False,
    owner: Person | None = None,
    slug: str = "",
    source: str = "",
    source_id: str = "",
) -> Community:
    """Start a community; the actor owns it. The importer (actor None) names an `owner`.

    Its address is made of `slug`, or else of its name; a number is added where it is taken. A
    community already known by `source` and `source_id` is returned unchanged. Raises Refused for
    guests, Conflict for an owner who left, Invalid.
    """
    if actor is not None and (actor.is_guest or not actor.is_active):
        raise Refused(_("Guests cannot start communities."))
    first = actor or owner
    if first is None:
        raise Invalid(_("A community needs an owner."), field="owner")
    # Whoever starts one and is deactivated in the same moment would leave it without an owner.
    turnstile.beside(first)
    if source:
        known = Community.objects.filter(source=source, source_id=source_id).first()
        if known is not None:
            return known
    community = Community(
        name=_checked_name(name),
        purpose=_checked(purpose, "purpose"),
        about=_checked(about, "about"),
        type=_checked_type(type),
        allows_guests=_checked_guests(type, allows_guests),
        audience=make_audience(kind=Audience.Kind.COMMUNITY, open=type == Type.OPEN),
        source=source,
        source_id=source_id,
    )
    _insert_with_slug(community, slug or community.name)
    membership.enter(community, first, Membership.Role.OWNER)
    if actor is not None:
        log.record(
            actor=actor,
            verb="communities.community_created",
            community=community,
            audience=community.audience,
        )
    community.member_count = 1
    return community


@transaction.atomic
def edit_community(
    *,
    actor: Person | None,
    community: Community,
    name: str | None = None,
    purpose: str | None = None,
    about: str | None = None,
    type: str | None = None,  # noqa: A002
    allows_guests: bool | None = None,
) -> Community:
    """Change a community; None leaves a part as it is, and its address stays.

    The type may become narrower, never wider: what was written was written for the smaller circle.
    Raises Refused for that and for anybody but owners, Conflict when archived, Invalid.
    """
    community = membership.lock(community)
    require_owner(actor, community)
    require_living(community)
    if name is not None:
        community.name = _checked_name(name)
    if purpose is not None:
        community.purpose = _checked(purpose, "purpose")
    if about is not None:
        community.about = _checked(about, "about")
    was_open = community.type == Type.OPEN
    if type is not None and type != community.type:
        _require_narrower(community, _checked_type(type))
        community.type = type
    if allows_guests is not None:
        community.allows_guests = allows_guests
    _checked_guests(community.type, community.allows_guests)
    community.save(update_fields=["name", "purpose", "about", "type", "allows_guests"])
    if community.type == Type.SECRET:
        # Who asked can no longer know of the community, so nobody waits for an answer.
        JoinRequest.objects.filter(community=community, state=JoinRequest.State.OPEN).update(
            state=JoinRequest.State.REFUSED, answered_at=timezone.now()
        )
    if was_open and community.type != Type.OPEN:
        set_open(audience=community.audience, open=False)
        close_hints.defer(audience_id=community.audience_id)
    if type is not None and actor is not None:
        log.audit(actor=actor, action="communities.community_changed", community=community)
    return community


@transaction.atomic
def archive_community(
    *,
    actor: Person | None,
    community: Community,
    as_admin: bool = False,
    address: str | None = None,
) -> Community:
    """Make a community read only for everybody. Again changes nothing.

    `as_admin` is the administration's way, for admins who own nothing here. Raises Refused.
    """
    community = membership.lock(community)
    require_keeper(actor, community, as_admin=as_admin)
    if not community.is_archived:
        community.archived_at = timezone.now()
        community.save(update_fields=["archived_at"])
        log.audit(
            actor=actor,
            action="communities.community_archived",
            community=community,
            address=address,
        )
    return community


@transaction.atomic
def unarchive_community(
    *,
    actor: Person | None,
    community: Community,
    as_admin: bool = False,
    address: str | None = None,
) -> Community:
    """Bring a community back to life. Again changes nothing.

    `as_admin` is the administration's way, for admins who own nothing here. Raises Refused.
    """
    community = membership.lock(community)
    require_keeper(actor, community, as_admin=as_admin)
    if community.is_archived:
        community.archived_at = None
        community.save(update_fields=["archived_at"])
        log.audit(
            actor=actor,
            action="communities.community_unarchived",
            community=community,
            address=address,
        )
    return community


def _require_narrower(community: Community, wanted: str) -> None:
    if WIDTH[Type(wanted)] > WIDTH[Type(community.type)]:
        raise Refused(
            _(
                "A community cannot be opened further: what is written in it was written for "
                "fewer readers. Start a new one for the wider circle."
            ),
            code="opening",
            field="type",
        )


def _insert_with_slug(community: Community, wish: str) -> None:
    """Insert with the first free address of design, design-2 and so on."""
    base = slugify(fold(wish))[:50].strip("-") or "community"
    if community.type == Type.SECRET:
        # An address that nobody guesses, and that takes none from those outside: who starts a
        # community of the same name must not learn of this one by the number behind theirs.
        base = f"{base[:40]}-{new_public_id()[:8]}"
    taken = set(Community.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    taken |= RESERVED
    number = 1
    for _attempt in range(SLUG_TRIES):
        while _numbered(base, number) in taken:
            number += 1
        community.slug = _numbered(base, number)
        try:
            with transaction.atomic():
                community.save(force_insert=True)
        except IntegrityError:
            if not Community.objects.filter(slug=community.slug).exists():
                raise
            taken.add(community.slug)
        else:
            return
    raise Conflict(_("No address is free for %(name)s.") % {"name": community.name})


def _numbered(base: str, number: int) -> str:
    return base if number == 1 else f"{base}-{number}"


def _checked_name(name: str) -> str:
    clean = " ".join(name.split())
    if not clean:
        raise Invalid(_("Give the community a name."), field="name")
    return _checked(clean, "name")


def _checked(text: str, field: str) -> str:
    clean = text.replace("\r\n", "\n").strip()
    most = int(getattr(Community._meta.get_field(field), "max_length", 0) or 0)
    if len(clean) > most:
        raise Invalid(
            _("This text has %(now)s characters; at most %(most)s fit.")
            % {"now": len(clean), "most": most},
            field=field,
        )
    return clean


def _checked_type(wanted: str) -> str:
    if wanted not in Type.values:
        raise Invalid(_("Choose one of the types."), field="type")
    return wanted


def _checked_guests(type_: str, allows_guests: bool) -> bool:
    if type_ == Type.OPEN and allows_guests:
        raise Invalid(
            _("An open community is for employees: it cannot take guests."), field="allows_guests"
        )
    return allows_guests
