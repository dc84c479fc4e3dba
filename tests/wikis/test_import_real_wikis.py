"""Two real wikis come in whole: every page, version, writer, move, alias and link."""

import gzip
import html
import json
import re
import time
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from procrastinate.contrib.django.models import ProcrastinateJob

from content import blame, differences, history
from content.models import Attachment, Revision
from profiles.models import Person
from tests import real_data
from tests.wikis.imports import counts, files_of, numbers, run_export, run_import, snapshot
from wikis.actions import create_wiki
from wikis.models import PageName, Wiki, WikiPage
from wikis.names import path_key

pytestmark = [pytest.mark.django_db, pytest.mark.data]
SITE = "https://handbook.tts.gsa.gov"


def rows_of(path: Path) -> list[dict[str, Any]]:
    """A file of JSON lines."""
    data = path.read_bytes()
    data = gzip.decompress(data) if path.suffix == ".gz" else data
    return [json.loads(line) for line in data.splitlines()]


def by_file(wiki: Wiki) -> dict[str, WikiPage]:
    """The pages that came from files, by path."""
    pages = WikiPage.objects.filter(wiki=wiki).select_related("origin", "author", "editor")
    return {f"{one.origin.source_id}.md": one for one in pages if one.origin.source_id[-1] != "/"}


def words(text: str) -> list[str]:
    """The words of a text without HTML, addresses and marks."""
    text = re.sub(r"<img\b[^>]*?\balt=\"([^\"]*)\"[^>]*>", r" \1 ", text)
    text = re.sub(r"\]\((?:[^()]|\([^()]*\))*\)|\]:\s*\S+|<[^>]*>|\{:[^}]*\}", " ", text)
    return re.findall(r"[^\W_]+", text)


def expect_file(page: WikiPage, path: Path) -> None:
    """What the page says now is what its file says, read here by other means."""
    _none, front_text, body = path.read_text().split("---\n", 2)
    front = yaml.safe_load(front_text)
    assert page.title == " ".join(html.unescape(front["title"]).split())
    text = page.source
    if front.get("redirect_to"):
        text = text.removeprefix("See [").partition(").")[2]
    if front.get("subtitle"):
        text = text.partition("\n\n")[2]
    if front.get("tags"):
        text = re.sub(r"(?:\A|\n\n)#[\w-]+(?: #[\w-]+)*\Z", "", text)
    assert words(text) == words(body), path


def expect_broken(index: list[dict[str, Any]], remarks: list[str]) -> int:
    """Every link the index calls broken is named beside its page; how many they are."""
    named: dict[str, str] = {}
    for remark in remarks:
        page, _colon, said = remark.partition(": ")
        named[page] = f"{named.get(page, '')} {said}"
    broken = [(row["page"], link) for row in index for link in row["broken_links"]]
    for page, link in broken:
        assert link in named[page], (page, link)
    return len(broken)


def test_an_intranet_comes_in_whole(company_wiki: Wiki, tmp_path: Path) -> None:
    folder = real_data.folder("18f-hub")
    index, rows = rows_of(folder / "pages.index.jsonl"), rows_of(folder / "revisions.jsonl")
    options = {"wiki": company_wiki.slug, "history": folder / "revisions.jsonl"}
    report, remarks = run_import(folder, **options)
    assert counts(report) == (120, 5, 0, 0, 0, 0)
    assert numbers(report[-3])["versions"] == len(rows) == 487
    pages = by_file(company_wiki)
    assert expect_broken(index, remarks) == 43
    linked = {
        (path, f"{target.origin.source_id}.md")
        for path, page in pages.items()
        for target in WikiPage.objects.filter(linked_from__page=page).select_related("origin")
    }
    # The index does not count the one link that is written in HTML.
    known = {(row["page"], link) for row in index for link in row["links"]}
    assert len(known) == 97
    assert known <= linked
    for row in index:
        assert pages[row["page"]].revision == row["revisions"]
        expect_file(pages[row["page"]], folder / "pages" / row["page"])
    assert not ProcrastinateJob.objects.exists()
    assert counts(run_import(folder, **options)[0]) == (0, 0, 0, 125, 0, 0)
    out = tmp_path / "out"
    run_export(company_wiki.slug, out, history=True)
    before = snapshot()
    again = {"wiki": company_wiki.slug, "history": out / "revisions.jsonl.gz"}
    assert counts(run_import(out, **again)[0]) == (0, 0, 0, 125, 0, 0)
    assert snapshot() == before


@pytest.mark.prove
def test_a_handbook_comes_in_whole(company_wiki: Wiki, owner: Person, tmp_path: Path) -> None:

    folder = real_data.folder("18f-handbook")
    index = rows_of(folder / "pages.index.jsonl")
    moves = rows_of(folder / "revisions.index.jsonl")
    rows = rows_of(folder / "revisions.jsonl.gz")
    options = {"wiki": company_wiki.slug, "history": folder / "revisions.jsonl.gz", "site": SITE}
    report, remarks = run_import(folder, **options)
    assert counts(report)[0] == len(index) == 246
    assert counts(report)[5] == 0
    said = numbers(report[-3])
    assert said["versions"] == len(rows) == 5_274
    assert said["people"] == len({row["author"] for row in rows}) == 258
    assert said["moves"] == sum("renamed_from" in row for row in moves) == 770
    assert numbers(report[-2])["links"] == sum(row["n_internal_links"] for row in index) == 657
    assert expect_broken(index, remarks) == 10
    pages = by_file(company_wiki)
    assert Revision.objects.count() + len(pages) == 5_274
    aliases = [(row["page"], alias) for row in index for alias in row["aliases"]]
    assert len(aliases) == 183
    for path, alias in aliases:
        name = PageName.objects.get(wiki=company_wiki, key=path_key(alias))
        assert name.page_id == pages[path].pk, alias
    for row in index:
        page = pages[row["page"]]
        assert page.revision == row["revisions"]
        expect_file(page, folder / "pages" / row["page"])
    expect_versions(pages, rows)
    most = pages["hiring-staying-or-changing-jobs/ttsjobs.md"]
    assert most.revision == 489
    expect_quick(most)
    assert Attachment.objects.filter(entry__place=company_wiki.pk).count() == 37
    assert not ProcrastinateJob.objects.exists()
    before = snapshot()
    total = WikiPage.objects.count()
    assert counts(run_import(folder, **options)[0]) == (0, 0, 0, total, 0, 0)
    assert snapshot() == before
    out, again = tmp_path / "out", tmp_path / "again"
    run_export(company_wiki.slug, out, history=True)
    back = {"history": out / "revisions.jsonl.gz"}
    assert counts(run_import(out, wiki=company_wiki.slug, **back)[0])[:4] == (0, 0, 0, total)
    assert snapshot() == before
    other = create_wiki(actor=None, title="Other", owner=owner)
    assert counts(run_import(out, wiki=other.slug, **back)[0])[0] == total
    run_export(other.slug, again, history=True)
    one, two = files_of(out), files_of(again)
    assert one.keys() == two.keys()
    for name, data in one.items():
        packed = name.endswith(".gz")
        same = gzip.decompress(data) == gzip.decompress(two[name]) if packed else data == two[name]
        assert same, name


def expect_versions(pages: dict[str, WikiPage], rows: list[dict[str, Any]]) -> None:
    """Who wrote each version, when, with what words, and what it said; every tenth page."""
    wanted: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        wanted.setdefault(row["page"], []).append(row)
    for path in sorted(wanted)[::10]:
        page, those = pages[path], wanted[path]
        found = history.read(page, list(history.revisions(page).order_by("number")))
        found.append(history.current(page))
        assert [one.number for one in found] == [row["rev"] for row in those]
        assert [one.by.source_id for one in found] == [row["author"] for row in those]
        for one, row in zip(found, those, strict=True):
            assert one.at == datetime.fromisoformat(row["date"])
            if one.number > 1:
                assert one.note == " ".join(row["comment"].split())[:200]
            if not one.is_now:
                said = re.sub(
                    r"\A---[ \t]*\n.*?\n---[ \t]*(?:\n|\Z)", "", row["text"], flags=re.DOTALL
                )
                assert links_out(one.source) == links_out(said)


def links_out(text: str) -> str:
    """A text without the addresses of its links, which are turned."""
    return re.sub(r"\]\([^)]*\)|\]: \S+|href=(\"|').*?\1", "]()", text.strip("\n").rstrip())


def expect_quick(page: WikiPage) -> None:
    """The list, a comparison of first and last, and who wrote what: each in under a second."""
    began = time.monotonic()
    cursor, numbers_seen = "", 0
    while True:
        listed = history.versions(page, cursor=cursor)
        numbers_seen += len(listed.items)
        cursor = listed.next
        if not cursor:
            break
    assert numbers_seen == 489
    listing = time.monotonic() - began
    began = time.monotonic()
    old, new = history.pair(page, 1, 489)
    assert old is not None
    assert new is not None
    assert differences.compare(old.source, new.source)
    comparing = time.monotonic() - began
    began = time.monotonic()
    texts = page.revisions.order_by("number").values_list("number", "source")
    assert blame.blame([*texts, (page.revision, page.source)])
    blaming = time.monotonic() - began
    assert max(listing, comparing, blaming) < 1, (listing, comparing, blaming)
