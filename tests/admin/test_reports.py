"""The moderators' queue: the reported thing alone, one decision, one audit row, both are told."""

import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from access.viewer import Viewer
from activity.models import AuditEntry, Notification
from communities.models import Community
from content.actions import add_comment, report_entry, report_person
from content.models import Entry, Report
from profiles.models import Person
from tests.admin.conftest import Inside
from tests.jobs import run_jobs

pytestmark = pytest.mark.django_db

Post = Callable[..., Entry]
QUEUE = "/admin/content/report/"


@pytest.fixture
def report(owner: Person, member: Person, secret: Community, post: Post) -> Report:
    """A comment in a secret community, reported; its thread says other things."""
    root = post(owner, "The whole plan of the thread", secret)
    comment = add_comment(actor=owner, root=root, source="A *rude* remark")
    add_comment(actor=member, root=root, source="An answer nobody reported")
    return report_entry(actor=member, entry=comment, reason="rude", text="This hurts")


def page(report: Report) -> str:
    return reverse("admin:content_report_change", args=[report.pk])


def told(person: Person) -> list[str]:
    run_jobs()
    rows = Notification.objects.filter(recipient=person, kind="verdict")
    return list(rows.values_list("text", flat=True))


def test_a_moderator_sees_the_reported_thing_alone(
    inside: Inside, moderator: Person, report: Report
) -> None:
    client = inside(moderator)
    text = client.get(page(report)).content.decode()
    assert "<em>rude</em> remark" in text
    assert "This hurts" in text
    assert "Submarine" in text
    assert "whole plan" not in text
    assert "nobody reported" not in text
    assert "remark" not in client.get(QUEUE).content.decode()
    assert report.entry is not None
    assert client.get(report.entry.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(
    ("verdict", "state", "entry_state"),
    [("keep", "kept", "published"), ("hide", "hidden", "hidden"), ("remove", "removed", "deleted")],
)
def test_a_decision_is_one_audit_row_and_reaches_both(
    inside: Inside,
    moderator: Person,
    report: Report,
    verdict: str,
    state: str,
    entry_state: str,
) -> None:
    client = inside(moderator)
    answer = client.post(page(report), {"verdict": verdict, "answer": "Because of rule 3"})
    assert answer.status_code == 302
    report.refresh_from_db()
    assert (report.state, report.handled_by, report.answer) == (
        state,
        moderator,
        "Because of rule 3",
    )
    assert report.entry is not None
    report.entry.refresh_from_db()
    assert report.entry.state == entry_state
    row = AuditEntry.objects.get(action__startswith="content.report_")
    assert (row.action, row.actor, row.entry, row.reason, row.address) == (
        f"content.report_{state}",
        moderator,
        report.entry,
        "Because of rule 3",
        "127.0.0.1",
    )
    assert any("rule 3" in text for text in told(report.reporter))
    assert any("rule 3" in text for text in told(report.entry.author)) == (verdict != "keep")
    assert "Because of rule 3" in client.get(page(report)).content.decode()


def test_a_decision_needs_a_reason_and_keeps_what_was_typed(
    inside: Inside, moderator: Person, report: Report
) -> None:
    client = inside(moderator)
    assert client.post(page(report), {"verdict": "hide", "answer": " "}).status_code == 400
    long = client.post(page(report), {"verdict": "hide", "answer": "x" * 401})
    assert long.status_code == 400
    assert "x" * 401 in long.content.decode()
    assert client.post(page(report), {"verdict": "burn", "answer": "Now"}).status_code == 400
    client.post(page(report), {"verdict": "keep", "answer": "Fine"})
    again = client.post(page(report), {"verdict": "keep", "answer": "Fine again"})
    assert again.status_code == 409
    assert "already decided" in again.content.decode()
    assert AuditEntry.objects.filter(action__startswith="content.report_").count() == 1


def test_open_reports_come_first_and_can_be_filtered(
    inside: Inside, moderator: Person, report: Report, employee: Person, owner: Person
) -> None:
    client = inside(moderator)
    client.post(page(report), {"verdict": "keep", "answer": "Fine"})
    old = report_person(actor=owner, person=employee, reason="spam")
    Report.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=4))
    rows = [row.pk for row in client.get(QUEUE).context["cl"].result_list]
    assert rows == [old.pk, report.pk]
    for query, expected in (
        ({"state__exact": "kept"}, [report.pk]),
        ({"reason__exact": "spam"}, [old.pk]),
        ({"age": "three-days"}, [old.pk]),
        ({"age": "week"}, []),
        ({"q": "olga"}, [old.pk, report.pk]),
    ):
        found = [row.pk for row in client.get(QUEUE, query).context["cl"].result_list]
        assert found == expected, query


def test_many_can_be_kept_at_once_with_a_reason(
    inside: Inside, moderator: Person, report: Report, employee: Person, owner: Person
) -> None:
    other = report_person(actor=owner, person=employee, reason="spam")
    client = inside(moderator)
    chosen = {"action": "keep", "_selected_action": [report.pk, other.pk]}
    without = client.post(QUEUE, {**chosen, "reason": ""}, follow=True)
    assert "Give a reason" in without.content.decode()
    assert Report.objects.filter(state="open").count() == 2
    client.post(QUEUE, {**chosen, "reason": "Looked at both"})
    assert Report.objects.filter(state="kept", answer="Looked at both").count() == 2


def test_a_person_is_not_hidden_here(
    inside: Inside, moderator: Person, owner: Person, employee: Person
) -> None:
    report = report_person(actor=owner, person=employee, reason="spam", text="Sells tents")
    client = inside(moderator)
    text = client.get(page(report)).content.decode()
    assert "Sells tents" in text
    assert 'value="hide"' not in text
    assert client.post(page(report), {"verdict": "hide", "answer": "Away"}).status_code == 400


def test_the_image_of_a_reported_post_is_shown_and_no_other(
    inside: Inside, moderator: Person, owner: Person, member: Person, secret: Community, post: Post
) -> None:
    def image() -> io.BytesIO:
        file = io.BytesIO()
        Image.new("RGB", (40, 30), "teal").save(file, "PNG")
        file.seek(0)
        return file

    shown = post(owner, "With a picture", secret, image=image(), alt="Teal")
    other = post(owner, "With another", secret, image=image(), alt="Teal too")
    report = report_entry(actor=member, entry=shown, reason="rude")
    client = inside(moderator)
    assert 'alt="Teal"' in client.get(page(report)).content.decode()

    def ask(entry: Entry) -> int:
        pid = entry.attachments.get().public_id
        return client.get(reverse("admin:content_report_image", args=[report.pk, pid])).status_code

    assert ask(shown) == 200
    assert ask(other) == 404
    assert client.get(shown.attachments.get().get_absolute_url()).status_code == 404


def test_an_old_second_factor_stops_a_decision(
    inside: Inside, moderator: Person, report: Report
) -> None:
    client = inside(moderator, age=16 * 60)
    client.post(page(report), {"verdict": "remove", "answer": "Now"})
    report.refresh_from_db()
    assert report.state == "open"


def test_what_moderators_remove_is_gone_for_readers_and_comes_back_when_kept(
    inside: Inside, moderator: Person, report: Report, member: Person
) -> None:
    client = inside(moderator)
    client.post(page(report), {"verdict": "hide", "answer": "First look"})
    readable = Entry.objects.visible_to(Viewer.of(member)).filter(pk=report.entry_id)
    assert not readable.exists()
    client.post(page(report), {"verdict": "keep", "answer": "Second look"})
    assert readable.exists()
    assert AuditEntry.objects.filter(action__startswith="content.report_").count() == 2
