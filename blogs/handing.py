"""How blogs of the company change hands when their only owner goes (`content.handing`)."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from blogs.models import Blog, BlogRole, HandedBlog, Role
from content.handing import CompanyPlaces


class CompanyBlogs(CompanyPlaces):
    """Blogs of the company that one person alone looks after."""

    name = "blog"
    model = HandedBlog
    related = ("blog",)
    places, roles = Blog, BlogRole
    ranks = (Role.AUTHOR, Role.CONTRIBUTOR)

    def counted(self, number: int) -> str:
        """Before somebody leaves."""
        words = ngettext(
            "%(n)s company blog they alone look after",
            "%(n)s company blogs they alone look after",
            number,
        )
        return words % {"n": number}

    def words(self, item: HandedBlog) -> str:
        """What it is, and what comes with it."""
        return _("A blog of the company. You publish in it, and decide who else writes there.")

    def named(self, item: HandedBlog) -> str:
        """What every employee may read of it."""
        return _("%(title)s. A blog of the company.") % {"title": item.blog.title}
