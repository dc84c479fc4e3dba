"""What the audit log's codes mean, in words. A room that audits something new adds its line."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: dict[str, Promise] = {
    "socialbiz.administration_entered": _("Entered the administration"),
    "profiles.person_deactivated": _("Deactivated a person"),
    "profiles.person_reactivated": _("Let a person back in"),
    "profiles.detail_removed": _("Removed something from a profile"),
    "profiles.person_suspended": _("Suspended a person"),
    "profiles.suspension_lifted": _("Lifted a suspension"),
    "profiles.suspension_ended": _("A suspension ended by its date"),
    "profiles.handed_over": _("Handed over what a person looked after"),
    "profiles.successor_changed": _("Named another successor"),
    "profiles.item_kept": _("Kept what was handed over"),
    "profiles.item_passed": _("Passed on what was handed over"),
    "profiles.item_closed": _("Put to rest what was handed over"),
    "profiles.guest_renewed": _("Renewed a guest"),
    "profiles.sponsor_changed": _("Named another sponsor of a guest"),
    "profiles.directory_changed": _("Changed the directory"),
    "profiles.powers_admin": _("Made somebody an admin"),
    "profiles.powers_moderator": _("Made somebody a company moderator"),
    "profiles.powers_ended": _("Took powers back"),
    "profiles.rights_changed": _("Changed the single rights of somebody"),
    "profiles.skill_renamed": _("Renamed a skill"),
    "profiles.skills_merged": _("Merged two skills"),
    "profiles.synonyms_changed": _("Changed the synonyms of a skill"),
    "profiles.people_imported": _("Imported people"),
    "profiles.people_exported": _("Exported everybody"),
    "communities.communities_imported": _("Imported communities"),
    "communities.community_archived": _("Archived a community"),
    "communities.community_unarchived": _("Brought a community back"),
    "communities.community_changed": _("Changed who can see a community"),
    "communities.community_handed_over": _("Handed a community over"),
    "communities.member_removed": _("Removed a member"),
    "communities.role_changed": _("Changed a role"),
    "blogs.posts_imported": _("Imported posts"),
    "blogs.blog_exported": _("Exported a blog"),
    "blogs.blog_created": _("Made a blog of the company"),
    "blogs.blog_changed": _("Changed a blog of the company"),
    "blogs.role_set": _("Gave a role in a blog, or took it away"),
    "blogs.feed_revoked": _("Revoked the address of a feed"),
    "content.entry_opened": _("Opened with a reason"),
    "content.entry_removed": _("Removed as a community moderator"),
    "suggestions.first_choice_named": _("Chose what is suggested first"),
    "suggestions.first_choice_dropped": _("Took back what was suggested first"),
    "content.report_kept": _("Kept what was reported"),
    "content.report_hidden": _("Hid what was reported"),
    "content.report_removed": _("Removed what was reported"),
}


def words_of(action: str) -> str:
    """The words of one code; the code itself where nobody gave it words."""
    return str(WORDS.get(action, action))
