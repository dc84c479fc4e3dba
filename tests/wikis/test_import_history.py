"""The versions of imported pages: who wrote what when, and what comes after they are here."""

import gzip
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from access.viewer import Viewer
from content import history
from content.models import Revision
from profiles.actions import add_person
from profiles.models import Person
from tests.wikis.imports import Folder, counts, numbers, snapshot
from wikis import actions
from wikis.models import PageName, Wiki, WikiPage

pytestmark = pytest.mark.django_db
START = datetime(2016, 9, 30, 14, 0, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path, company_wiki: Wiki) -> Folder:
    """An empty folder for the wiki of the company."""
    return Folder(tmp_path, company_wiki)


def row(rev: int, text: str, **more: Any) -> dict[str, Any]:
    """A version of mail.md; each a day after the one before, by turns by Ada and Bo."""
    author = "ada" if rev % 2 else "x-bo"
    said = {
        "page": "tools/mail.md",
        "rev": rev,
        "author": author,
        "author_name": {"ada": "Ada Lovelace", "x-bo": "Bo"}[author],
        "date": (START + timedelta(days=rev)).isoformat(),
        "comment": f"Change {rev}",
        "path_then": "_pages/tools/mail.md" if rev > 2 else "_pages/post.md",
        "text": text,
    }
    return {**said, **more}


ROWS = [
    row(2, "---\ntitle: Letters\n---\nTwo. [Up](b.md) {% image 'x' %}\n"),
    row(1, "---\ntitle: Post\n---\n\nOne.\n"),
    row(3, "---\ntitle: [broken\n---\nThree.\n"),
    row(4, "---\ntitle: Mail\n---\n\nFour, raw {% slack %}\n"),
]


def write(folder: Folder, rows: list[Any], name: str = "history.jsonl.gz") -> Path:
    """A file of versions beside the pages."""
    lines = "".join(one if isinstance(one, str) else json.dumps(one) + "\n" for one in rows)
    data = lines.encode()
    path = folder.root / name
    path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    return path


@pytest.fixture
def mail(folder: Folder) -> WikiPage:
    """A page with four versions, the last of which its file says."""
    folder.write("tools/mail.md", "title: Mail", "Four.")
    folder.write("b.md", "title: B", "Text")
    report, remarks = folder.run(history=write(folder, ROWS))
    assert remarks == []
    assert counts(report) == (2, 1, 0, 0, 0, 0)
    assert numbers(report[-3])["versions"] == 5
    assert numbers(report[-3])["moves"] == 1
    return folder.page("Mail")


def test_each_version_stands_under_the_name_of_whoever_wrote_it(
    folder: Folder, mail: WikiPage, employee: Person
) -> None:
    ada, bo = (Person.objects.get(source_id=one) for one in ("ada", "x-bo"))
    assert (ada.is_active, bo.is_active) == (False, False)
    assert (mail.author, mail.editor, mail.note, mail.revision) == (ada, bo, "Change 4", 4)
    assert mail.published_at == START + timedelta(days=1)
    assert mail.edited_at == mail.touched_at == START + timedelta(days=4)
    assert mail.source == "Four."
    rows = history.read(mail, list(history.revisions(mail).order_by("number")))
    b = folder.page("B")
    assert [(one.number, one.by, one.title, one.source, one.note) for one in rows] == [
        (1, ada, "Post", "One.", ""),
        (2, bo, "Letters", f"Two. [Up](/wikis/pages/{b.public_id}/) {{% image 'x' %}}", "Change 2"),
        (3, ada, "Letters", "---\ntitle: [broken\n---\nThree.\n", "Change 3"),
    ]
    assert [one.at for one in rows] == [START + timedelta(days=day) for day in (1, 2, 3)]
    now = history.current(mail)
    assert (now.number, now.by, now.note) == (4, bo, "Change 4")
    keys = set(PageName.objects.filter(page=mail).values_list("key", flat=True))
    assert keys == {"tools/mail", "post", "letters"}
    client = Client()
    client.force_login(employee, backend="profiles.backends.PersonBackend")
    answer = client.get(f"/wikis/{folder.wiki.slug}/old/post/")
    assert answer["Location"] == mail.get_absolute_url()


def test_a_version_that_was_never_shown_is_rendered_when_it_is(
    mail: WikiPage, employee: Person
) -> None:
    assert set(mail.revisions.values_list("html", flat=True)) == {""}
    client = Client()
    client.force_login(employee, backend="profiles.backends.PersonBackend")
    shown = client.get(reverse("content:version-detail", args=[mail.public_id, 2])).content.decode()
    assert "<p>Two. <a " in shown
    Revision.objects.filter(entry=mail, number=2).update(source="<b>x</b> <script>y</script>")
    shown = client.get(reverse("content:version-detail", args=[mail.public_id, 2])).content.decode()
    assert "<script>y" not in shown
    assert "&lt;script&gt;y" in shown
    Revision.objects.filter(entry=mail, number=2).update(source="<i>" + "x" * 260_000)
    shown = client.get(reverse("content:version-detail", args=[mail.public_id, 2])).content.decode()
    assert "<pre><code>&lt;i&gt;xxx" in shown
    then = history.version(mail, 3)
    assert then is not None
    assert history.rendered(Viewer.of(employee), mail, then).html


def test_again_changes_nothing_and_what_is_new_follows(folder: Folder, mail: WikiPage) -> None:
    before = snapshot()
    report, _remarks = folder.run(history=write(folder, ROWS))
    assert counts(report) == (0, 0, 0, 3, 0, 0)
    assert counts(folder.run()[0]) == (0, 0, 0, 3, 0, 0)  # without the history
    report, _remarks = folder.run(history=write(folder, ROWS, "history.jsonl"))
    assert counts(report) == (0, 0, 0, 3, 0, 0)
    assert snapshot()[:4] == before[:4]
    folder.write("tools/mail.md", "title: Mail", "Six.")
    rows = [*ROWS, row(5, "---\ntitle: Mail\n---\nFive.\n"), row(6, "Six, raw")]
    report, _remarks = folder.run(history=write(folder, rows))
    assert counts(report) == (0, 0, 1, 2, 0, 0)
    mail.refresh_from_db()
    assert (mail.source, mail.revision, mail.note) == ("Six.", 6, "Change 6")
    said = [(one.number, one.source) for one in mail.revisions.order_by("number")][3:]
    assert said == [(4, "Four."), (5, "Five.")]
    assert history.current(mail).by.source_id == "x-bo"
    assert counts(folder.run(history=write(folder, rows))[0]) == (0, 0, 0, 3, 0, 0)


def test_a_history_may_come_after_the_pages(folder: Folder) -> None:
    folder.write("tools/mail.md", "title: Mail", "Four.")
    folder.run()
    assert folder.page("Mail").revision == 1
    report, _remarks = folder.run(history=write(folder, ROWS))
    assert counts(report) == (0, 0, 1, 1, 0, 0)
    mail = folder.page("Mail")
    assert (mail.revision, mail.author.source_id, mail.note) == (4, "ada", "Change 4")
    assert mail.revisions.count() == 3
    assert counts(folder.run(history=write(folder, ROWS))[0]) == (0, 0, 0, 2, 0, 0)


def test_what_changed_here_and_there_is_merged_or_left_alone(
    folder: Folder, mail: WikiPage, owner: Person
) -> None:
    text = "One line.\n\nMiddle.\n\nLast line."
    folder.write("tools/mail.md", "title: Mail", text)
    assert counts(folder.run()[0]) == (0, 0, 1, 2, 0, 0)
    mail.refresh_from_db()
    assert (mail.revision, mail.editor, mail.source) == (5, owner, text)
    here = text.replace("One", "Our one")
    actions.save_page(actor=owner, page=mail, title="Mail", source=here, note="", base_revision=5)
    assert counts(folder.run()[0]) == (0, 0, 0, 3, 0, 0)  # the file says what it said
    folder.write("tools/mail.md", "title: Mail", text.replace("Last", "The last"))
    report, remarks = folder.run()
    assert (counts(report), remarks) == ((0, 0, 1, 2, 0, 0), [])
    mail.refresh_from_db()
    assert mail.source == "Our one line.\n\nMiddle.\n\nThe last line."
    folder.write("tools/mail.md", "title: Mail", text.replace("One", "Their one"))
    report, remarks = folder.run()
    assert counts(report) == (0, 0, 0, 2, 1, 0)
    assert "left alone" in remarks[0]
    mail.refresh_from_db()
    assert mail.source == "Our one line.\n\nMiddle.\n\nThe last line."
    assert not mail.drafts.exists()
    folder.write("tools/mail.md", "title: Mail", "Else.")
    actions.delete_page(actor=owner, page=mail, base_revision=mail.revision)
    report, remarks = folder.run()
    assert counts(report) == (0, 0, 0, 2, 1, 0)
    assert "removed here" in remarks[0]


def test_lines_that_are_no_versions_are_named_and_the_rest_goes_in(folder: Folder) -> None:
    folder.write("tools/mail.md", "title: Mail", "Four.")
    odd = [
        "not json\n",
        "[1]\n",
        json.dumps({"page": 1}) + "\n",
        json.dumps({"page": "a.md", "rev": "1", "text": "x"}) + "\n",
        json.dumps({"page": "a.md", "rev": 1, "text": "x", "date": "never"}) + "\n",
        "[" * 5_000 + "\n",
        row(5, "half \ud83d of two \x00", comment="x" * 500, author="", author_name=""),
        row(1, "x", page="gone.md"),
    ]
    report, remarks = folder.run(history=write(folder, [*odd, *ROWS]))
    assert counts(report)[0] == 1
    assert [one.split(": ")[0] for one in remarks[:6]] == [
        f"history.jsonl.gz, line {number}" for number in range(1, 7)
    ]
    assert remarks[6] == "versions of 1 pages that have no file here are not brought in"
    mail = folder.page("Mail")
    assert (mail.revision, len(mail.note)) == (5, 200)


def test_colleagues_are_known_by_the_id_of_the_list_beside_the_history(folder: Folder) -> None:
    bo = add_person(actor=None, name="Bo Second", source="test", source_id="bo")
    listed = [{"id": "x-bo", "person": "bo", "name": "Bo"}, {"id": "ada", "name": "Ada King"}, 7]
    (folder.root / "contributors.json").write_text(json.dumps(listed))
    folder.write("tools/mail.md", "title: Mail", "Four.")
    folder.run(history=write(folder, ROWS))
    mail = folder.page("Mail")
    assert (mail.editor, mail.author.name) == (bo, "Ada King")
    assert bo.is_active
