"""Writing wikis out: what leaves, for whom, and that it comes back as it was."""

import gzip
import io
import json
import re
import zipfile
from collections.abc import Callable
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from django.conf import settings as django_settings
from django.core.management import CommandError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from access.viewer import NOBODY, Viewer
from activity.models import AuditEntry
from content.actions import attach_image
from core.errors import Refused
from profiles.models import Person
from tests.wikis.imports import (
    Folder,
    counts,
    files_of,
    numbers,
    picture,
    run_export,
    run_import,
    snapshot,
)
from wikis import actions, exporting
from wikis.models import PageLink, Wiki, WikiPage, page_slug
from wikis.plans import Plan

pytestmark = pytest.mark.django_db
HOSTILE = ["../../etc/passwd", "..", "/abs", "C:\\x", "con", "index", "README", "a\x07b", "<b>&\"'"]


@pytest.fixture
def filled(tmp_path: Path, company_wiki: Wiki, owner: Person, employee: Person) -> Folder:
    """A wiki with imported pages and some written here, linked to each other in every way."""
    folder = Folder(tmp_path, company_wiki)
    picture(folder.pages / "tree.png")
    folder.write(
        "a.md",
        "title: A\nauthor: ada\naliases: [/was/here/]\ntags: [one, two]",
        "![Tree](tree.png) and [B](tools/b.md#part).",
    )
    folder.write("tools/b.md", "title: B", "[A](../a.md) `[A](a.md)` [home](/)")
    folder.run()
    a, b = folder.page("A"), folder.page("B")

    def say(title: str, source: str, **more: Any) -> WikiPage:
        return actions.create_page(
            actor=owner, wiki=folder.wiki, title=title, source=source, **more
        )

    old = say("Old", "Old text with [[A]].")
    actions.save_page(
        actor=employee,
        page=old,
        title="New name",
        source="Newer\r\n\r\ntext.",
        note="Said so",
        base_revision=1,
    )
    say("Old", "Another page of that name.")
    text = (
        f"[[New name]], [[Old|the old]], [[B#Part]], [[nowhere]], [A]({a.get_absolute_url()}), "
        f"[b](/wikis/pages/{b.public_id}/#section-part), [here](#section-x), [dead](#y), "
        f"[home]({folder.wiki.get_absolute_url()}), @{employee.handle}, [rel](../x.md), <b>tag</b>"
        "\n\n  \n\n# X\n\n#Word #two_words"
    )
    mine = say("Höhe &amp; <Breite>", text, parent=b)
    with (folder.pages / "tree.png").open("rb") as upload:
        image = attach_image(actor=owner, entry=mine, upload=upload, alt="Mine", most=100)
    actions.save_page(
        actor=owner,
        page=mine,
        title=mine.title,
        note="",
        source=f"![Mine](/images/{image.public_id}/)\n\n{text}",
        base_revision=1,
    )
    say("A template", "Begin with {{name}}", is_template=True)
    for title in HOSTILE:
        say(title, f"Text of {title!r}", parent=a)
    actions.begin_page(actor=owner, wiki=folder.wiki, title="Draft", source="not out")
    return folder


@pytest.mark.parametrize("with_history", [True, False])
def test_an_export_brought_in_again_changes_nothing(filled: Folder, *, with_history: bool) -> None:
    out = filled.root / "out"
    run_export(filled.wiki.slug, out, history=with_history)
    assert "not out" not in "".join(path.read_text() for path in out.rglob("*.md"))
    before = snapshot()
    options = {"history": out / "revisions.jsonl.gz"} if with_history else {}
    report, remarks = run_import(out, wiki=filled.wiki.slug, **options)
    total = len(list(out.rglob("*.md")))
    assert counts(report) == (0, 0, 0, total, 0, 0)
    assert remarks == []
    assert snapshot() == before


@pytest.mark.parametrize("with_history", [True, False])
def test_into_an_empty_wiki_it_gives_equal_pages(
    filled: Folder, owner: Person, *, with_history: bool
) -> None:
    out, again = filled.root / "out", filled.root / "again"
    run_export(filled.wiki.slug, out, history=with_history)
    other = actions.create_wiki(actor=None, title="Other", owner=owner)
    options = {"history": out / "revisions.jsonl.gz"} if with_history else {}
    report, remarks = run_import(out, wiki=other.slug, **options)
    total = len(list(out.rglob("*.md")))
    assert (counts(report), remarks) == ((total, 0, 0, 0, 0, 0), [])
    for page in WikiPage.objects.filter(wiki=other):
        expect_equal(filled.wiki, page, with_history=with_history)
    run_export(other.slug, again, history=with_history)
    assert unpacked(again) == unpacked(out)
    report, _remarks = run_import(out, wiki=other.slug, **options)
    assert counts(report) == (0, 0, 0, total, 0, 0)


def unpacked(folder: Path) -> dict[str, bytes]:
    return {
        name: gzip.decompress(data) if name.endswith(".gz") else data
        for name, data in files_of(folder).items()
    }


def expect_equal(wiki: Wiki, page: WikiPage, *, with_history: bool) -> None:
    text = bare(page.source)
    twins = WikiPage.objects.filter(wiki=wiki, title=page.title, state=page.state)
    one = next(twin for twin in twins if bare(twin.source) == text)
    fields = [
        "summary",
        "published_at",
        "edited_at",
        "note",
        "author",
        "editor",
        "keeper",
        "is_template",
        "words",
        "contents",
    ]
    fields += ["revision"] if with_history else []
    for field in fields:
        assert getattr(one, field) == getattr(page, field), (page.title, field)
    assert one.touched_at is not None
    assert page.touched_at is not None
    assert abs(one.touched_at - page.touched_at) < timedelta(seconds=1)
    assert bare(one.html) == bare(page.html)
    assert title_of(one.parent) == title_of(page.parent)
    links = [
        sorted(PageLink.objects.filter(page=each).values_list("written", "target__title"), key=str)
        for each in (one, page)
    ]
    assert links[0] == links[1]
    if with_history:
        rows = [
            [(bare(row.source), row.title, row.editor, row.note, row.created_at)
             for row in each.revisions.all()]
            for each in (one, page)
        ]  # fmt: skip
        assert rows[0] == rows[1]


def title_of(page: WikiPage | None) -> str:
    return page.title if page else ""


def bare(text: str) -> str:
    """A text without what differs from wiki to wiki."""
    text = re.sub(r"/wikis/pages/[a-z0-9]{16}/(?:[^/\s()\"#]+/)?", "/PAGE/", text)
    text = re.sub(r"/wikis/(?:handbook|other)/", "/WIKI/", text.replace("\r\n", "\n"))
    text = re.sub(r"\(#(?:section-)?", "(#", text)
    text = re.sub(r"href=\"#(?:section-)?", 'href="#', text)
    return re.sub(r"/images/[a-z0-9]{16}/", "/IMAGE/", text)


def test_a_file_that_was_edited_is_merged_with_what_changed_here(
    filled: Folder, owner: Person
) -> None:
    out = filled.root / "out"
    text = "First line.\n\nSecond line.\n\nThird line."
    page = actions.create_page(actor=owner, wiki=filled.wiki, title="Ours", source=text)
    run_export(filled.wiki.slug, out)
    actions.save_page(
        actor=owner,
        page=page,
        title="Ours",
        note="",
        base_revision=1,
        source=text.replace("First", "Changed first"),
    )
    assert counts(run_import(out, wiki=filled.wiki.slug)[0])[2] == 0  # an old export takes nothing
    file = out / "ours.md"
    said = file.read_text()
    file.write_text(said.replace("Third line.", "Third line, [see](a.md)."))
    report, _remarks = run_import(out, wiki=filled.wiki.slug)
    assert counts(report)[2:] == (1, counts(report)[3], 0, 0)
    page.refresh_from_db()
    a = filled.page("A")
    assert page.source == (
        f"Changed first line.\n\nSecond line.\n\nThird line, [see](/wikis/pages/{a.public_id}/)."
    )
    assert counts(run_import(out, wiki=filled.wiki.slug)[0])[2] == 0
    file.write_text(said.replace("First", "Their first"))
    report, remarks = run_import(out, wiki=filled.wiki.slug)
    assert counts(report)[4] == 1
    assert "left alone" in remarks[0]


def test_only_what_the_viewer_may_read_leaves(
    closed_wiki: Wiki, member: Person, employee: Person, page: Callable[..., WikiPage]
) -> None:
    top = page(member, closed_wiki, "Topsecret", "inside words")
    below = page(member, closed_wiki, "Below", "[[Topsecret]]", parent=top)
    page(member, closed_wiki, "Gone", "gone words")
    actions.delete_page(actor=member, page=WikiPage.objects.get(title="Gone"), base_revision=1)
    actions.begin_page(actor=member, wiki=closed_wiki, title="Draft", source="drafted words")
    inside, outside = Viewer.of(member), Viewer.of(employee)
    for build in (exporting.markdown_zip, exporting.html_zip):
        mine = b"".join(data for _name, data in members(build(inside, closed_wiki)))
        assert b"inside words" in mine
        assert b"gone words" not in mine
        assert b"drafted words" not in mine
        with pytest.raises(Refused):
            build(outside, closed_wiki)
        with pytest.raises(Refused):
            build(NOBODY, closed_wiki)
    assert not Plan(outside, closed_wiki).leaves
    sub = [name for name, _data in members(exporting.markdown_zip(inside, closed_wiki, below))]
    assert sub == ["below.md"]
    assert AuditEntry.objects.filter(action="wikis.wiki_exported", actor=member).count() == 3
    assert not AuditEntry.objects.filter(action="wikis.wiki_exported", actor=employee).exists()


def members(parts: Any) -> list[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(b"".join(parts))) as archive:
        assert archive.testzip() is None
        return [(info.filename, archive.read(info)) for info in archive.infolist()]


def test_no_title_leads_out_of_the_folder(filled: Folder, owner: Person) -> None:
    viewer = Viewer.of(owner)
    for build in (exporting.markdown_zip, exporting.html_zip):
        names = [name for name, _data in members(build(viewer, filled.wiki))]
        assert len({name.lower() for name in names}) == len(names)
        for name in names:
            parts = name.split("/")
            assert ".." not in parts
            assert "" not in parts
            assert not re.search(r"[\\:*?\"<>|\x00-\x1f]", name), name
            assert parts[-1].split(".")[0].lower() not in {"con", "readme"}
    out = filled.root / "deep"
    run_export(filled.wiki.slug, out)
    assert {path.resolve().is_relative_to(out) for path in out.rglob("*")} == {True}
    with pytest.raises(CommandError, match="not an empty folder"):
        run_export(filled.wiki.slug, out)
    with pytest.raises(CommandError, match="no wiki"):
        run_export("nowhere", filled.root / "x")
    with pytest.raises(CommandError, match="no page"):
        run_export(filled.wiki.slug, filled.root / "x", page="b" * 16)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(titles=st.lists(st.text(min_size=1, max_size=40), min_size=1, max_size=5))
def test_any_titles_give_paths_that_are_safe_and_each_its_own(
    company_wiki: Wiki, owner: Person, titles: list[str]
) -> None:
    WikiPage.objects.filter(wiki=company_wiki).update(state="deleted")
    parent = None
    for title in titles:
        clean = "".join(one for one in title if one.isprintable()).strip() or "x"
        made = actions.create_page(
            actor=owner, wiki=company_wiki, title=clean, source="x", parent=parent
        )
        parent = made if page_slug(clean) else parent
    plan = Plan(Viewer.of(owner), company_wiki)
    paths = [leaf.path for leaf in plan.leaves.values()]
    assert len(paths) == len({path.lower() for path in paths}) == len(titles)
    assert all(re.fullmatch(r"[\w-]+(/[\w-]+)*", path) and len(path) < 500 for path in paths)


class _Addresses(HTMLParser):
    """What a page of a site leads to, and whether anything in it would run."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.odd: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"script", "iframe", "object", "b", "style"}:
            self.odd.append(tag)
        for name, value in attrs:
            if name in {"href", "src"}:
                self.links.append(value or "")
            if name.startswith("on") or (value or "").lower().startswith("javascript"):
                self.odd.append(name)


def test_a_site_stands_alone(filled: Folder) -> None:

    out = filled.root / "site"
    run_export(filled.wiki.slug, out, form="html")
    pages = list(out.rglob("*.html"))
    assert len(pages) == 1 + len(HOSTILE) + 7
    reached: set[Path] = set()
    for path in pages:
        read = _Addresses()
        read.feed(path.read_text())
        assert read.odd == [], path
        for link in read.links:
            if link.startswith(("#", django_settings.SITE_URL)):
                continue
            assert not link.startswith(("/", "http")), link
            to = (path.parent / unquote(link.partition("#")[0])).resolve()
            assert to.is_file(), (path, link)
            reached.add(to)
    assert reached >= {path.resolve() for path in pages}
    mine = (out / "tools/b/höhe-amp-breite.html").read_text()
    assert "Höhe &amp;amp; &lt;Breite&gt;" in mine
    assert "&lt;b&gt;tag" in mine
    assert 'href="../../new-name.html"' in mine
    assert 'href="../../old.html"' in mine
    assert "nowhere</a>" in mine
    assert (out / "style.css").is_file()


def test_the_history_of_an_export_reads_like_any_other(filled: Folder) -> None:
    out = filled.root / "out"
    run_export(filled.wiki.slug, out, history=True)
    lines = gzip.decompress((out / "revisions.jsonl.gz").read_bytes()).splitlines()
    rows = [json.loads(line) for line in lines]
    mine = [row for row in rows if row["page"] == "new-name.md"]
    assert [(row["rev"], row["title"], row["comment"]) for row in mine] == [
        (1, "Old", ""), (2, "New name", "Said so"),
    ]  # fmt: skip
    assert {row["page"] for row in rows} == {
        path.relative_to(out).as_posix() for path in out.rglob("*.md")
    }
    assert numbers(run_export(filled.wiki.slug, filled.root / "o", history=True))["files"]
