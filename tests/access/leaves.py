"""Wikis and their pages in the world of these tests, and who may see which word of theirs.

No test of its own.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils import timezone

from activity.models import Notification
from communities.models import Community
from content.actions import add_comment, attach_image, handle_report, report_entry
from content.models import Entry
from profiles.models import Person
from tests.access.words import picture, text_of, word
from wikis.actions import (
    begin_page,
    create_page,
    create_wiki,
    delete_page,
    edit_wiki,
    save_draft,
    save_page,
    set_role,
    watch_page,
    wiki_of_community,
    wiki_of_person,
)
from wikis.models import PageName, Role, Wiki, WikiPage

CIRCLES = ("open", "closed", "secret", "archived")
# Of the company; the owner's notes, and the steward's, which they share.
KEYS = ("company", *CIRCLES, "private", "shared")


def write_pages(
    people: dict[str, Person],
    circles: dict[str, Community],
    keep: Callable[[str, WikiPage], Any],
    ids: dict[str, str],
) -> None:
    """One page of each wiki, saved twice, before the archived community is archived."""
    owner, steward = people["owner"], people["steward"]
    wikis = {key: wiki_of_community(circles[key]) for key in CIRCLES}
    wikis["company"] = create_wiki(actor=None, title="Handbook", owner=owner)
    wikis["private"], wikis["shared"] = wiki_of_person(owner), wiki_of_person(steward)
    for name in ("member", "former", "offboarded"):
        set_role(actor=steward, wiki=wikis["shared"], person=people[name], role=Role.EDITOR)
    set_role(actor=steward, wiki=wikis["shared"], person=people["employee"], role=Role.READER)
    for key, wiki in wikis.items():
        keeper = steward if key == "shared" else owner
        # The members of the secret community only read.
        may = Role.READER if key == "secret" else None
        title = f"Wiki {word(f'wiki_{key}')}"
        edit_wiki(actor=keeper, wiki=wiki, title=title, about=word(f"says_{key}"), members_may=may)
        ids[f"slug_wiki_{key}"] = wiki.slug
    # What other pages link to from wherever they stand.
    target = _written(owner, wikis["company"], "page_company", ids)
    keep("page_company", target)
    for key, wiki in wikis.items():
        if key != "company":
            author = steward if key == "shared" else owner
            to = f"[there](/wikis/pages/{target.public_id}/) [[Wanted {word(f'wanted_{key}')}]]"
            keep(f"page_{key}", _written(author, wiki, f"page_{key}", ids, to))
        PageName.objects.create(wiki=wiki, key=f"old/{word(f'page_{key}')}", page=_page(ids, key))
    # More versions than any other page has.
    for number in range(2, 6):
        page = _page(ids, "open")
        source = f"{page.source}\n\nAnd {number}."
        save_page(
            actor=owner, page=page, title=page.title, source=source, base_revision=page.revision
        )
    _unfinished(people, wikis["closed"], keep, ids)
    for name in ("guest", "member", "former", "offboarded"):
        watch_page(actor=people[name], page=_page(ids, "closed"))


def _page(ids: dict[str, str], key: str) -> WikiPage:
    return WikiPage.objects.get(public_id=ids[f"page_{key}"])


def _written(
    author: Person, wiki: Wiki, name: str, ids: dict[str, str], more: str = ""
) -> WikiPage:
    """A page that said something else before, with a picture and a comment."""
    title = f"Page {word(name)}"
    first = create_page(
        actor=author, wiki=wiki, title=title, source=text_of(f"before_{name}"), note="First"
    )
    image = attach_image(actor=author, entry=first, upload=picture(), alt=word(f"alt_{name}"))
    ids[f"image_{name}"] = image.public_id
    shown = f"![{word(f'alt_{name}')}](/images/{image.public_id}/)"
    save_page(
        actor=author,
        page=first,
        title=title,
        source=text_of(
            name, f"#{tag_of(name)} {more}\n\n## {word(f'heading_{name}')}\n\nMore.\n\n{shown}"
        ),
        note=f"Because {word(f'note_{name}')}",
        base_revision=1,
    )
    ids[name] = first.public_id
    add_comment(actor=author, root=first, source="Is it so?")
    return WikiPage.objects.get(pk=first.pk)


def _unfinished(
    people: dict[str, Person],
    wiki: Wiki,
    keep: Callable[[str, WikiPage], Any],
    ids: dict[str, str],
) -> None:
    """In the closed community: what is begun, typed, deleted, hidden, and begun from."""
    owner, member = people["owner"], people["member"]
    parent = _page(ids, "closed")
    begun = begin_page(
        actor=owner,
        wiki=wiki,
        parent=parent,
        title=f"Page {word('page_begun')}",
        source=text_of("begun_closed", f"#{tag_of('page_begun')}"),
    )
    keep("page_begun", begun)
    for name in ("owner", "former"):
        said = f"{word(f'typed_title_{name}')} and more"
        save_draft(
            actor=people[name], page=parent, title=said, source=text_of(f"typed_{name}"), base=2
        )
    made = {
        "page_deleted": {"parent": parent},
        "page_hidden": {},
        "page_template": {"is_template": True},
    }
    for name, more in made.items():
        keep(name, _made(member, wiki, name, **more))
    # What stands below a page that a moderator hid moves up.
    hidden = _page(ids, "hidden")
    keep("page_below", _made(member, wiki, "page_below", parent=hidden))
    delete_page(actor=owner, page=_page(ids, "deleted"), base_revision=1)
    report = report_entry(actor=people["guest"], entry=hidden, reason="spam", text="")
    handle_report(actor=people["steward"], report=report, verdict="hide", answer="not here")


def _made(author: Person, wiki: Wiki, name: str, **more: Any) -> WikiPage:
    return create_page(
        actor=author,
        wiki=wiki,
        title=f"Page {word(name)}",
        source=text_of(f"said_{name}", f"#{tag_of(name)}"),
        **more,
    )


def tag_of(name: str) -> str:
    """The tag that only the page of that name has."""
    return f"of{name.replace('_', '')}"


def write_again(people: dict[str, Person], ids: dict[str, str]) -> None:
    """After the partings: a page that those who left watched says something new."""
    steward = people["steward"]
    shared = Wiki.objects.get(slug=ids["slug_wiki_shared"])
    set_role(actor=steward, wiki=shared, person=people["former"], role="")
    page = _page(ids, "closed")
    # Who has an unread word of it gets no second one.
    Notification.objects.filter(entry=page).update(read_at=timezone.now())
    source = page.source.replace("More.", f"{word('news_closed')}.")
    save_page(
        actor=steward,
        page=page,
        title=page.title,
        source=source,
        note=f"Because {word('note_news')}",
        base_revision=page.revision,
    )


def hand_out_versions(entries: Mapping[str, Entry], ids: dict[str, str]) -> None:
    """The version of each page now, from which a save has to begin, and one that only the page of
    the open community has."""
    for name, entry in entries.items():
        if isinstance(entry, WikiPage):
            ids[f"base_{name}"] = str(entry.revision)
    ids["other_version"] = str(entries["page_open"].revision - 1)


def seen_by(readers: dict[str, set[str]]) -> dict[str, set[str]]:
    """Who may see which word; `readers` are those of each community and the company."""
    seen: dict[str, set[str]] = {}
    mine = {"private": {"owner"}, "shared": {"steward", "member", "employee"}}
    for key in KEYS:
        name, who = f"page_{key}", {**readers, **mine}[key]
        for one in (name, f"before_{name}", f"alt_{name}", f"heading_{name}", f"note_{name}"):
            seen[one] = who
        for one in (f"wiki_{key}", f"says_{key}", f"wanted_{key}"):
            seen[one] = who
    del seen["wanted_company"]
    closed = readers["closed"]
    for name in ("news_closed", "note_news"):
        seen[name] = closed
    for name in ("template", "below"):
        seen[f"page_{name}"] = seen[f"said_page_{name}"] = closed
    # Whoever may write there looks into the bin of the wiki, where the text is not shown.
    seen |= {"page_deleted": closed, "said_page_deleted": set()}
    seen |= {"page_begun": {"owner"}, "begun_closed": {"owner"}}
    # Its author, and the moderators who decided.
    inside = {"member", "steward", "owner"}
    seen |= {"page_hidden": inside, "said_page_hidden": inside}
    for name, who in (("owner", {"owner"}), ("former", set())):
        seen[f"typed_{name}"] = seen[f"typed_title_{name}"] = who
    return seen
