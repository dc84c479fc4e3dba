"""Whom to ask about a page, and the page with which a wiki begins."""

from django.db import transaction
from django.utils.translation import gettext as _

from access.viewer import Viewer
from content.models import Entry
from core.errors import Conflict, Invalid
from profiles.models import Person
from wikis.actions.pages import lock, require_alive, wiki_of
from wikis.models import Role, Wiki, WikiPage
from wikis.rights import require_role


@transaction.atomic
def set_keeper(*, actor: Person, page: WikiPage, person: Person | None) -> WikiPage:
    """Whom to ask about a page. Raises Refused, or Invalid for who does not read the wiki."""
    page = lock(page)
    wiki = wiki_of(page)
    require_role(Viewer.of(actor), wiki, Role.EDITOR)
    require_alive(page)
    if person is not None:
        reads = Wiki.objects.visible_to(Viewer.of(person)).filter(pk=wiki.pk).exists()
        if not person.is_active or not reads:
            raise Invalid(
                _("%(name)s cannot read this wiki.") % {"name": person.name}, field="person"
            )
    page.keeper = person
    page.save(update_fields=["keeper", "changed_at"])
    return page


@transaction.atomic
def set_front(*, actor: Person, wiki: Wiki, page: WikiPage | None) -> Wiki:
    """The page with which the home of a wiki begins, or none."""
    require_role(Viewer.of(actor), wiki, Role.OWNER)
    if page is not None and (page.wiki_id != wiki.pk or page.state != Entry.State.PUBLISHED):
        raise Conflict(_("Only a page of this wiki that others can see can stand there."))
    wiki.front = page
    wiki.save(update_fields=["front"])
    return wiki
