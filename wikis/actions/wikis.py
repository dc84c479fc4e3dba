"""Making wikis, naming them, and saying who may read and write in them."""

from collections.abc import Sequence
from typing import Final

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from access.actions import let_in, make_audience, shut_out
from access.models import Audience, AudienceMember
from access.viewer import Viewer
from activity import log, once
from communities.models import Community
from content.models import Place
from core.errors import Conflict, Invalid, Refused, not_allowed
from core.ids import new_public_id
from profiles import turnstile
from profiles.models import Person
from wikis.models import Role, Wiki, WikiRole
from wikis.rights import may_create, require_keeper

# Words of this room's own URLs, and of its API.
RESERVED: Final = {
    "drafts",
    "in",
    "mine",
    "new",
    "of",
    "own",
    "page",
    "pages",
    "watched",
    "writing",
}
SLUG_TRIES: Final = 20
LONGEST_TITLE: Final = 120
LONGEST_ABOUT: Final = 500
MOST_OWNERS: Final = 20
MOST_SHARED: Final = 200


@transaction.atomic
def wiki_of_person(person: Person) -> Wiki:
    """The wiki of a person, made when first needed: nobody else reads it until it is shared.

    Raises Refused for guests.
    """
    if person.is_guest:
        raise Refused(_("Guests have no wiki of their own."))
    place = Place.objects.filter(kind=Place.Kind.WIKI, person=person).first()
    if place is None:
        # One after the other for one person: an audience is made for it.
        Person.objects.select_for_update(no_key=True).only("pk").get(pk=person.pk)
        place = Place.objects.filter(kind=Place.Kind.WIKI, person=person).first()
    if place is None:
        alone = make_audience(kind=Audience.Kind.PEOPLE, open=False, person_ids={person.pk})
        place = Place.objects.create(kind=Place.Kind.WIKI, person=person, audience=alone)
    title = _("Notes of %(name)s") % {"name": person.name}
    return _wiki_at(place, title=title, word=person.handle, members_may=Role.READER)


@transaction.atomic
def wiki_of_community(community: Community) -> Wiki:
    """The wiki of a community, made when first needed."""
    place, _made = Place.objects.get_or_create(
        kind=Place.Kind.WIKI, community=community, defaults={"audience": community.audience}
    )
    return _wiki_at(place, title=community.name, word=community.slug, members_may=Role.EDITOR)


def _wiki_at(place: Place, *, title: str, word: str, members_may: str) -> Wiki:
    wiki = Wiki.objects.for_page().filter(place=place).first()
    if wiki is None:
        # Whoever made it in the same moment holds the place until they are done.
        Place.objects.select_for_update(no_key=True).get(pk=place.pk)
        wiki = Wiki.objects.for_page().filter(place=place).first()
    if wiki is None:
        made = Wiki(place=place, title=title[:LONGEST_TITLE], members_may=members_may)
        _insert(made, word)
        wiki = Wiki.objects.for_page().get(place=place)
    return wiki


@transaction.atomic
def create_wiki(
    *,
    actor: Person | None,
    title: str,
    slug: str = "",
    about: str = "",
    members_may: str = Role.EDITOR,
    owner: Person,
    more_owners: Sequence[Person] = (),
    key: str = "",
    address: str | None = None,
) -> Wiki:
    """A wiki of the whole company, with somebody who looks after it.

    Its address is made from `slug` or its name; where that is taken a number follows. Takes the
    right `wikis.create_company_wiki`; without `actor` it is the command line. `key` is the
    Idempotency-Key: a repeat returns the first wiki. Raises Refused, or Invalid for an owner who
    could not look after it.
    """
    turnstile.beside(None)
    if actor is not None and not may_create(actor):
        raise not_allowed(_("Only who was given the right to can make a wiki of the company."))
    owners = list(dict.fromkeys([owner, *more_owners]))
    if len(owners) > MOST_OWNERS:
        raise Invalid(_("Begin with at most 20 owners."), field="more_owners")
    for one in owners:
        turnstile.colleague(one, field="owner" if one == owner else "more_owners")
    title, about, word = _checked_title(title), _checked_about(about), _checked_slug(slug)
    may = _checked_may(members_may)
    ids = [one.public_id for one in owners]
    receipt = once.claim(
        actor=actor, key=key, wish=once.fingerprint("wiki", title, word, about, may, *ids)
    )
    if receipt and receipt.object_id:
        return Wiki.objects.for_page().get(place__public_id=receipt.object_id)
    place = Place.objects.create(kind=Place.Kind.WIKI, audience=Audience.company())
    wiki = Wiki(place=place, title=title, about=about, members_may=may)
    _insert(wiki, word or wiki.title)
    WikiRole.objects.bulk_create(
        [WikiRole(wiki=wiki, person=one, role=Role.OWNER) for one in owners]
    )
    log.audit(
        actor=actor,
        action="wikis.wiki_created",
        person=owner,
        reason=f"{wiki.title}: {', '.join(one.name for one in owners)}"[:1000],
        address=address,
    )
    once.finish(receipt, place.public_id)
    return wiki


@transaction.atomic
def edit_wiki(
    *,
    actor: Person,
    wiki: Wiki,
    title: str | None = None,
    about: str | None = None,
    members_may: str | None = None,
    as_admin: bool = False,
    address: str | None = None,
) -> Wiki:
    """Change what is said of a wiki, or what everybody who belongs to it may do there.

    `as_admin` is the administration's way, for the wikis of the company alone. Raises Refused.
    """
    require_keeper(actor, wiki, as_admin=as_admin)
    if title is not None:
        wiki.title = _checked_title(title)
    if about is not None:
        wiki.about = _checked_about(about)
    if members_may is not None:
        wiki.members_may = _checked_may(members_may)
    wiki.save(update_fields=["title", "about", "members_may"])
    if as_admin:
        log.audit(actor=actor, action="wikis.wiki_changed", reason=wiki.title, address=address)
    return wiki


@transaction.atomic
def set_role(
    *,
    actor: Person | None,
    wiki: Wiki,
    person: Person,
    role: str,
    as_admin: bool = False,
    address: str | None = None,
) -> None:
    """Give somebody a role in a wiki, or take it away (""). Again changes nothing.

    With a role in a personal wiki one reads it; without one no longer. `as_admin` is the
    administration's way, for the wikis of the company alone; without `actor` it is the command
    line. Raises Invalid for who does not read the wiki, Conflict for the last owner of a company
    wiki.
    """
    turnstile.beside(person if role else None)
    require_keeper(actor, wiki, as_admin=as_admin)
    Wiki.objects.select_for_update(of=("self",), no_key=True).get(pk=wiki.pk)
    if role and role not in Role.values:
        raise Invalid(_("Choose a role."), field="role")
    if wiki.is_personal:
        _share(wiki, person, role)
    elif role and not Wiki.objects.visible_to(Viewer.of(person)).filter(pk=wiki.pk).exists():
        raise Invalid(_("%(name)s cannot read this wiki.") % {"name": person.name}, field="person")
    others = wiki.roles.filter(role=Role.OWNER, person__is_active=True).exclude(person=person)
    if wiki.is_of_company and role != Role.OWNER and not others.exists():
        raise Conflict(
            _("A wiki of the company needs somebody who looks after it."), code="last_owner"
        )
    if role == (wiki.roles.filter(person=person).values_list("role", flat=True).first() or ""):
        return
    if role:
        WikiRole.objects.update_or_create(wiki=wiki, person=person, defaults={"role": role})
    else:
        wiki.roles.filter(person=person).delete()
    log.audit(
        actor=actor,
        action="wikis.role_set",
        person=person,
        reason=f"{wiki.slug}: {role}",
        address=address,
    )


def _share(wiki: Wiki, person: Person, role: str) -> None:
    """Let somebody into a personal wiki, or shut them out, as their role says."""
    audience = wiki.place.audience
    if person.pk == wiki.place.person_id:
        raise Conflict(_("This is your own wiki."), code="own_wiki")
    if role == Role.OWNER:
        raise Invalid(_("A personal wiki is looked after by its person alone."), field="role")
    if not role:
        shut_out(audience=audience, person_ids=[person.pk])
        return
    turnstile.colleague(person, field="person")
    inside = AudienceMember.objects.filter(audience=audience)
    if inside.count() > MOST_SHARED and not inside.filter(person=person).exists():
        raise Conflict(
            _("A personal wiki can be shared with 200 people. For more, a community has its own."),
            code="too_many_readers",
        )
    let_in(audience=audience, person_ids=[person.pk])


def _insert(wiki: Wiki, word: str) -> None:
    base = slugify(word)[:50].strip("-") or "wiki"
    if base in RESERVED:
        base = f"{base}-wiki"
    for number in range(1, SLUG_TRIES + 1):
        tail = "" if number == 1 else f"-{number}" if number < SLUG_TRIES else new_public_id()
        wiki.slug = f"{base}{tail}"
        if Wiki.objects.filter(slug=wiki.slug).exists():
            continue
        try:
            with transaction.atomic():
                wiki.save(force_insert=True)
        except IntegrityError:
            continue
        return
    raise Conflict(_("There is no free address for this wiki. Choose another name."))


def _checked_may(members_may: str) -> str:
    if members_may not in {Role.READER, Role.EDITOR}:
        raise Invalid(_("Choose what everybody may do here."), field="members_may")
    return members_may


def _checked_title(title: str) -> str:
    text = " ".join(title.replace("\x00", "").split())
    if not text:
        raise Invalid(_("Give the wiki a name."), field="title")
    if len(text) > LONGEST_TITLE:
        raise Invalid(_("The name can have at most 120 characters."), field="title")
    return text


def _checked_slug(slug: str) -> str:
    """The address as it can be; '' for none, which is made from the name."""
    typed = slug.strip()
    word = slugify(typed)
    if typed and not word:
        raise Invalid(_("Write the address in letters, digits and hyphens."), field="slug")
    return word


def _checked_about(about: str) -> str:
    text = about.replace("\x00", "").strip()
    if len(text) > LONGEST_ABOUT:
        raise Invalid(_("Say it in at most 500 characters."), field="about")
    return text
