"""Every way to read the wikis of the world, and their pages. No test of its own."""

from tests.access.calls import Call, api, get
from tests.access.leaves import CIRCLES, KEYS, tag_of
from tests.access.words import bait, word

WEBP = "image/webp"
# Pages that are in no tree, each for its own reason.
KEPT_OUT = ("begun", "deleted", "hidden", "template")


def _as_entry(at: str, name: str) -> list[Call]:
    """What a page has because it is an entry."""
    return [
        get(f"/posts/{at}/fresh/", name),
        get(f"/posts/{at}/thread/"),
        get(f"/posts/{at}/report/"),
        get(f"/posts/{at}/readers/"),
        get(f"/posts/{at}/history/"),
        get(f"/posts/{at}/history/1/"),
        api(f"entries/{at}/comments/"),
        api(f"entries/{at}/readers/"),
        api(f"entries/{at}/revisions/"),
        api(f"entries/{at}/revisions/1/"),
    ]


def _page(name: str) -> list[Call]:
    at = f"{{{name}}}"
    return [
        get(f"/wikis/pages/{at}/", name, f"heading_{name}", f"alt_{name}"),
        get(f"/wikis/pages/{at}/page-{word(name)}/", name),
        get(f"/wikis/page/{at}/source/", name),
        get(f"/wikis/page/{at}/blame/", name, f"note_{name}"),
        get(f"/wikis/page/{at}/writers/"),
        get(f"/wikis/page/{at}/backlinks/", name),
        api(f"wiki-pages/{at}/", name, f"heading_{name}"),
        api(f"wiki-pages/{at}/blame/", name, f"note_{name}"),
        api(f"wiki-pages/{at}/writers/"),
        api(f"wiki-pages/{at}/backlinks/"),
        api(f"wiki-pages/{at}/children/"),
        *_as_entry(at, name),
    ]


def _before(name: str) -> list[Call]:
    """What it said first, and what was changed since."""
    at, said = f"{{{name}}}", f"before_{name}"
    return [
        get(f"/posts/{at}/history/1/", said),
        get(f"/posts/{at}/history/", f"note_{name}"),
        get(f"/posts/{at}/history/changes/?from=1&to=2", said, name),
        api(f"entries/{at}/revisions/1/", said),
        api(f"entries/{at}/comparison/?from=1&to=2", said),
    ]


def _wiki(key: str) -> list[Call]:
    at, page = f"/wikis/{{slug_wiki_{key}}}", f"page_{key}"
    owner = {"private": "owner", "shared": "steward"}.get(key, "")
    home = f"/wikis/of/{{{owner}}}/" if owner else f"/wikis/in/{{slug_{key}}}/"
    wanted = (f"wanted_{key}",) if key != "company" else ()
    return [
        get(f"{at}/", f"wiki_{key}", f"says_{key}", page),
        get(f"{at}/tree/", f"wiki_{key}", page),
        get(f"{at}/tree/{{{page}}}/"),
        get(f"{at}/changes/", page),
        get(f"{at}/links/", *wanted),
        get(f"{at}/links/?show=wanted", *wanted),
        get(f"{at}/links/?show=orphans", page),
        get(f"{at}/templates/", f"wiki_{key}"),
        get(f"{at}/suggest/?q=Page", page),
        get(f"{at}/suggest/?q=Page+{word(page)}%23", f"heading_{page}"),
        get(f"{at}/to/Page%20{word(page)}/"),
        get(f"{at}/old/old/{word(page)}/"),
        *([get(home)] if key != "company" else []),
        *([api(f"communities/{{circle_{key}}}/wiki/", f"wiki_{key}")] if key in CIRCLES else []),
        api(f"wikis/{{slug_wiki_{key}}}/", f"wiki_{key}", f"says_{key}"),
        api(f"wikis/{{slug_wiki_{key}}}/tree/", page),
        api(f"wikis/{{slug_wiki_{key}}}/changes/", page),
        api(f"wikis/{{slug_wiki_{key}}}/broken-links/", *wanted),
        api(f"wikis/{{slug_wiki_{key}}}/wanted/", *wanted),
        api(f"wikis/{{slug_wiki_{key}}}/orphans/", page),
        api(f"wikis/{{slug_wiki_{key}}}/templates/"),
        api(f"wikis/{{slug_wiki_{key}}}/suggest/?q=Page", page),
    ]


def _found(name: str) -> list[Call]:
    """Wherever something that is written can be looked for, listed and suggested."""
    start = word(name)[:-2]
    return [
        get("/wikis/?show=changes", name),
        get("/wikis/", name),
        get(f"/search/?q={bait(name)}", name),
        get(f"/search/?q={bait(name)}&show=pages", name),
        get(f"/search/links/?q={start}", name),
        get(f"/tags/{tag_of(name)}/", name),
        get(f"/everyone/?tag={tag_of(name)}", name),
        api(f"search/?q={bait(name)}", name),
        api(f"links/suggest/?q={start}", name),
        api(f"streams/everyone/?tag={tag_of(name)}", name),
        api("wiki-pages/?page_size=100", name),
    ]


def _in_its_wiki(name: str) -> list[Call]:
    """Wherever a page of the closed community's wiki could stand there."""
    at = "/wikis/{slug_wiki_closed}"
    return [
        get(f"{at}/", name),
        get(f"{at}/tree/", name),
        get(f"{at}/tree/{{page_closed}}/", name),
        get(f"{at}/changes/", name),
        get(f"{at}/links/?show=orphans", name),
        get(f"{at}/suggest/?q=Page", name),
        get(f"{at}/new/", name),
        get("/wikis/pages/{page_closed}/", name),
        get("/wikis/pages/{page_below}/", name),
        get("/wikis/page/{page_below}/move/", name),
        api("wikis/{slug_wiki_closed}/tree/", name),
        api("wikis/{slug_wiki_closed}/changes/", name),
        api("wikis/{slug_wiki_closed}/suggest/?q=Page", name),
        api("wiki-pages/{page_closed}/children/", name),
        api("wiki-pages/{page_below}/", name),
    ]


def _list_of(key: str) -> list[Call]:
    found = _found(f"page_{key}")
    # Its own front page shows no page of it.
    return [one for one in found if one.path != "/wikis/"]


READING: dict[str, list[Call]] = {
    **{f"page_{key}": _page(f"page_{key}") for key in KEYS},
    **{f"before_page_{key}": _before(f"page_{key}") for key in KEYS},
    **{f"image_page_{key}": [get(f"/images/{{image_page_{key}}}/", media=WEBP)] for key in KEYS},
    **{f"wiki_{key}": _wiki(key) for key in KEYS},
    "page_begun": [
        get("/wikis/pages/{page_begun}/"),
        get("/wikis/writing/{page_begun}/", "page_begun", "begun_closed"),
        api("wiki-pages/{page_begun}/", "page_begun"),
        api("wiki-pages/{page_begun}/draft/", "page_begun", "begun_closed"),
        api("wiki-pages/{page_begun}/images/"),
        *_as_entry("{page_begun}", "page_begun")[:4],
    ],
    "page_deleted": [
        get("/wikis/pages/{page_deleted}/"),
        get("/wikis/page/{page_deleted}/source/"),
        get("/wikis/page/{page_deleted}/blame/"),
        get("/wikis/page/{page_deleted}/backlinks/"),
        api("wiki-pages/{page_deleted}/"),
        api("wiki-pages/{page_deleted}/draft/"),
        *_as_entry("{page_deleted}", "page_deleted"),
    ],
    "page_hidden": [
        get("/wikis/pages/{page_hidden}/"),
        get("/wikis/page/{page_hidden}/source/"),
        get("/wikis/page/{page_hidden}/blame/"),
        get("/wikis/writing/{page_hidden}/"),
        api("wiki-pages/{page_hidden}/"),
        api("wiki-pages/{page_hidden}/blame/"),
        api("wiki-pages/{page_hidden}/draft/"),
        get("/wikis/{slug_wiki_closed}/tree/{page_hidden}/"),
        *_as_entry("{page_hidden}", "page_hidden"),
    ],
    "page_template": [
        get("/wikis/pages/{page_template}/", "page_template", "said_page_template"),
        get("/wikis/page/{page_template}/source/", "said_page_template"),
        get("/wikis/{slug_wiki_closed}/templates/", "page_template"),
        api("wiki-pages/{page_template}/", "page_template", "said_page_template"),
        api("wikis/{slug_wiki_closed}/templates/", "page_template"),
    ],
    "page_below": [get("/wikis/pages/{page_below}/", "page_below", "said_page_below")],
    **{
        f"wiki_settings_{key}": [
            get(f"/wikis/{{slug_wiki_{key}}}/settings/", f"wiki_{key}"),
            api(f"wikis/{{slug_wiki_{key}}}/roles/"),
        ]
        for key in ("closed", "shared")
    },
    "own_leaves": [
        get("/wikis/drafts/"),
        get("/wikis/watched/"),
        get("/wikis/"),
        api("wikis/"),
        api("wiki-pages/"),
        api("wiki-pages/drafts/"),
        api("wiki-pages/watched/"),
    ],
    "wiki_mine": [api("wikis/mine/")],
    "draft_of_mine": [api("wiki-pages/{page_closed}/draft/", "typed_owner", "typed_title_owner")],
    "images_of_page_closed": [api("wiki-pages/{page_closed}/images/", "alt_page_closed")],
    "new_wiki": [get("/wikis/new/")],
}

LISTING: dict[tuple[str, str], list[Call]] = {
    **{("list", f"page_{key}"): _list_of(key) for key in KEYS},
    **{
        ("list", f"page_{name}"): [
            # There one finds what one began.
            one
            for one in _found(f"page_{name}")
            if name != "begun" or not one.path.startswith("/wikis/")
        ]
        for name in KEPT_OUT
    },
    ("list", "page_begun_by_oneself"): [
        get("/wikis/", "page_begun"),
        get("/wikis/?show=changes", "page_begun"),
        get("/wikis/drafts/", "page_begun"),
        api("wiki-pages/drafts/", "page_begun"),
    ],
    **{
        ("list", f"page_{name}_in_its_wiki"): [
            one
            for one in _in_its_wiki(f"page_{name}")
            # New pages begin from templates.
            if name != "template" or not one.path.endswith("/new/")
        ]
        for name in KEPT_OUT
    },
    ("list", "page_below_in_its_wiki"): [
        one
        for one in _in_its_wiki("page_below")
        if "{page_" not in one.path or "/pages/{page_closed}" in one.path
    ],
    **{
        ("list", f"wiki_{key}"): [
            get("/wikis/?q=Wiki", f"wiki_{key}"),
            api("wikis/?page_size=100", f"wiki_{key}"),
            api("wikis/?q=Wiki&page_size=100", f"wiki_{key}"),
        ]
        for key in KEYS
    },
    ("list", "wiki_private_by_person"): [api("wikis/?person={owner}", "wiki_private")],
    ("list", "wiki_secret_by_community"): [api("wikis/?community={circle_secret}", "wiki_secret")],
    # From wherever it stands, each of them links to the page of the company's wiki.
    **{
        ("list", f"link_of_{key}"): [
            get("/wikis/page/{page_company}/backlinks/", f"page_{key}"),
            api("wiki-pages/{page_company}/backlinks/", f"page_{key}"),
        ]
        for key in KEYS
        if key != "company"
    },
    ("list", "bin_of_wiki_closed"): [
        get("/wikis/{slug_wiki_closed}/bin/", "page_deleted"),
        api("wikis/{slug_wiki_closed}/bin/", "page_deleted"),
    ],
    ("list", "hidden_in_bin_of_wiki_closed"): [
        get("/wikis/{slug_wiki_closed}/bin/", "page_hidden"),
        api("wikis/{slug_wiki_closed}/bin/", "page_hidden"),
    ],
    ("list", "typed_owner"): [
        get("/wikis/drafts/", "typed_title_owner"),
        api("wiki-pages/drafts/", "typed_title_owner"),
    ],
    ("list", "typed_former"): [
        api("wiki-pages/drafts/", "typed_title_former"),
        get("/wikis/drafts/", "typed_title_former"),
        get("/wikis/", "typed_title_former"),
    ],
    ("list", "pages_of_wiki_closed"): [
        api("wiki-pages/?wiki={slug_wiki_closed}", "page_closed", "page_below")
    ],
    ("list", "typed_on_closed"): [
        get("/wikis/writing/{page_closed}/", "typed_owner", "typed_title_owner")
    ],
    ("list", "watched_closed"): [
        get("/wikis/watched/", "page_closed"),
        api("wiki-pages/watched/", "page_closed"),
    ],
    ("list", "news_closed"): [
        get("/notifications/", "note_news"),
        api("notifications/", "note_news"),
    ],
}
