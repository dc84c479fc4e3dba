"""What people wrote, in the administration: reports, entries behind glass, the set of reactions."""

from content.admin.entries import EntryAdmin
from content.admin.reactions import ReactionChoiceAdmin
from content.admin.reports import ReportAdmin

__all__ = ["EntryAdmin", "ReactionChoiceAdmin", "ReportAdmin"]
