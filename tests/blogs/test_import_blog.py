"""Bringing posts in from a folder: what goes in, what is refused, and what never happens."""

import io
import json
import random
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import CommandError, call_command
from django.test import Client
from PIL import Image
from procrastinate.contrib.django.models import ProcrastinateJob

from access.viewer import Viewer
from activity.models import AuditEntry, Event
from blogs import actions
from blogs.files import tag_word
from blogs.models import Blog, BlogPost, OldPath, Role
from blogs.posts import out_to
from communities.models import Community
from content.models import Attachment, Entry, EntryAuthor, Revision, Tagging
from profiles.actions import add_person
from profiles.models import Person
from tests import real_data

pytestmark = pytest.mark.django_db
State = Entry.State


class Folder:
    """A folder of posts and the blog they go into."""

    def __init__(self, root: Path, blog: Blog) -> None:
        self.root = root
        self.blog = blog
        self.posts = root / "posts"
        self.posts.mkdir()

    def write(self, name: str, front: str, body: str = "Some words.") -> Path:
        path = self.posts / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"---\n{front}\n---\n\n{body}\n")
        return path

    def run(self, **options: Any) -> tuple[str, list[str]]:
        """The last line of an import, and what was refused or remarked."""
        options = {"source": "test", **options}
        return run_import(self.posts, blog=self.blog.slug, **options)

    def post(self, title: str) -> BlogPost:
        return BlogPost.objects.get(place=self.blog.pk, title=title)


def run_import(folder: Path, **options: Any) -> tuple[str, list[str]]:
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("import_blog", folder, stdout=out, stderr=err, **options)
    except CommandError:
        if " refused\n" not in out.getvalue() or " 0 refused" in out.getvalue():
            raise
    return out.getvalue().splitlines()[-1], err.getvalue().splitlines()


def run_export(slug: str, folder: Path, **options: Any) -> str:
    out = io.StringIO()
    call_command("export_blog", slug, folder, stdout=out, **options)
    return out.getvalue().splitlines()[-1]


def counts(line: str) -> tuple[int, ...]:
    """Created, changed, as before, refused."""
    found = {word: int(n.replace(",", "")) for n, word in re.findall(r"(\d[\d,]*) (\w+)", line)}
    return tuple(found[word] for word in ("created", "changed", "as", "refused"))


def picture(path: Path, colour: str = "teal") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (64, 48), colour).save(path, "PNG")


def browser(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend="profiles.backends.PersonBackend")
    return client


@pytest.fixture
def company(member: Person) -> Blog:
    """A blog of the company, which the member looks after."""
    return actions.create_blog(actor=None, title="News", owner=member)


@pytest.fixture
def folder(tmp_path: Path, company: Blog) -> Folder:
    """An empty folder for the blog of the company."""
    return Folder(tmp_path, company)


def test_a_file_becomes_a_post_and_nobody_is_told(
    folder: Folder, employee: Person, mailoutbox: list[Any]
) -> None:
    folder.write(
        "2014-03-19-hello-world.md",
        "title: 'Hello: &amp; world'\ndate: '2014-03-19T10:14:29-04:00'\n"
        "authors: [ada-lovelace, Bo Second]\ntags: [u.s. digital service, Culture]\n"
        "excerpt: |\n  Two\n  lines",
        f"We *greet* @{employee.handle}.",
    )
    line, refused = folder.run()
    assert counts(line) == (1, 0, 0, 0)
    assert refused == []
    post = folder.post("Hello: & world")
    assert post.state == State.PUBLISHED
    assert post.published_at == datetime(2014, 3, 19, 14, 14, 29, tzinfo=UTC)
    assert post.excerpt == post.summary == "Two lines"
    assert "<em>greet</em>" in post.html
    assert post.source.endswith("\n\n#u-s-digital-service #culture")
    tags = Tagging.objects.filter(entry=post).values_list("tag__slug", flat=True)
    assert set(tags) == {"u-s-digital-service", "culture"}
    ada, bo = post.author, EntryAuthor.objects.get(entry=post).person
    assert (ada.name, ada.source_id, bo.name) == ("Ada Lovelace", "ada-lovelace", "Bo Second")
    assert not ada.is_active
    assert not bo.is_active
    event = Event.objects.get(root=post)
    assert event.at == post.published_at
    assert post.mentions.get().person == employee
    assert not ProcrastinateJob.objects.exists()
    assert mailoutbox == []
    assert AuditEntry.objects.filter(action="blogs.posts_imported").count() == 1


def test_importing_again_changes_nothing(folder: Folder) -> None:
    picture(folder.posts / "images/tree.png")
    folder.write("2014-03-19-a.md", "title: A\nauthors: ada", "![Tree](images/tree.png)")
    folder.write("2014-03-20-b.md", "title: B", "See [A](2014-03-19-a.md).")
    assert counts(folder.run()[0]) == (2, 0, 0, 0)
    before = list(BlogPost.objects.order_by("pk").values())
    line, remarks = folder.run()
    assert counts(line) == (0, 0, 2, 0)
    assert remarks == []
    assert list(BlogPost.objects.order_by("pk").values()) == before
    assert Attachment.objects.count() == 1
    assert not Revision.objects.exists()
    assert AuditEntry.objects.filter(action="blogs.posts_imported").count() == 1


def test_a_changed_file_changes_its_post_and_an_unchanged_one_leaves_what_was_done_here(
    folder: Folder, employee: Person
) -> None:
    file = folder.write("2014-03-19-a.md", f"title: A\nauthors: {employee.handle}")
    folder.write("2014-03-20-b.md", f"title: B\nauthors: {employee.handle}")
    folder.run()
    actions.set_role(actor=None, blog=folder.blog, person=employee, role=Role.AUTHOR)
    kept = folder.post("B")
    actions.save_post(actor=employee, post=kept, title="B", source="My own words.")
    actions.publish_post(actor=employee, post=kept)
    file.write_text(file.read_text().replace("Some words", "Other words"))
    assert counts(folder.run()[0]) == (0, 1, 1, 0)
    post = folder.post("A")
    assert post.source == "Other words."
    assert Revision.objects.get(entry=post).source == "Some words."
    assert folder.post("B").source == "My own words."
    assert counts(folder.run()[0]) == (0, 0, 2, 0)


def test_a_post_somebody_has_in_hand_is_not_written_over(folder: Folder, employee: Person) -> None:
    actions.set_role(actor=None, blog=folder.blog, person=employee, role=Role.AUTHOR)
    names = ["writing", "archived", "binned"]
    files = [
        folder.write(f"2014-03-0{i}-x.md", f"title: {name}\nauthors: {employee.handle}")
        for i, name in enumerate(names, start=1)
    ]
    folder.run()
    actions.save_post(actor=employee, post=folder.post("writing"), title="new", source="mine")
    actions.archive_post(actor=employee, post=folder.post("archived"))
    BlogPost.objects.filter(title="binned").update(state=State.DELETED)
    assert counts(folder.run()[0]) == (0, 0, 3, 0)
    for file in files:
        file.write_text(file.read_text().replace("Some", "Other"))
    line, refused = folder.run()
    assert counts(line) == (0, 0, 0, 3)
    assert "being changed here" in refused[0]
    assert "Archived" in refused[1]
    assert "In the bin" in refused[2]
    assert set(BlogPost.objects.values_list("source", flat=True)) == {"Some words."}


def test_links_between_posts_lead_to_their_posts_here(folder: Folder) -> None:
    folder.write("2014-03-19-hello.md", "title: Hello\naliases: [/old/hi.html]")
    links = [
        "2014-03-19-hello.md",
        "./2014-03-19-hello.md#part",
        "/2014/03/19/hello/",
        "../../../03/19/hello/",
        "../hello",
        "/old/hi",
        "{{ site.baseurl }}/2014/03/19/hello/",
        "{{ site.baseurl }}{% post_url 2014-03-19-hello %}",
        "{% post_url 2014-03-19-hello %}",
        '{{< relref "2014-03-19-hello.md" >}}',
        '{{< ref "/posts/2014-03-19-hello.md#part" >}}',
        "https://old.example/2014/03/19/hello/?a=b",
    ]
    text = "\n".join(f"- [a *b*]({link})" for link in links)
    text += "\n\n[by name][r] <a href='/2014/03/19/hello/'>by tag</a> `[no](2014-03-19-hello.md)`\n"
    text += "\n```\n[no](2014-03-19-hello.md)\n```\n\n[r]: 2014-03-19-hello.md\n\n"
    text += "[away](https://new.example/2014/03/19/hello/) [lost](/2014/03/19/other/) [self](#x)"
    folder.write("2014-03-20-links.md", "title: Links", text)
    line, remarks = folder.run(site="https://old.example")
    pid = folder.post("Hello").public_id
    source = folder.post("Links").source
    assert f"{len(links) + 2} links" in line
    assert source.count(f"/blogs/posts/{pid}/") == len(links) + 2
    assert source.count(f"/blogs/posts/{pid}/#part)") == 2
    assert source.count("[no](2014-03-19-hello.md)") == 2
    assert "[away](https://new.example/2014/03/19/hello/) [lost](/2014/03/19/other/)" in source
    assert remarks == ["2014-03-20-links.md: links that lead nowhere here: /2014/03/19/other/"]


def test_links_hold_both_ways_and_not_to_what_was_refused(folder: Folder) -> None:
    folder.write("2014-03-19-a.md", "title: A", "To [B](2014-03-20-b.md), [C](2014-03-21-c.md).")
    folder.write("2014-03-20-b.md", "title: B", "To [A](2014-03-19-a.md).")
    bad = folder.write("2014-03-21-c.md", "title: C", "A bell: \x07.")
    line, refused = folder.run()
    assert counts(line) == (2, 0, 0, 1)
    assert "2014-03-21-c.md: refused:" in refused[-1]
    a, b = folder.post("A"), folder.post("B")
    assert f"[B](/blogs/posts/{b.public_id}/), [C](2014-03-21-c.md)" in a.source
    assert f"[A](/blogs/posts/{a.public_id}/)" in b.source
    assert counts(folder.run()[0]) == (0, 0, 2, 1)
    bad.write_text(bad.read_text().replace("\x07", "ding"))
    assert counts(folder.run()[0]) == (1, 1, 1, 0)
    c = folder.post("C")
    assert f"[C](/blogs/posts/{c.public_id}/)" in folder.post("A").source


def test_images_are_taken_in_and_what_is_none_is_listed(folder: Folder) -> None:
    picture(folder.posts / "images/tree.png")
    picture(folder.posts / "images/cover.png", "navy")
    picture(folder.root / "outside.png", "red")
    (folder.posts / "drawing.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    (folder.posts / "link.png").symlink_to(folder.root / "outside.png")
    folder.write(
        "2014-03-19-a.md",
        "title: A\nimage: {path: images/cover.png, alt: The sea}",
        '![A tree](images/tree.png "Title") and <img src="/images/tree.png" alt="again">\n\n'
        "![x](drawing.svg) ![x](gone.png) ![x](../outside.png) ![x](link.png) ![x](/etc/hostname)\n"
        "![x](https://example.org/a.png)",
    )
    line, remarks = folder.run()
    assert "2 images" in line
    post = folder.post("A")
    cover = post.attachments.get(is_cover=True)
    tree = post.attachments.get(is_cover=False)
    assert (cover.alt, tree.alt) == ("The sea", "A tree")
    assert f'![A tree](/images/{tree.public_id}/ "Title")' in post.source
    assert f"![again](/images/{tree.public_id}/)" in post.source
    assert "![x](https://example.org/a.png)" in post.source
    assert "![x](drawing.svg) ![x](gone.png)" in post.source
    said = [one.removeprefix("2014-03-19-a.md: ") for one in remarks]
    gone = ["gone.png", "../outside.png", "link.png", "/etc/hostname"]
    assert said[:4] == [f"there is no image {name}" for name in gone]
    assert said[4].startswith("image drawing.svg: This file is not an image")
    picture(folder.posts / "images/tree.png", "olive")
    assert counts(folder.run()[0]) == (0, 1, 0, 0)
    assert not Attachment.objects.filter(pk=tree.pk).exists()
    assert Attachment.objects.count() == 2


def test_a_further_folder_of_images_is_named(folder: Folder) -> None:
    picture(folder.root / "pictures/tree.png")
    folder.write("2014-03-19-a.md", "title: A", "![Tree](../pictures/tree.png)")
    line, _remarks = folder.run(images=folder.root / "pictures")
    assert "1 images" in line


def test_by_lines_mean_people_here(folder: Folder, employee: Person, guest: Person) -> None:
    one = add_person(actor=None, name="Ada Lovelace", source="test", source_id="ada")
    add_person(actor=None, name="Sam Same")
    add_person(actor=None, name="Sam Same")
    named = [
        "ada",
        f"@{employee.handle}",
        employee.name.upper(),
        f"{{email: {employee.email}}}",
        "Sam Same",
        guest.name,
        "{name: X, handle: ada.lovelace}",
    ]
    for i, said in enumerate(named, start=1):
        who = said if said.startswith("{") else f"'{said}'"
        folder.write(f"2014-03-0{i}-x.md", f"title: T{i}\nauthors: [{who}]")
    folder.write("2014-03-09-x.md", "title: nobody")
    folder.write("2014-03-09-y.md", "title: plain\nauthor: ada")
    folder.run()
    authors = [folder.post(f"T{i}").author for i in range(1, 8)]
    assert authors[0] == authors[6] == folder.post("plain").author == one
    assert authors[1] == authors[2] == authors[3] == employee
    assert [person.source_id for person in authors[4:6]] == ["Sam Same", guest.name]
    assert not any(person.is_active for person in authors[4:6])
    assert folder.post("nobody").author.name == "Mira Member"


def test_the_order_of_the_authors_is_kept(folder: Folder) -> None:
    file = folder.write("2014-03-19-a.md", "title: A\nauthors: [c, a, b, c]")
    folder.run()
    assert names_of(folder.post("A")) == ["C", "A", "B"]
    file.write_text(file.read_text().replace("[c, a, b, c]", "[b, c]"))
    assert counts(folder.run()[0]) == (0, 1, 0, 0)
    assert names_of(folder.post("A")) == ["B", "C"]


def names_of(post: BlogPost) -> list[str]:
    others = EntryAuthor.objects.filter(entry=post.pk).order_by("position")
    return [post.author.name, *(one.person.name for one in others)]


def test_dates_have_zones(folder: Folder) -> None:
    for i, said in enumerate(
        ["2019-03-27 13:00:00 -0500", "2019-03-27", "'2019-03-27T13:00'", "2019-03-27T13:00:00Z"],
        start=1,
    ):
        folder.write(f"x{i}.md", f"title: T{i}\ndate: {said}")
    folder.write("2019-03-27-named.md", "title: named")
    folder.write("early.md", "title: early\ndate: 2019-03-27 3:05:09 -0500")
    folder.run(zone="Europe/Berlin")
    hours = [folder.post(f"T{i}").published_at for i in (1, 2, 3, 4)]
    found = [at.astimezone(UTC).strftime("%d %H:%M") for at in hours if at]
    assert found == ["27 18:00", "26 23:00", "27 12:00", "27 13:00"]
    assert folder.post("named").published_at == hours[1]
    assert folder.post("early").published_at == datetime(2019, 3, 27, 8, 5, 9, tzinfo=UTC)


def test_what_a_file_leaves_out_is_taken_from_elsewhere(folder: Folder) -> None:
    folder.write(
        "2014-03-19-how-we-moor.md", "deck: In short.\nsource_url: https://example.org/", ""
    )
    assert counts(folder.run()[0]) == (1, 0, 0, 0)
    post = folder.post("How we moor")
    assert post.source == "In short.\n\n<https://example.org/>"


def test_each_bad_file_is_refused_with_its_reason_and_the_rest_goes_in(folder: Folder) -> None:
    bad = {
        "a.md": (b"No front matter.", "does not begin with front matter"),
        "b.md": (b"+++\ntitle = 1\n+++\n", "TOML"),
        "c.md": (b"---\ntitle: [\n---\ntext", "not YAML"),
        "d.md": (b"---\n- one\n---\ntext", "names no fields"),
        "f.md": (b"---\ntitle: T\n---\ntext", "no date"),
        "g.md": (b"---\ntitle: T\ndate: soon\n---\ntext", "not understood"),
        "h.md": (b"---\ntitle: T\ndate: 2999-01-01\n---\ntext", "lies ahead"),
        "i.md": (b"---\ntitle: T\ndate: 2014-01-01\n---\n", "Write something"),
        "j.md": (b"---\ntitle: \xff\n---\n", "not UTF-8"),
        "k.md": (b"---\ntitle: " + b"x" * 201 + b"\ndate: 2014-01-01\n---\ntext", "at most 200"),
        "l.md": (b"---\ntitle: T\ndate: 2014-01-01\n---\n" + b"x" * 2_000_001, "2 MB"),
        "m.md": (b"---\n!!python/object/apply:os.system [id]\n---\n", "not YAML"),
        "n.md": (b"---\ntitle: T\ndate: 2014-99-01\n---\ntext", "not "),
        "o.md": (b"---\na: " + b"[" * 20_000 + b"\n---\ntext", "not YAML"),
        "p.md": (
            b"---\ntitle: T\ndate: 2014-01-01\nsocialbiz: {id: x}\n---\ntext",
            "source and id",
        ),
    }
    for name, (data, _reason) in bad.items():
        (folder.posts / name).write_bytes(data)
    (folder.posts / "z.md").symlink_to(folder.root / "outside.md")
    (folder.root / "outside.md").write_text("---\ntitle: T\ndate: 2014-01-01\n---\ntext")
    (folder.posts / ".hidden.md").write_text("nothing")
    folder.write("fine.md", "title: Fine\ndate: 2014-01-01")
    line, refused = folder.run()
    assert counts(line) == (1, 0, 0, len(bad) + 1)
    reasons = {one.split(":")[0]: one for one in refused}
    for name, (_data, reason) in bad.items():
        assert reason in reasons[name], reasons[name]
    assert "outside" in reasons["z.md"]
    assert BlogPost.objects.count() == 1


def test_the_exit_code_says_whether_a_file_was_refused(folder: Folder) -> None:
    folder.write("a.md", "title: A\ndate: 2014-01-01")
    call_command("import_blog", folder.posts, blog=folder.blog.slug, stdout=io.StringIO())
    folder.write("b.md", "title: B")
    with pytest.raises(CommandError) as ended:
        call_command(
            "import_blog",
            folder.posts,
            blog=folder.blog.slug,
            stdout=io.StringIO(),
            stderr=io.StringIO(),
        )
    assert ended.value.returncode == 1


def test_what_a_refused_file_began_is_undone(folder: Folder, settings: Any) -> None:
    picture(folder.posts / "tree.png")
    folder.write("a.md", "title: A\ndate: 2014-01-01\nauthors: new", "![x](tree.png) \x07")
    people = Person.objects.count()
    line, _refused = folder.run()
    assert counts(line) == (0, 0, 0, 1)
    assert "0 people made; 0 images" in line
    assert Person.objects.count() == people
    assert not Entry.objects.exists()
    assert not list(Path(settings.MEDIA_ROOT).rglob("full"))


def test_pieces_of_elsewhere_are_put_in_our_words_or_listed(folder: Folder) -> None:
    folder.write(
        "a.md",
        "title: A\ndate: 2014-01-01",
        'One<br>two <b>bold</b> <a href="https://example.org/" class="x">there</a>\n\n'
        "<blockquote>Said\nso</blockquote>\n\n<div class='x'><p>Framed</p></div>\n\n"
        "{{< youtube abc >}} {{% note %}}x{{% /note %}} {% include a.html %}\n"
        "<iframe src='x'></iframe> <!-- note --> {: .lead}\n\n`<b>{{< code >}}</b>`",
    )
    line, remarks = folder.run()
    assert counts(line) == (1, 0, 0, 0)
    source = folder.post("A").source
    assert "One\\\ntwo **bold** [there](https://example.org/)" in source
    assert "> Said\n> so" in source
    assert "\n\nFramed\n\n" in source
    assert "`<b>{{< code >}}</b>`" in source
    listed = "<!-- … --> (1), <iframe> (1), {% include %} (1), {: … } (1)"
    assert remarks == [
        f"a.md: not understood: {listed}, {{{{% note %}}}} (1), {{{{< youtube >}}}} (1)"
    ]


def test_a_text_that_names_too_many_mentions_nobody(folder: Folder, employee: Person) -> None:
    names = " ".join(f"@someone{i}" for i in range(60))
    folder.write(
        "a.md", "title: A\ndate: 2014-01-01", f"@{employee.handle} {names} `@code` a@b.example"
    )
    line, remarks = folder.run()
    assert counts(line) == (1, 0, 0, 0)
    assert "nobody counts as mentioned" in remarks[0]
    post = folder.post("A")
    assert f"@{employee.handle} @someone0 @someone1" in post.text
    assert "`@code` a@b.example" in post.source
    assert not post.mentions.exists()


def test_a_draft_stays_one(folder: Folder, member: Person, employee: Person) -> None:
    file = folder.write("a.md", "title: A\ndate: 2014-01-01\ndraft: true\nauthors: new")
    folder.run()
    post = folder.post("A")
    assert post.state == State.DRAFT
    readable = Entry.objects.visible_to(Viewer.of(employee)).filter(pk=post.pk)
    assert not readable.exists()
    assert Entry.objects.visible_to(Viewer.of(member)).filter(pk=post.pk).exists()
    assert counts(folder.run()[0]) == (0, 0, 1, 0)
    file.write_text(file.read_text().replace("draft: true\n", ""))
    assert counts(folder.run()[0]) == (0, 1, 0, 0)
    assert readable.exists()


def test_old_addresses_lead_those_who_may_read_to_the_post(
    tmp_path: Path, company: Blog, closed: Community, member: Person, employee: Person
) -> None:
    inside = actions.blog_of_community(closed)
    first = Folder(tmp_path, inside)
    first.write("2014-03-19-hello.md", "title: Inside\nredirect_from: /only/there.html")
    call_command("import_blog", first.posts, blog=inside.slug, stdout=io.StringIO())
    url = folder_url = "/blogs/old/2014/03/19/hello/"
    assert browser(employee).get(url).status_code == 404
    assert browser(employee).get("/blogs/old/only/there.html").status_code == 404
    answer = browser(member).get(url)
    assert answer.status_code == 301
    post = first.post("Inside")
    assert answer["Location"] == post.get_absolute_url()
    assert browser(member).get("/blogs/old/only/there.html")["Location"] == answer["Location"]
    assert browser(member).get("/blogs/old/only/else").status_code == 404
    assert browser(member).get(f"/blogs/old/{'x' * 600}").status_code == 404
    assert Client().get(url).status_code in {302, 404}
    call_command("import_blog", first.posts, blog=company.slug, stdout=io.StringIO())
    open_post = BlogPost.objects.get(place=company.pk)
    answer = browser(employee).get(folder_url)
    assert answer["Location"] == open_post.get_absolute_url()
    actions.archive_post(actor=member, post=open_post)
    assert browser(employee).get(url).status_code == 404


def test_nothing_is_made_silently(tmp_path: Path, company: Blog, member: Person) -> None:
    posts = tmp_path / "posts"
    for options, words in (
        ({"blog": company.slug}, "no folder"),
        ({"blog": company.slug, "images": posts}, "no folder"),
    ):
        with pytest.raises(CommandError, match=words):
            run_import(posts, **options)
    posts.mkdir()
    with pytest.raises(CommandError, match="no Markdown files"):
        run_import(posts, title="Fresh", owner=member.email)
    (posts / "a.md").write_text("---\ntitle: A\ndate: 2014-01-01\n---\ntext")
    wrong: list[tuple[dict[str, Any], str]] = [
        ({}, "Name a blog"),
        ({"blog": company.slug, "title": "Fresh"}, "Name a blog"),
        ({"blog": "nowhere"}, "no blog nowhere"),
        ({"title": "Fresh"}, "--owner"),
        ({"title": "News", "owner": member.email}, "--blog news"),
        ({"blog": company.slug, "owner": "no@tests.example"}, "No employee"),
        ({"blog": company.slug, "zone": "Mars/Base"}, "no time zone"),
    ]
    for options, words in wrong:
        with pytest.raises(CommandError, match=words):
            run_import(posts, **options)
    assert Blog.objects.count() == 1
    line, _remarks = run_import(posts, title="Fresh", owner=member.email)
    assert counts(line) == (1, 0, 0, 0)
    assert Blog.objects.get(title="Fresh").roles.get().person == member


def test_who_does_not_look_after_the_blog_brings_nothing_in(
    folder: Folder, employee: Person
) -> None:
    folder.write("a.md", "title: A\ndate: 2014-01-01\nauthors: new")
    line, refused = folder.run(owner=employee.email)
    assert counts(line) == (0, 0, 0, 1)
    assert "Only who looks after this blog" in refused[0] or "owners decide" in refused[0]
    assert not Entry.objects.exists()
    assert not Person.objects.filter(source="test").exists()
    with pytest.raises(CommandError, match="looks after this blog"):
        run_export(folder.blog.slug, folder.root / "out", owner=employee.email)
    assert not (folder.root / "out").exists()


# Out and in again ---------------------------------------------------------------------------------


@pytest.fixture
def filled(folder: Folder, member: Person, employee: Person) -> Folder:
    """A blog with imported posts and some written here, linked to each other."""
    picture(folder.posts / "images/tree.png")
    folder.write(
        "2014-03-19-a.md",
        "title: A\nauthors: [new, other]\ntags: [one, two]\nimage: images/tree.png\n"
        "excerpt: In short.\ncomments: false",
        "![Tree](images/tree.png) and [B](2014-03-20-b.md#part).",
    )
    folder.write("2014-03-20-b.md", "title: B", "Only `[A](2014-03-19-a.md)` as code. #inside")
    folder.run()
    a, b = folder.post("A"), folder.post("B")
    text = (
        f"Here: [A]({a.get_absolute_url()}), [B](/blogs/posts/{b.public_id}/#x), <b>tag</b>, "
        f"@{employee.handle}\n\n<div>{{{{< literal >}}}}</div>\n\n  \n\n#Word #two_words"
    )
    mine = actions.save_post(
        actor=member, blog=folder.blog, title="Höhe &amp; Breite", source=text, excerpt="a\nb &lt;"
    )
    with (folder.posts / "images/tree.png").open("rb") as upload:
        from content.actions import attach_image

        image = attach_image(actor=member, entry=mine, upload=upload, alt="Mine", most=100)
    mine = actions.save_post(
        actor=member,
        post=mine,
        title=mine.title,
        source=f"![Mine](/images/{image.public_id}/)\n\n{text}",
        excerpt=mine.excerpt,
    )
    actions.set_authors(actor=member, post=mine, people=[employee])
    actions.publish_post(actor=member, post=mine)
    actions.save_post(actor=member, blog=folder.blog, title="Draft", source="not out")
    return folder


def test_an_export_brought_in_again_changes_nothing(filled: Folder) -> None:
    out = filled.root / "out"
    assert run_export(filled.blog.slug, out) == "3 posts, 2 images"
    names = sorted(path.name for path in out.glob("*.md"))
    assert names[:2] == ["2014-03-19-a.md", "2014-03-20-b.md"]
    assert names[2].endswith("-höhe-amp-breite.md")
    assert "not out" not in "".join(path.read_text() for path in out.glob("*.md"))
    before = snapshot()
    line, remarks = run_import(out, blog=filled.blog.slug)
    assert counts(line) == (0, 0, 3, 0)
    assert remarks == []
    assert snapshot() == before
    file = out / names[2]
    file.write_text(file.read_text().replace("Here:", "There:"))
    assert counts(run_import(out, blog=filled.blog.slug)[0]) == (0, 1, 2, 0)
    assert "There:" in BlogPost.objects.get(title="Höhe &amp; Breite").source
    assert counts(run_import(out, blog=filled.blog.slug)[0]) == (0, 0, 3, 0)


def snapshot() -> list[Any]:
    rows = [BlogPost, Attachment, OldPath, Person, Revision, EntryAuthor, Event]
    return [list(model.objects.order_by("pk").values()) for model in rows]


def test_an_export_brought_into_an_empty_blog_gives_equal_posts(
    filled: Folder, member: Person
) -> None:
    out, again = filled.root / "out", filled.root / "again"
    run_export(filled.blog.slug, out)
    other = actions.create_blog(actor=None, title="Other", owner=member)
    line, remarks = run_import(out, blog=other.slug)
    assert counts(line) == (3, 0, 0, 0)
    assert remarks == []
    for post in BlogPost.objects.filter(place=other.pk):
        expect_equal(BlogPost.objects.get(place=filled.blog.pk, title=post.title), post)
    assert counts(run_import(out, blog=other.slug)[0]) == (0, 0, 3, 0)
    run_export(other.slug, again)
    for file in out.glob("*.md"):
        assert (again / file.name).read_text() == file.read_text()


def expect_equal(one: BlogPost, other: BlogPost) -> None:
    for field in ("title", "excerpt", "summary", "published_at", "comments_open", "words"):
        assert getattr(one, field) == getattr(other, field), field
    assert bare(one.source) == bare(other.source)
    assert bare(one.html) == bare(other.html)
    assert names_of(one) == names_of(other)
    tags = [
        sorted(Tagging.objects.filter(entry=post).values_list("tag__slug", flat=True))
        for post in (one, other)
    ]
    assert tags[0] == tags[1]
    images = [
        list(post.attachments.order_by("pk").values_list("alt", "width", "height", "is_cover"))
        for post in (one, other)
    ]
    assert images[0] == images[1]
    paths = [sorted(post.old_paths.values_list("path", flat=True)) for post in (one, other)]
    assert paths[0] == paths[1]


def bare(text: str) -> str:
    """A text without the ids that differ from blog to blog."""
    text = re.sub(r"/blogs/posts/[a-z0-9]{16}/(?:[^/\s()\"#]+/)?", "/POST/", text)
    return re.sub(r"/images/[a-z0-9]{16}/", "/IMAGE/", text)


def test_an_export_goes_to_an_empty_folder_only(filled: Folder) -> None:
    with pytest.raises(CommandError, match="not an empty folder"):
        run_export(filled.blog.slug, filled.posts)
    with pytest.raises(CommandError, match="no blog"):
        run_export("nowhere", filled.root / "out")


# Real blogs ---------------------------------------------------------------------------------------


@pytest.mark.data
def test_a_part_of_a_real_blog_comes_in(tmp_path: Path, company: Blog) -> None:
    source = real_data.folder("18f")
    posts = tmp_path / "18f" / "posts"
    posts.mkdir(parents=True)
    for path in sorted((source / "posts").glob("2014-0[3-6]-*.md")):
        (posts / path.name).symlink_to(path)
    with pytest.raises(CommandError):
        call_command(
            "import_blog", posts, blog=company.slug, stdout=io.StringIO(), stderr=io.StringIO()
        )
    assert not Entry.objects.exists()  # links lead out of the folder
    for path in list(posts.iterdir()):
        data = path.read_bytes()
        path.unlink()
        path.write_bytes(data)
    (tmp_path / "18f" / "images").symlink_to(source / "images")
    line, _remarks = run_import(posts, blog=company.slug, images=source)
    total = len(list(posts.iterdir()))
    assert counts(line) == (total, 0, 0, 0)
    assert counts(run_import(posts, blog=company.slug, images=source)[0]) == (0, 0, total, 0)
    out = tmp_path / "out"
    run_export(company.slug, out)
    assert counts(run_import(out, blog=company.slug)[0]) == (0, 0, total, 0)


@pytest.mark.data
@pytest.mark.prove
def test_a_real_blog_comes_in_whole(company: Blog, member: Person) -> None:
    folder = real_data.folder("18f")
    index = [json.loads(line) for line in (folder / "posts.index.jsonl").read_text().splitlines()]
    options = {"blog": company.slug, "images": folder}
    line, remarks = run_import(folder / "posts", **options)
    refused = {one.split(":")[0] for one in remarks if ": refused: " in one}
    assert all("characters; at most" in one for one in remarks if ": refused: " in one)
    created, _changed, _before, _refused = counts(line)
    assert created == len(index) - len(refused)
    rows = [row for row in index if Path(row["file"]).name not in refused]
    by_id = {
        post.origin.source_id: post
        for post in BlogPost.objects.filter(place=company.pk).select_related("origin", "author")
    }
    assert len(by_id) == created
    people = {name for row in rows for name in row["authors"]}
    assert Person.objects.filter(source="18f").count() == len(people)
    several = EntryAuthor.objects.values("entry").distinct().count()
    assert several == sum(len(row["authors"]) > 1 for row in rows)
    tags = {tag_word(tag) for row in rows for tag in row["tags"]}
    assert tags <= set(Tagging.objects.values_list("tag__slug", flat=True))
    for row in rows:
        text = by_id[Path(row["file"]).stem].source
        for target in row["links_to_posts"]:
            if target not in refused:
                assert f"/blogs/posts/{by_id[Path(target).stem].public_id}/" in text, row["file"]
    shown = {
        name.removeprefix("1:images/")
        for post in by_id.values()
        for name in post.origin.images
        if name.startswith("1:images/")
    }
    there = {
        path.relative_to(folder / "images").as_posix()
        for path in (folder / "images").rglob("*")
        if path.is_file() and path.suffix != ".svg"
    }
    if not refused:
        assert shown == there
    assert shown <= there
    for row in random.Random(18).sample(rows, 10):
        expect_source(by_id[Path(row["file"]).stem], folder / row["file"])
    assert not ProcrastinateJob.objects.exists()
    assert out_to(Viewer.of(member)).count() == created
    again, _remarks = run_import(folder / "posts", **options)
    assert counts(again) == (0, 0, created, len(refused))


def expect_source(post: BlogPost, file: Path) -> None:
    """The post says what the file says, read here by other means."""
    _none, front_text, body = file.read_text().split("---\n", 2)
    front = yaml.safe_load(front_text)
    assert post.title == " ".join(front["title"].split())
    moment = datetime.fromisoformat(str(front["date"]))
    at = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    assert post.published_at == at
    others = EntryAuthor.objects.filter(entry=post.pk).order_by("position")
    authors = [post.author.source_id, *(one.person.source_id for one in others)]
    assert authors == front["authors"]
    excerpt = " ".join((front.get("excerpt") or front.get("description") or "").split())
    assert post.excerpt == excerpt or excerpt.startswith(post.excerpt.rstrip("…"))
    line = " ".join(f"#{tag_word(tag)}" for tag in front["tags"])
    text = post.source.removesuffix(line)
    assert words(text) == words(body)
    cover = post.attachments.filter(is_cover=True).exists()
    assert cover == bool(front.get("image"))


def words(text: str) -> list[str]:
    """The words of a text without addresses, tags and marks; a picture's are its description."""
    text = re.sub(r"<img\b[^>]*?\balt=\"([^\"]*)\"[^>]*>", r" \1 ", text)
    text = re.sub(r"\]\([^)]*\)|<[^>]*>|\{:[^}]*\}", " ", text)
    return re.findall(r"[^\W_]+", text)


@pytest.mark.data
@pytest.mark.prove
def test_another_real_blog_comes_in_whole_with_its_shortcodes_listed(company: Blog) -> None:
    folder = real_data.folder("digitalgov")
    index = [json.loads(line) for line in (folder / "posts.index.jsonl").read_text().splitlines()]
    line, remarks = run_import(folder / "posts", blog=company.slug)
    refused = {one.split(":")[0] for one in remarks if ": refused: " in one}
    assert all("characters; at most" in one for one in remarks if ": refused: " in one)
    assert counts(line)[0] == len(index) - len(refused)
    listed = {one.split(":")[0]: one for one in remarks if "not understood: " in one}
    for row in index:
        name = row["file"].removeprefix("posts/")
        if name not in refused:
            for shortcode in set(row["shortcodes"]) - {"ref", "relref"}:
                assert f" {shortcode} " in listed[name], (name, shortcode)
    assert counts(run_import(folder / "posts", blog=company.slug)[0])[:2] == (0, 0)
