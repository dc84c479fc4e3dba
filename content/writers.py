"""Who may write where. Reading is decided in `access.rules`; this asks for more than that.

Employees write to the whole company; members write in their communities; an archived community is
read only for everybody. A chosen set of people may answer each other.
"""

from django.utils.translation import gettext as _

from access.models import Audience
from access.viewer import Viewer
from core.errors import Refused


def can_write(viewer: Viewer, audience: Audience) -> bool:
    """May the viewer post, comment and react before `audience`?"""
    if viewer.person_id is None:
        return False
    if audience.kind == Audience.Kind.COMPANY:
        return viewer.is_employee
    if audience.pk not in viewer.audience_ids:
        return False
    return not (audience.kind == Audience.Kind.COMMUNITY and audience.community.is_archived)


def require_writer(viewer: Viewer, audience: Audience) -> None:
    """Raise Refused, in words that say what would help, unless the viewer may write there."""
    if can_write(viewer, audience):
        return
    if audience.kind == Audience.Kind.COMMUNITY:
        community = audience.community
        if community.is_archived:
            raise Refused(
                _("%(name)s is archived: it can be read, but not changed.") % {"name": community}
            )
        raise Refused(_("Join %(name)s to write here.") % {"name": community})
    raise Refused(_("You may read this, but you may not write here."))
