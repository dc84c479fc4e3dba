"""How wikis of the company change hands when their only owner goes (`content.handing`)."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from content.handing import CompanyPlaces
from wikis.models import HandedWiki, Role, Wiki, WikiRole


class CompanyWikis(CompanyPlaces):
    """Wikis of the company that one person alone looks after."""

    name = "wiki"
    model = HandedWiki
    related = ("wiki",)
    places, roles = Wiki, WikiRole
    # A reader's role takes away what everybody may do, so it brings nobody nearer.
    ranks = (Role.EDITOR,)

    def counted(self, number: int) -> str:
        """Before somebody leaves."""
        words = ngettext(
            "%(n)s company wiki they alone look after",
            "%(n)s company wikis they alone look after",
            number,
        )
        return words % {"n": number}

    def words(self, item: HandedWiki) -> str:
        """What it is, and what comes with it."""
        return _("A wiki of the company. You name it, and decide who writes there.")

    def named(self, item: HandedWiki) -> str:
        """What every employee may read of it."""
        return _("%(title)s. A wiki of the company.") % {"title": item.wiki.title}
