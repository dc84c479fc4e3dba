"""What the audit log's codes mean, in words. A room that audits something new adds its line."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: dict[str, Promise] = {
    "socialbiz.administration_entered": _("Entered the administration"),
    "profiles.person_deactivated": _("Deactivated a person"),
    "profiles.person_reactivated": _("Let a person back in"),
    "profiles.directory_changed": _("Changed the directory"),
    "profiles.powers_admin": _("Made somebody an admin"),
    "profiles.powers_moderator": _("Made somebody a company moderator"),
    "profiles.powers_ended": _("Took powers back"),
    "profiles.people_imported": _("Imported people"),
    "communities.communities_imported": _("Imported communities"),
    "communities.community_archived": _("Archived a community"),
    "communities.community_unarchived": _("Brought a community back"),
    "communities.community_changed": _("Changed who can see a community"),
    "communities.community_handed_over": _("Handed a community over"),
    "communities.member_removed": _("Removed a member"),
    "communities.role_changed": _("Changed a role"),
    "content.entry_opened": _("Opened with a reason"),
    "content.entry_removed": _("Removed as a community moderator"),
    "content.report_kept": _("Kept what was reported"),
    "content.report_hidden": _("Hid what was reported"),
    "content.report_removed": _("Removed what was reported"),
}


def words_of(action: str) -> str:
    """The words of one code; the code itself where nobody gave it words."""
    return str(WORDS.get(action, action))
