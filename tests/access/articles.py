"""Blogs and their posts in the world of these tests, and who may see which word of theirs.

In the matrix a post of a blog is an *article*, so that it is not taken for an update. No test of
its own.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from blogs.actions import (
    MOST_IMAGES,
    add_note,
    archive_post,
    blog_of_community,
    blog_of_person,
    edit_blog,
    find_discussed,
    publish_post,
    save_post,
    schedule_post,
    set_cover,
    set_reviewers,
    submit_post,
    subscribe,
)
from blogs.feeds import token_of
from blogs.models import Blog, BlogPost, FeedAddress, OldPath
from communities.models import Community
from content.actions import add_comment, attach_image
from profiles.models import Person
from tests.access.words import picture, text_of, word

KEYS = ("company", "open", "closed", "secret", "archived")
# Articles that are not out, each for its own reason.
UNFINISHED = ("draft", "shared", "submitted", "scheduled", "shelved")


def write_articles(
    people: dict[str, Person],
    circles: dict[str, Community],
    keep: Callable[[str, BlogPost], Any],
    ids: dict[str, str],
) -> None:
    """One of each, by the owner, before the archived community is archived."""
    owner, member = people["owner"], people["member"]
    blogs = {key: blog_of_community(circles[key]) for key in KEYS if key != "company"}
    blogs["company"] = blog_of_person(owner)
    for name in ("guest", "former", "offboarded"):
        subscribe(actor=people[name], blog=blogs["closed"])
    for key, blog in blogs.items():
        edit_blog(actor=owner, blog=blog, title=f"Blog {word(f'blog_{key}')}")
        ids[f"slug_blog_{key}"] = blog.slug
        post = _written(owner, blog, f"article_{key}", ids)
        publish_post(actor=owner, post=post)
        keep(f"article_{key}", post)
        add_comment(actor=owner, root=post, source="Is it so?")
        OldPath.objects.create(post=post, path=f"1999/{word(f'article_{key}')}")
    find_discussed()
    closed = blogs["closed"]
    made = {
        "draft": _written(owner, closed, "article_draft", ids),
        "shared": _written(owner, closed, "article_shared", ids),
        "submitted": _written(member, closed, "article_submitted", ids),
        "scheduled": _written(owner, closed, "article_scheduled", ids),
        "shelved": _written(owner, closed, "article_shelved", ids),
    }
    set_reviewers(actor=owner, post=made["shared"], people=[member])
    add_note(actor=member, post=made["shared"], text=word("note_shared"))
    submit_post(actor=member, post=made["submitted"])
    schedule_post(actor=owner, post=made["scheduled"], at=timezone.now() + timedelta(days=9))
    publish_post(actor=owner, post=made["shelved"])
    archive_post(actor=owner, post=made["shelved"])
    for key, post in made.items():
        keep(f"article_{key}", post)
    changed = publish_post(actor=owner, post=_written(owner, closed, "article_changed", ids))
    keep("article_changed", changed)
    save_post(actor=owner, post=changed, title="Article", source=text_of("changes_closed"))


def hand_out_addresses(people: dict[str, Person], ids: dict[str, str]) -> None:
    """To everybody an address of the feed of each blog and of all of them, as rows: what would be
    read by them is asked each time. One of nobody is dead."""
    blogs = {key: Blog.objects.get(slug=ids[f"slug_blog_{key}"]) for key in KEYS}
    for key, blog in {**blogs, "all": None}.items():
        for name, person in people.items():
            feed = FeedAddress.objects.create(person=person, blog=blog)
            ids[f"address_{key}_of_{name}"] = token_of(feed)
            if key == "closed" and name in {"member", "owner"}:
                ids[f"feed_of_{name}"] = feed.public_id
        ids[f"address_{key}"] = ids[f"address_{key}_of_anon"] = token_of(FeedAddress(pk=1))


def tag_of(name: str) -> str:
    """The tag that only the article of that name has."""
    return f"of{name.replace('_', '')}"


def _written(author: Person, blog: Blog, name: str, ids: dict[str, str]) -> BlogPost:
    text = text_of(name, f"#{tag_of(name)}")
    post = save_post(actor=author, blog=blog, title=f"Article {word(name)}", source=text)
    image = attach_image(actor=author, entry=post, upload=picture(), alt=word(f"alt_{name}"))
    set_cover(actor=author, post=post, image=image)
    ids[f"image_{name}"] = image.public_id
    # Another one, to be chosen in its place.
    ids[f"image_other_{name}"] = attach_image(
        actor=author, entry=post, upload=picture(), most=MOST_IMAGES
    ).public_id
    return post


def seen_by(readers: dict[str, set[str]]) -> dict[str, set[str]]:
    """Who may see which word; `readers` are those of each community and the company."""
    seen: dict[str, set[str]] = {}
    for key in KEYS:
        for name in (f"article_{key}", f"alt_article_{key}", f"blog_{key}"):
            seen[name] = readers[key]
    for name in ("draft", "scheduled", "shelved"):
        seen[f"article_{name}"] = seen[f"alt_article_{name}"] = {"owner"}
    seen["article_shared"] = seen["alt_article_shared"] = {"owner", "member"}
    seen["note_shared"] = {"owner", "member"}
    seen["article_submitted"] = seen["alt_article_submitted"] = {"owner", "steward", "member"}
    seen["article_changed"] = seen["alt_article_changed"] = readers["closed"]
    seen["changes_closed"] = {"owner"}
    return seen
