"""Bringing pages in from a folder: what goes in, what is refused, and what never happens."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from access.viewer import Viewer
from activity.models import AuditEntry, Event
from content.models import Attachment, Entry, Revision, Tagging
from profiles.actions import add_person
from profiles.models import Person
from tests.wikis.imports import Folder, counts, numbers, picture, run_import, snapshot
from wikis import actions, trees
from wikis.models import PageLink, PageName, Role, Wiki, WikiPage
from wikis.pages import out_to

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path, company_wiki: Wiki) -> Folder:
    """An empty folder for the wiki of the company."""
    return Folder(tmp_path, company_wiki)


def test_a_file_becomes_a_page_and_nobody_is_told(
    folder: Folder, employee: Person, mailoutbox: list[Any]
) -> None:
    folder.write(
        "hello-world.md",
        "title: 'Hello: &amp; world'\nsubtitle: Step *one*\ndate: '2014-03-19T10:14:29-04:00'\n"
        "author: ada-lovelace\ntags: [u.s. digital service, Culture]\nask_in_channels: [x]",
        f"We *greet* @{employee.handle}. See [below](#what-to-do).\n\n## What to do",
    )
    report, remarks = folder.run()
    assert counts(report) == (1, 0, 0, 0, 0, 0)
    assert remarks == []
    assert "Fields that are not read: ask_in_channels 1" in report
    page = folder.page("Hello: & world")
    assert page.state == Entry.State.PUBLISHED
    at = datetime(2014, 3, 19, 14, 14, 29, tzinfo=UTC)
    assert page.published_at == page.touched_at == at
    assert (page.revision, page.edited_at) == (1, None)
    assert page.source.startswith("*Step \\*one\\**\n\nWe *greet*")
    assert page.source.endswith("\n\n#u-s-digital-service #culture")
    assert 'href="#section-what-to-do"' in page.html
    tags = Tagging.objects.filter(entry=page).values_list("tag__slug", flat=True)
    assert set(tags) == {"u-s-digital-service", "culture"}
    assert (page.author.name, page.author.is_active) == ("Ada Lovelace", False)
    assert page.editor == page.author
    assert Event.objects.get(root=page).at == at
    assert page.mentions.get().person == employee
    assert not ProcrastinateJob.objects.exists()
    assert mailoutbox == []
    assert AuditEntry.objects.filter(action="wikis.pages_imported").count() == 1
    assert out_to(Viewer.of(employee)).filter(pk=page.pk).exists()


def test_importing_again_changes_nothing(folder: Folder) -> None:
    picture(folder.pages / "images/tree.png")
    folder.write("a.md", "title: A\nauthor: ada", "![Tree](images/tree.png) and [B](tools/b.md).")
    folder.write("tools/b.md", "title: B", "See [A](../a.md).")
    assert counts(folder.run()[0]) == (2, 1, 0, 0, 0, 0)
    before = snapshot()
    report, remarks = folder.run()
    assert counts(report) == (0, 0, 0, 3, 0, 0)
    assert remarks == []
    assert snapshot() == before
    assert Attachment.objects.count() == 1
    assert AuditEntry.objects.filter(action="wikis.pages_imported").count() == 1


def test_folders_are_pages_and_links_hold_ids(folder: Folder) -> None:
    folder.write("README.md", "title: All of it", "Begin [here](tools/mail.md#set-up).")
    folder.write("tools/mail.md", "title: Mail", "[Up](../README.md), [x](slack/a.md)\n\n# Set up")
    folder.write("tools/slack.md", "title: Slack")
    folder.write("tools/slack/a.md", "title: A", "[B](../slack/b.md) [me](a.md) [gone](c.md)")
    folder.write("tools/slack/b.md", "title: B")
    report, remarks = folder.run()
    assert counts(report) == (5, 1, 0, 0, 0, 0)
    assert remarks == ["tools/slack/a.md: links that lead nowhere here: c.md"]
    mail, made, a, b = (folder.page(title) for title in ("Mail", "Tools", "A", "B"))
    first = folder.page("All of it")
    assert first.source == f"Begin [here](/wikis/pages/{mail.public_id}/#section-set-up)."
    assert mail.parent == folder.page("Slack").parent == made
    assert made.source == (
        f"- [Mail](/wikis/pages/{mail.public_id}/)\n"
        f"- [Slack](/wikis/pages/{folder.page('Slack').public_id}/)"
    )
    assert a.parent == b.parent == folder.page("Slack")
    assert "[gone](c.md)" in a.source
    links = set(PageLink.objects.filter(page=a).values_list("target__title", flat=True))
    assert links == {"A", "B"}
    assert PageLink.objects.get(page=first).target == mail
    assert PageLink.objects.filter(target=first).get().page == mail
    wiki = Wiki.objects.get(pk=folder.wiki.pk)
    assert wiki.front_id == first.pk
    shown = [
        (depth, node.title) for depth, node in trees.flat(trees.whole(Viewer.of(a.author), wiki))
    ]
    assert shown == [
        (0, "All of it"),
        (0, "Tools"),
        (1, "Mail"),
        (1, "Slack"),
        (2, "A"),
        (2, "B"),
    ]


def test_the_navigation_gives_order_and_says_what_stands_below(folder: Folder) -> None:
    for name in ("a", "b", "tools/c", "tools/d", "tools/e"):
        folder.write(f"{name}.md", f"title: {name[-1].upper()}")
    navigation = {
        "main": [
            {
                "text": "Our &amp; tools",
                "path": "/tools/",
                "children": [
                    {"text": "E", "url": "tools/e/"},
                    {"text": "Group", "children": [{"text": "D", "url": "/tools/d/"}, "odd", None]},
                    {"text": "A", "url": "a/"},
                    {"text": "A place", "url": "b/#place"},
                    {"text": "Elsewhere", "url": "https://example.org/b/"},
                ],
            },
            {"text": "B", "url": "b/", "children": [{"text": "Ring", "path": "/tools/"}]},
            {"text": "Nothing below", "children": []},
        ],
        "footer": [{"text": "A", "href": "/a/"}, 7],
    }
    (folder.pages / "navigation.json").write_text(json.dumps(navigation))
    report, _remarks = folder.run()
    assert counts(report) == (5, 2, 0, 0, 0, 0)
    wiki = Wiki.objects.get(pk=folder.wiki.pk)
    tree = trees.flat(trees.whole(Viewer.of(folder.page("A").author), wiki))
    expected = [(0, "Our & tools"), (1, "E"), (1, "Group"), (2, "D"), (1, "A"), (1, "C"), (0, "B")]
    assert [(depth, node.title) for depth, node in tree] == expected
    assert counts(folder.run()[0]) == (0, 0, 0, 7, 0, 0)


def test_old_addresses_and_aliases_lead_to_the_page(folder: Folder, employee: Person) -> None:
    folder.write("tools/mail.md", "title: Mail\naliases: [/post-office/, /x/letters.html]")
    folder.write("b.md", "title: B\naliases: [/tools/mail/]", "[1](/post-office/) [2](/x/letters)")
    folder.write("c.md", "title: C\nredirect_to: /tools/mail/#top", "")
    folder.write("d.md", "title: D\nredirect_to: https://example.org/(d)", "Moved.")
    report, remarks = folder.run()
    assert remarks == ["b.md: its alias tools/mail means tools/mail.md"]
    mail = folder.page("Mail")
    assert folder.page("B").source.count(f"/wikis/pages/{mail.public_id}/") == 2
    to = f"/wikis/pages/{mail.public_id}/#section-top"
    assert folder.page("C").source == f"See [C]({to})."
    assert folder.page("D").source == "See [D](<https://example.org/(d)>).\n\nMoved."
    keys = set(PageName.objects.filter(page=mail).values_list("key", flat=True))
    assert keys == {"tools/mail", "post-office", "x/letters"}
    assert numbers(report[-2])["links"] == 2

    client = Client()
    client.force_login(employee, backend="profiles.backends.PersonBackend")
    for path in ("post-office", "/post-office/", "tools/mail/", "Post-Office"):
        answer = client.get(f"/wikis/{folder.wiki.slug}/old/{path.lstrip('/')}")
        assert answer["Location"] == mail.get_absolute_url(), path
    assert client.get(f"/wikis/{folder.wiki.slug}/old/nowhere/").status_code == 404


def test_what_is_wrong_with_one_file_is_said_and_the_rest_goes_in(
    folder: Folder, tmp_path: Path
) -> None:
    folder.write("good.md", "title: Good", "[bad](long.md), [dead](broken.md)")
    folder.write("long.md", "title: Long", "x" * 260_000)
    folder.write("broken.md", "title: [unclosed")
    folder.write("list.md", "- a\n- b")
    folder.write("draft.md", "title: Draft\ndraft: true")
    folder.write("title.md", f"title: {'x' * 201}")
    folder.write("later.md", "title: Later\ndate: 2999-01-01")
    (folder.pages / "latin.md").write_bytes(b"---\ntitle: caf\xe9\n---\n")
    (folder.pages / "deep.md").write_text("---\na: " + "[" * 50_000 + "\n---\n")
    (tmp_path / "secret.md").write_text("---\ntitle: Secret\n---\nsecret")
    (folder.pages / "outside.md").symlink_to(tmp_path / "secret.md")
    folder.write("plain.md", "", "# Taken from here\n\nText.")
    report, remarks = folder.run()
    assert counts(report)[0] == 2
    refused = {one.split(": refused: ")[0]: one for one in remarks if ": refused: " in one}
    assert set(refused) == {
        f"{name}.md"
        for name in (
            "long", "broken", "list", "draft", "title", "later", "latin", "deep", "outside",
        )
    }  # fmt: skip
    assert "outside the folder" in refused["outside.md"]
    assert "not YAML" in refused["broken.md"]
    assert folder.page("Taken from here").revision == 1
    good = folder.page("Good")
    assert good.source == "[bad](long.md), [dead](broken.md)"
    assert (good.revision, good.revisions.count()) == (1, 0)
    assert WikiPage.objects.count() == 2
    with pytest.raises(CommandError, match="Files refused: 9"):
        call_command("import_wiki", folder.pages, wiki=folder.wiki.slug, source="test")
    good.refresh_from_db()
    assert good.revision == 1
    folder.write("long.md", "title: Long", "Shorter.")
    assert counts(folder.run()[0]) == (1, 0, 1, 1, 0, 8)
    good.refresh_from_db()
    assert good.source.startswith(f"[bad](/wikis/pages/{folder.page('Long').public_id}/), [dead](b")


def test_names_and_pictures_never_lead_out_of_the_folder(folder: Folder, tmp_path: Path) -> None:
    picture(tmp_path / "outside.png")
    (folder.pages / "link.png").symlink_to(tmp_path / "outside.png")
    folder.write(
        "<script>alert(1)<.md",
        "",
        "![a](../outside.png) ![b](link.png) ![c](%2e%2e/outside.png) ![d](/../outside.png) "
        "![e](file:///etc/passwd) [f](javascript:alert)",
    )
    report, remarks = folder.run()
    assert counts(report)[0] == 1
    assert not Attachment.objects.exists()
    assert sum("there is no image" in one for one in remarks) == 4
    page = WikiPage.objects.get()
    assert "<script" not in page.html
    assert "javascript" not in page.html.split("</p>")[0].replace("[f](javascript", "")


def test_nothing_is_made_silently(tmp_path: Path, company_wiki: Wiki, owner: Person) -> None:
    pages = tmp_path / "pages"
    slug = company_wiki.slug
    with pytest.raises(CommandError, match="no folder"):
        run_import(pages, wiki=slug)
    pages.mkdir()
    with pytest.raises(CommandError, match="no Markdown files"):
        run_import(pages, wiki=slug)
    (pages / "a.md").write_text("---\ntitle: A\n---\ntext")
    (pages / "broken.gz").write_bytes(b"\x1f\x8bnonsense")
    (pages / "odd.json").write_text("{")
    wrong: list[tuple[dict[str, Any], str]] = [
        ({}, "Name a wiki"),
        ({"wiki": slug, "title": "Fresh"}, "Name a wiki"),
        ({"wiki": "nowhere"}, "no wiki nowhere"),
        ({"title": "Fresh"}, "--as"),
        ({"title": "Handbook", "owner": owner.email}, f"--wiki {slug}"),
        ({"wiki": slug, "owner": "no@tests.example"}, "No employee"),
        ({"wiki": slug, "zone": "Mars/Base"}, "no time zone"),
        ({"wiki": slug, "history": pages / "none.gz"}, "no file"),
        ({"wiki": slug, "history": pages / "broken.gz"}, "broken"),
        ({"wiki": slug, "navigation": pages / "odd.json"}, "no JSON"),
    ]
    for options, words in wrong:
        with pytest.raises(CommandError, match=words):
            run_import(pages, **options)
    assert not WikiPage.objects.exists()
    report, _remarks = run_import(pages, title="Fresh", owner=owner.email)
    assert counts(report)[0] == 1
    assert Wiki.objects.get(title="Fresh").roles.get().role == Role.OWNER


def test_who_does_not_look_after_the_wiki_brings_nothing_in(
    folder: Folder, employee: Person
) -> None:
    folder.write("a.md", "title: A\nauthor: new")
    report, remarks = folder.run(owner=employee.email)
    assert counts(report) == (0, 0, 0, 0, 0, 1)
    assert "Only who looks after this wiki" in remarks[0]
    assert not Entry.objects.exists()
    assert not Person.objects.filter(source="test").exists()


def test_an_id_of_the_source_is_stronger_than_a_name(folder: Folder) -> None:
    known = add_person(actor=None, name="Kathryn", source="test", source_id="kathryn")
    folder.write("a.md", "title: A\nauthor: {id: x-kathryn, name: Kathryn}")
    folder.write("b.md", "title: B\nauthor: {id: kathryn, name: Somebody}")
    folder.run()
    assert folder.page("B").author == known
    assert folder.page("A").author != known
    assert folder.page("A").author.name == "Kathryn"


def test_a_run_that_dies_goes_on_where_it_stopped(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(6):
        others = " ".join(f"[{n}](p{n}.md)" for n in range(6))
        folder.write(f"p{number}.md", f"title: P{number}\nauthor: ada", others)
    real, calls = actions.bring_in, []

    def dies(**named: Any) -> WikiPage:
        calls.append(1)
        if len(calls) == 4:
            raise KeyboardInterrupt
        return real(**named)

    monkeypatch.setattr(actions, "bring_in", dies)
    with pytest.raises(KeyboardInterrupt):
        folder.run()
    assert WikiPage.objects.count() == 3
    monkeypatch.undo()
    report, remarks = folder.run()
    assert counts(report) == (3, 0, 0, 3, 0, 0)
    assert remarks == []
    for page in WikiPage.objects.all():
        # Those of the first run held addresses of pages that were not there yet.
        assert page.source.count("/wikis/pages/") == 6
    assert Revision.objects.count() == 0
    assert counts(folder.run()[0])[3] == 6
