"""How the text of an entry is prepared: by its flavour, with the images of that entry alone."""

from collections.abc import Callable

import pytest
from django.test import Client

from access.viewer import Viewer
from content import tasks, texts
from content.actions import edit_text
from content.markdown import ImageTarget, TextRefused
from content.models import Attachment, Entry
from profiles.models import Person
from tests.access.world import picture

pytestmark = pytest.mark.django_db

Post = Callable[..., Entry]
Browser = Callable[[Person | None], Client]


@pytest.fixture
def article(post: Post, member: Person, monkeypatch: pytest.MonkeyPatch) -> Entry:
    """A post with a picture, written as articles are."""
    monkeypatch.setitem(texts.FLAVOURS, Entry.Kind.UPDATE, "article")
    return post(member, "First", image=picture(), alt="A teal square")


def show(entry: Entry) -> str:
    """Markdown that shows the picture of an entry."""
    return f"Look[^1]\n\n![Square]({Attachment.objects.get(entry=entry).get_absolute_url()})"


def test_each_kind_has_its_flavour() -> None:
    assert texts.flavour_of(Entry.Kind.POST) == "article"
    assert texts.flavour_of(Entry.Kind.COMMENT) == "comment"
    assert texts.flavour_of(Entry.Kind.UPDATE) == "post"


def test_a_comment_may_be_half_as_long(member: Person) -> None:
    viewer = Viewer.of(member)
    assert texts.prepare("a" * 10_001, viewer=viewer).text
    assert texts.prepare("a" * 20_001, viewer=viewer, flavour="article").text
    with pytest.raises(TextRefused, match="10000"):
        texts.prepare("a" * 10_001, viewer=viewer, flavour="comment")


def test_an_article_shows_the_images_of_its_entry(member: Person, article: Entry) -> None:
    image = Attachment.objects.get(entry=article)
    images = texts.images_of(article)
    assert images == {
        image.public_id: ImageTarget(f"/images/{image.public_id}/", image.width, image.height)
    }
    source = f"# Here @{member.handle}\n\n{show(article)}"
    viewer = Viewer.of(member)
    prepared = texts.prepare(source, viewer=viewer, flavour="article", images=images)
    assert f'<figure><img src="/images/{image.public_id}/" alt="Square" width="24"' in prepared.html
    assert [heading.text for heading in prepared.contents] == [f"Here @{member.name}"]
    assert "<img" not in texts.prepare(source, viewer=viewer, flavour="article").html


def test_a_post_shows_no_images_in_its_text(post: Post, member: Person) -> None:
    entry = post(member, "First", image=picture(), alt="A teal square")
    assert texts.images_of(entry) == {}


def test_editing_and_rendering_again_show_them_too(member: Person, article: Entry) -> None:
    edit_text(actor=member, entry=article, source=show(article), version=article.version)
    article.refresh_from_db()
    assert "<figure><img " in article.html
    shown = article.html
    Entry.objects.filter(pk=article.pk).update(markup_version=0, html="")
    tasks.render_again(after_id=article.pk - 1)
    article.refresh_from_db()
    assert article.html == shown


def test_the_preview_of_an_article_is_what_will_be_stored(
    member: Person, article: Entry, as_person: Browser
) -> None:
    source = show(article)
    edit_text(actor=member, entry=article, source=source, version=article.version)
    article.refresh_from_db()
    form = {"text": source, "kind": "article", "entry": article.public_id}
    ask = {"headers": {"X-Requested-With": "fetch"}}
    seen = as_person(member).post("/preview/", form, **ask).content.decode()
    assert article.html in seen
    for other in ("2345678923456789", "no id", ""):
        page = as_person(member).post("/preview/", {**form, "entry": other}, **ask)
        assert page.status_code == 200
        assert "<figure" not in page.content.decode()
    post_like = as_person(member).post("/preview/", {"text": source}, **ask).content.decode()
    assert "<figure" not in post_like


def test_the_preview_shows_nobody_the_images_of_what_they_may_not_read(
    member: Person, employee: Person, article: Entry, as_person: Browser
) -> None:
    source = show(article)
    form = {"text": source, "kind": "article", "entry": article.public_id}
    assert "<figure>" in as_person(employee).post("/preview/", form).content.decode()
    Entry.objects.filter(pk=article.pk).update(state=Entry.State.DRAFT)
    assert "<figure>" not in as_person(employee).post("/preview/", form).content.decode()
    assert "<figure>" in as_person(member).post("/preview/", form).content.decode()
