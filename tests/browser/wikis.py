"""The wikis the pages are walked with: of the company, of a community and of a person, with
something in every list of theirs. No test of its own."""

from typing import Any

from communities.models import Community
from content.actions import add_comment
from profiles.models import Person
from wikis.actions import (
    create_page,
    create_wiki,
    delete_page,
    open_draft,
    save_draft,
    save_page,
    set_front,
    set_role,
    watch_page,
    wiki_of_community,
    wiki_of_person,
)
from wikis.models import WikiPage

TEMPLATE = "**{{Site}}**, {{date}}, {{author}}\n\n## Found\n\n{{What was found}}\n"
LINKS = "\n\nSee [[Oil]], [[Oil#How much]], [[A page nobody wrote|a wish]] and [[Ladders]].\n"


def build(people: dict[str, Person], circles: dict[str, Community], text: str) -> dict[str, Any]:
    """Make them; returns the ids that addresses name. `text` is one with everything in it."""
    owner, member, long = people["owner"], people["member"], people["long"]
    wiki = create_wiki(actor=None, title="Handbook of the lamp", owner=owner, slug="handbook")
    page = create_page(actor=member, wiki=wiki, title="The lamp", source=text + LINKS)
    oil = create_page(
        actor=owner, wiki=wiki, parent=page, title="Oil", source="## How much\n\nTwo litres.\n"
    )
    deep = oil
    for number in range(1, 6):
        deep = create_page(
            actor=owner,
            wiki=wiki,
            parent=deep,
            title=f"Oil of the sort number {number}, which has a rather long name",
            source=f"See [[The lamp]]. Sort {number}.",
        )
    for number, person in ((1, owner), (2, long)):
        save_page(
            actor=person,
            page=page,
            title="The lamp and all that belongs to it",
            source=text.replace("It ", f"Version {number}. It ", 1) + LINKS + "\nMore.\n" * number,
            note=f"What was found in night {number}",
            base_revision=number,
        )
    for title in ("Visit report", "Decision"):
        create_page(actor=owner, wiki=wiki, title=title, source=TEMPLATE, is_template=True)
    template = WikiPage.objects.get(wiki=wiki, title="Visit report")
    gone = create_page(actor=member, wiki=wiki, title="To be regretted", source="Never mind.")
    create_page(actor=member, wiki=wiki, parent=gone, title="This too", source="Never mind.")
    delete_page(actor=member, page=gone, base_revision=1)
    set_front(actor=owner, wiki=wiki, page=page)
    set_role(actor=owner, wiki=wiki, person=people["employee"], role="reader")
    watch_page(actor=owner, page=page)
    save_draft(actor=owner, page=oil, title="Oil", source="## How much\n\nThree litres.\n")
    open_draft(actor=long, page=page)
    add_comment(actor=long, root=page, source="Well said @olga.owner")
    circle = wiki_of_community(circles["closed"])
    shared = create_page(actor=member, wiki=circle, title="Rota", source="Who is awake, and when.")
    own = wiki_of_person(owner)
    create_page(actor=owner, wiki=own, title="Mine", source="To do: [[Ladders]].")
    set_role(actor=owner, wiki=own, person=long, role="reader")
    return {
        "wiki": wiki.slug,
        "pk_wiki": wiki.pk,
        "wiki_of_circle": circle.slug,
        "wiki_own": own.slug,
        "page": page.public_id,
        "page_below": oil.public_id,
        "page_template": template.public_id,
        "page_of_circle": shared.public_id,
    }
