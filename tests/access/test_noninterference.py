"""What an outsider is shown is the same, to the byte, with and without what is kept from them.

This finds what nobody thought of: counts, order, suggestions, ids, kept answers.
"""

import re
from collections.abc import Callable
from difflib import unified_diff
from typing import Any, Final

import pytest

from blogs.actions import (
    archive_post,
    blog_of_community,
    blog_of_person,
    publish_post,
    save_post,
    set_reviewers,
    subscribe,
)
from blogs.models import Blog, BlogPost
from communities.actions import add_member, create_community, invite_person, request_to_join
from content.actions import add_comment, add_reaction, delete_entry, edit_text, report_entry
from profiles.actions import add_person, deactivate_person, follow_person, give_skill
from profiles.models import Person
from tests.access.calls import body_of
from tests.access.words import picture, word
from tests.access.world import THUMB, World
from tests.jobs import run_jobs
from updates.actions import publish_update, save_draft

pytestmark = pytest.mark.django_db

# What is new on every page load, and the clock.
PASSING: Final = (
    (re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"'), "csrf"),
    (re.compile(r'name="idempotency_key" value="[^"]*"'), "key"),
    (re.compile(r"\bcsrftoken=[^;]*|expires=[^;]*"), "cookie"),
    (re.compile(r"\s*set-cookie: sessionid=[^\n]*"), ""),
    (re.compile(r"\b\d\d:\d\d\b"), "clock"),
)
# What was asked for: words that exist nowhere, words that exist only in what is kept back.
ASKED: Final = (
    "/", "/everyone/", "/stream/news/?of=everyone", "/stream/news/?of=following", "/people/",
    "/people/?q=hidden", "/communities/", "/communities/?q=hidden", "/communities/?show=archived",
    "/communities/?type=secret", "/communities/{slug_open}/", "/communities/{slug_closed}/",
    "/communities/{slug_rival}/", "/people/{owner}/", "/people/{member}/", "/people/{stranger}/",
    "/people/{owner}/followers/", "/people/{owner}/following/", "/people/{owner}/card/",
    "/updates/{post_company}/", "/updates/{post_open}/", "/posts/{post_company}/readers/",
    "/posts/{post_company}/history/", "/posts/{post_company}/thread/", "/notifications/",
    "/notifications/count/", "/search/?q=hiddenword", "/search/?q=about", "/search/suggest/?q=hid",
    "/search/mentions/?q=hid", "/tags/suggest/?q=hid", "/tags/suggest/?q=zz", "/tags/hiddentag/",
    "/tags/zztagcompanyzz/", "/everyone/?tag=hiddentag", "/everyone/?in=hidden-circle",
    "/departments/", "/departments/{dock}/", "/places/", "/places/{port}/",
    "/people/?department={dock}", "/people/?skill=hidden-skill", "/people/?q=hidden+skill",
    "/api/v1/people/facets/", "/api/v1/people/facets/?skill=hidden-skill",
    "/api/v1/people/search/?q=hidden", "/people/{owner}/chart/",
    "/api/v1/people/{stranger}/reports/",
    "/updates/drafts/", "/bin/", "/settings/mail/", "/settings/apps/",
    "/api/v1/me/", "/api/v1/people/", "/api/v1/people/{owner}/", "/api/v1/communities/",
    "/api/v1/communities/{circle_closed}/", "/api/v1/communities/{circle_open}/members/",
    "/api/v1/streams/everyone/", "/api/v1/streams/following/", "/api/v1/search/?q=hiddenword",
    "/api/v1/search/?q=about", "/api/v1/tags/suggest/?q=hid", "/api/v1/mentions/suggest/?q=hid",
    "/api/v1/people/suggest/?q=hid", "/api/v1/streams/everyone/?tag=hiddentag",
    "/api/v1/notifications/", "/api/v1/notifications/unread/", "/api/v1/updates/{post_company}/",
    "/api/v1/entries/{post_company}/comments/", "/api/v1/entries/{post_company}/readers/",
    "/expertise/", "/expertise/?q=hiddenword", "/expertise/?q=about", "/expertise/?q=hiddentag",
    "/expertise/?q=hidden", "/settings/expertise/", "/skills/suggest/?q=hid",
    "/skills/suggest/?q=hdiden", "/api/v1/expertise/?q=hiddenword", "/api/v1/expertise/?q=about",
    "/api/v1/expertise/?q=hidden+skill", "/api/v1/skills/suggest/?q=hid",
    "/api/v1/people/{owner}/given-skills/", "/api/v1/me/hidden-evidence/",
    "/blogs/", "/blogs/feeds/", "/blogs/feeds/?tag=hiddentag", "/api/v1/blog-feeds/",
    "/blogs/feeds/?community=hidden-circle", "/blogs/feeds/?blog=hidden-circle",
    "/blogs/{slug_blog_company}/", "/blogs/{slug_blog_open}/", "/blogs/{slug_blog_closed}/",
    "/blogs/hidden-circle/", "/blogs/of/{owner}/", "/blogs/of/{stranger}/",
    "/blogs/in/{slug_open}/", "/blogs/in/{slug_rival}/", "/blogs/mine/", "/blogs/subscriptions/",
    "/blogs/posts/{article_company}/", "/blogs/posts/{article_open}/",
    "/blogs/posts/{article_closed}/", "/posts/{article_company}/history/",
    "/posts/{article_company}/history/changes/", "/search/links/?q=hid",
    "/api/v1/links/suggest/?q=hid", "/api/v1/blogs/", "/api/v1/blogs/?q=hidden",
    "/api/v1/blogs/{slug_blog_company}/", "/api/v1/blogs/{slug_blog_company}/subscription/",
    "/api/v1/blogs/{slug_blog_open}/posts/", "/api/v1/blog-posts/",
    "/api/v1/blog-posts/?tag=hiddentag", "/api/v1/blog-posts/{article_company}/",
    "/api/v1/blog-posts/mine/", "/api/v1/blog-posts/asked/", "/api/v1/me/blog-subscriptions/",
    "/api/v1/bin/", "/api/v1/drafts/", "/api/v1/me/apps/",
)  # fmt: skip


def answers(world: World, actor: str) -> dict[str, tuple[int, str]]:
    """What the actor is shown now, without what is new on every page load."""
    found = {}
    for path in ASKED:
        answer = world.client(actor).get(world.fill(path))
        text = body_of(answer)
        for pattern, name in PASSING:
            text = pattern.sub(name, text)
        found[path] = (answer.status_code, text)
    return found


def write_secrets(world: World) -> None:
    """A secret community full of life, and more in those the outsider is not in."""
    people = world.people
    owner, member = people["owner"], people["member"]
    hidden = create_community(
        actor=owner, name="Hidden circle", purpose="hiddenword", type="secret", allows_guests=True
    )
    for name in ("member", "steward", "stranger"):
        add_member(actor=owner, community=hidden, person=people[name])
    everybody = " ".join(f"@{person.handle}" for person in people.values())
    for place in (hidden, world.circles["secret"], world.circles["rival"]):
        author = people["stranger"] if place is world.circles["rival"] else member
        _talk(author, f"community:{place.slug}", f"#hiddentag #zztagmorezz {everybody}")
    _talk(member, f"people:{people['steward'].handle}", "#hiddentag")
    save_draft(actor=owner, source="hiddenword in a draft #hiddentag", choice="company")
    for place in (hidden, world.circles["secret"]):
        _article(owner, blog_of_community(place))
    _article(people["stranger"], blog_of_community(world.circles["rival"]))
    _write_unfinished(world)
    invite_person(actor=owner, community=hidden, email="somebody@outside.example", as_guest=True)
    run_jobs(limit=2000)


def _talk(author: Person, choice: str, more: str) -> None:
    """A post with everything that can hang on one, an edit of it, and one that was deleted."""
    text = f"hiddenword about everything. {more}"
    entry = publish_update(actor=author, source=text, choice=choice, image=picture())
    comment = add_comment(actor=author, root=entry, source=text)
    add_comment(actor=author, root=entry, source="a reply", reply_to=comment)
    add_reaction(actor=author, entry=entry, emoji=THUMB)
    edit_text(actor=author, entry=entry, source=f"{text} Edited.")
    report_entry(actor=author, entry=comment, reason="other", text="hiddenword")
    gone = publish_update(actor=author, source=text, choice=choice)
    delete_entry(actor=author, entry=gone)


def _article(author: Person, blog: Blog) -> BlogPost:
    """A post of a blog, with a comment and a subscriber."""
    text = "hiddenword about everything. #hiddentag"
    post = save_post(actor=author, blog=blog, title="Hiddenword", source=text)
    publish_post(actor=author, post=post)
    add_comment(actor=author, root=post, source=text)
    subscribe(actor=author, blog=blog)
    return post


def _write_unfinished(world: World) -> None:
    """In a blog that every colleague reads: what is not out, what was, and what is changed."""
    owner, text = world.people["owner"], "hiddenword #hiddentag"
    blog = blog_of_person(owner)
    draft = save_post(actor=owner, blog=blog, title="Hiddenword", source=text)
    set_reviewers(actor=owner, post=draft, people=[world.people["steward"]])
    archive_post(actor=owner, post=_article(owner, blog))
    out = BlogPost.objects.get(public_id=world.ids["article_company"])
    save_post(actor=owner, post=out, title="Hiddenword", source=text)
    subscribe(actor=world.people["member"], blog=blog)


def write_company(world: World) -> None:
    """New people, communities and posts that every employee sees, and no guest."""
    people = world.people
    newcomer = add_person(
        actor=None,
        name="Hidden Aaron",
        email="aaron@tests.example",
        department="Hidden department",
        location="Hidden place",
        skills=["Hidden skill"],
        manager=people["stranger"],
    )
    for kind in ("open", "on_request"):
        circle = create_community(actor=newcomer, name=f"Hidden {kind}", type=kind)
        _talk(newcomer, f"community:{circle.slug}", "#hiddentag")
    _talk(newcomer, "company", f"#hiddentag @{people['guest'].handle} @{people['member'].handle}")
    _article(newcomer, blog_of_person(newcomer))
    _article(people["owner"], blog_of_person(people["owner"]))
    _article(people["owner"], blog_of_community(world.circles["open"]))
    give_skill(actor=newcomer, person=people["owner"], name="Hidden knack")
    give_skill(actor=people["employee"], person=newcomer, name=word("skill_given"))
    follow_person(actor=newcomer, person=people["guest"])
    follow_person(actor=newcomer, person=people["stranger"])
    request_to_join(actor=newcomer, community=world.circles["closed"], message="hiddenword")
    deactivate_person(actor=people["admin"], person=people["applicant"])
    run_jobs(limit=2000)


@pytest.mark.parametrize(
    ("actor", "writes"),
    [
        ("employee", (write_secrets,)),
        ("former", (write_secrets,)),
        ("guest", (write_secrets, write_company)),
    ],
)
def test_an_outsider_is_shown_the_same_with_and_without_what_is_kept_from_them(
    world: World, actor: str, writes: tuple[Callable[[World], None], ...]
) -> None:
    before = answers(world, actor)
    for write in writes:
        write(world)
    after = answers(world, actor)
    changed = [path for path in ASKED if before[path] != after[path]]
    assert not changed, [_first_difference(before[path][1], after[path][1]) for path in changed]
    # The same questions do notice what is written for these readers.
    publish_update(
        actor=world.people["owner"],
        source="hiddenword #hiddentag for all",
        choice=f"community:{world.circles['closed'].slug}" if actor == "guest" else "company",
    )
    closed = blog_of_community(world.circles["closed"])
    blog = closed if actor == "guest" else blog_of_person(world.people["owner"])
    _article(world.people["owner"], blog)
    noticed = answers(world, actor)
    assert {path for path in ASKED if after[path] != noticed[path]} >= {
        "/everyone/",
        "/tags/hiddentag/",
        "/tags/suggest/?q=hid",
        "/search/?q=hiddenword",
        "/expertise/?q=hiddenword",
        "/expertise/?q=hiddentag",
        "/api/v1/expertise/?q=hiddenword",
        "/api/v1/streams/everyone/",
        "/api/v1/search/?q=hiddenword",
        "/blogs/",
        "/search/links/?q=hid",
        "/api/v1/blog-posts/",
        "/api/v1/links/suggest/?q=hid",
    }


def _first_difference(one: str, other: str) -> str:
    return "\n".join(unified_diff(one.splitlines(), other.splitlines(), lineterm="", n=0))


def test_a_tag_used_in_secret_is_a_word_like_any_other(world: World) -> None:
    """Cursors, too, say nothing: two words that nobody may find differ in the word alone."""
    client = world.client("employee")
    used, unused = word("tag_secret"), "zztagnowherezz"
    for path in ("/tags/{}/", "/everyone/?tag={}", "/api/v1/streams/everyone/?tag={}"):
        shown: dict[str, Any] = {}
        for tag in (used, unused, f"{unused}too"):
            text = body_of(client.get(path.format(tag))).replace(tag, "TAG")
            for pattern, name in PASSING:
                text = pattern.sub(name, text)
            shown[tag] = re.sub(r'newest"?[:=]"[^"]*"|content-length: \d+|etag: .*', "", text)
            shown[f"{tag}:newest"] = re.search(r'newest"?[:=]"([^"]*)"', text)
        assert shown[used] == shown[unused]
        seals = [str(shown[f"{tag}:newest"][1]) for tag in (used, unused, f"{unused}too")]
        assert len(set(seals)) == 3, "cursors of unused words are alike, those of used ones are not"


def test_a_community_of_the_same_name_learns_nothing_of_the_secret_one(world: World) -> None:
    secret = world.circles["secret"]
    employee = world.people["employee"]
    mine = create_community(actor=employee, name=secret.name)
    other = create_community(actor=employee, name="Circle of a quite different name")
    assert not re.search(r"-\d+$", mine.slug)
    assert not re.search(r"-\d+$", other.slug)
