"""Reports: somebody says that something breaks the rules, a moderator decides, both are told.

Two queues look at the same rows: the moderators of the community it stands in, on the community's
pages, and the company's moderators, in the administration, who see the reported item alone.
"""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from activity import log
from communities.models import Community, Membership
from content.actions.entries import bring_back, take_from_view, tell_author_of_verdict
from content.models import Entry, Report
from core.errors import Conflict, Invalid, Refused
from profiles.models import Person

KEEP, HIDE, REMOVE = "keep", "hide", "remove"
VERDICTS = {
    KEEP: Report.State.KEPT,
    HIDE: Report.State.HIDDEN,
    REMOVE: Report.State.REMOVED,
}
MANAGE = "content.change_report"


def report_entry(
    *, actor: Person, entry: Entry, reason: str, text: str = "", at: datetime | None = None
) -> Report:
    """Report a post or comment the caller fetched through `visible_to`; `at` is for importers."""
    report = _report(actor=actor, reason=reason, text=text, entry=entry)
    if at is not None:
        report.created_at = at
        report.save(update_fields=["created_at"])
    _tell_moderators(entry, at)
    return report


def report_person(*, actor: Person, person: Person, reason: str, text: str = "") -> Report:
    """Report a person to the company's moderators."""
    return _report(actor=actor, reason=reason, text=text, person=person)


def report_community(*, actor: Person, community: Community, reason: str, text: str = "") -> Report:
    """Report a community to the company's moderators."""
    return _report(actor=actor, reason=reason, text=text, community=community)


@transaction.atomic
def _report(*, actor: Person, reason: str, text: str, **subject: Any) -> Report:
    if reason not in Report.Reason.values:
        raise Invalid(_("Choose what is wrong with it."), field="reason")
    if len(text) > 1000 or "\x00" in text:
        raise Invalid(_("Explain it in at most 1,000 characters."), field="text")
    open_one = Report.objects.filter(reporter=actor, state=Report.State.OPEN, **subject).first()
    if open_one is not None:
        return open_one
    try:
        with transaction.atomic():
            return Report.objects.create(
                reporter=actor, reason=reason, text=text.strip(), **subject
            )
    except IntegrityError:  # the same click twice, at once
        return Report.objects.get(reporter=actor, state=Report.State.OPEN, **subject)


def _tell_moderators(entry: Entry, at: datetime | None) -> None:
    community = Community.objects.filter(audience_id=entry.audience_id).first()
    if community is None:
        return
    roles = [Membership.Role.OWNER, Membership.Role.MODERATOR]
    ids = community.memberships.filter(role__in=roles).values_list("person_id", flat=True)
    tell = log.Tell("report", tuple(ids))
    log.tell_about(actor=None, community=community, tell=[tell], at=at)


def may_handle(actor: Person, report: Report) -> bool:
    """Company moderators handle every report, a community's moderators those of their own."""
    if not actor.is_active:
        return False
    if actor.is_staff and actor.has_perm(MANAGE):
        return True
    if report.entry is None:
        return False
    roles = [Membership.Role.OWNER, Membership.Role.MODERATOR]
    return Membership.objects.filter(
        person=actor, community__audience_id=report.entry.audience_id, role__in=roles
    ).exists()


@transaction.atomic
def handle_report(
    *, actor: Person, report: Report, verdict: str, answer: str, address: str | None = None
) -> Report:
    """Decide: `keep`, `hide` or `remove`, with a reason that reaches author and reporter.

    A decision may be taken again: keeping brings back what was hidden or removed. Every step leaves
    an audit row. Raises Refused, Invalid, or Conflict when somebody else just decided the same.
    """
    report = Report.objects.select_for_update(of=("self",)).get(pk=report.pk)
    if not may_handle(actor, report):
        raise Refused(_("You are not a moderator of this."))
    if verdict not in VERDICTS:
        raise Invalid(_("Choose to keep, hide or remove it."), field="verdict")
    if not answer.strip():
        raise Invalid(_("Give a reason: author and reporter will read it."), field="answer")
    if len(answer) > 400:  # it stands in a notification beside the start of the text
        raise Invalid(_("Give the reason in at most 400 characters."), field="answer")
    if report.entry_id is None and verdict != KEEP:
        raise Invalid(
            _("People and communities are not hidden here. Keep it with a note of what you did."),
            field="verdict",
        )
    if report.state == VERDICTS[verdict]:
        raise Conflict(_("This was already decided so."))
    if report.entry_id is not None:
        _apply(
            actor,
            Entry.objects.select_for_update(of=("self",)).get(pk=report.entry_id),
            verdict,
            answer,
        )
    report.state = VERDICTS[verdict]
    report.handled_by, report.handled_at, report.answer = actor, timezone.now(), answer.strip()
    report.save(update_fields=["state", "handled_by", "handled_at", "answer"])
    log.audit(
        actor=actor,
        action=f"content.report_{report.state}",
        entry=report.entry,
        person=report.person,
        community=report.community,
        reason=answer,
        address=address,
    )
    words = {
        KEEP: _("What you reported was looked at and stays: %(answer)s"),
        HIDE: _("What you reported was hidden: %(answer)s"),
        REMOVE: _("What you reported was removed: %(answer)s"),
    }[verdict] % {"answer": answer.strip()}
    log.tell_about(actor=actor, tell=[log.Tell("verdict", (report.reporter_id,), words[:500])])
    return report


def _apply(actor: Person, entry: Entry, verdict: str, answer: str) -> None:
    gone = entry.state in {Entry.State.HIDDEN, Entry.State.DELETED}
    by_author = entry.state == Entry.State.DELETED and entry.is_author(entry.deleted_by_id)
    if verdict == KEEP:
        if gone and not by_author:
            bring_back(entry)
        return
    if by_author:
        return
    state = Entry.State.HIDDEN if verdict == HIDE else Entry.State.DELETED
    take_from_view(entry, state=state, actor=actor)
    tell_author_of_verdict(actor=actor, entry=entry, reason=answer.strip())
