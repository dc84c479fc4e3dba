"""Every way to read what people write, and where it is listed and found. No test of its own."""

from tests.access.calls import Call, api, get
from tests.access.surfaces.audiences import CIRCLES, KEPT
from tests.access.words import bait, word


def post(name: str, *, comment: str = "") -> list[Call]:
    """A published post."""
    at = f"{{{name}}}"
    said = (comment,) if comment else ()
    return [
        get(f"/updates/{at}/", name, *said),
        get(f"/posts/{at}/fresh/", name),
        get(f"/posts/{at}/thread/", *said),
        get(f"/posts/{at}/comments/"),
        get(f"/posts/{at}/report/", name),
        get(f"/posts/{at}/history/"),
        get(f"/posts/{at}/history/1/"),
        get(f"/posts/{at}/history/changes/"),
        get(f"/posts/{at}/readers/"),
        api(f"updates/{at}/", name),
        api(f"entries/{at}/comments/", *said),
        api(f"entries/{at}/comments/?order=newest", *said),
        api(f"entries/{at}/reactions/"),
        api(f"entries/{at}/revisions/"),
        api(f"entries/{at}/revisions/1/"),
        api(f"entries/{at}/readers/"),
    ]


def comment(name: str) -> list[Call]:
    """A comment or a reply."""
    at = f"{{{name}}}"
    return [
        get(f"/posts/{at}/fresh/", name),
        get(f"/posts/{at}/report/", name),
        get(f"/posts/{at}/history/"),
        get(f"/posts/{at}/history/1/"),
        get(f"/posts/{at}/readers/"),
        api(f"comments/{at}/", name),
        api(f"entries/{at}/reactions/"),
        api(f"entries/{at}/revisions/"),
        api(f"entries/{at}/revisions/1/"),
        api(f"entries/{at}/readers/"),
    ]


def image(name: str) -> list[Call]:
    """A picture, in full and small, for pages and for programs."""
    at = f"{{{name}}}"
    webp = "image/webp"
    return [
        get(f"/images/{at}/", media=webp),
        get(f"/images/{at}/?s=thumb", media=webp),
        api(f"images/{at}/", media=webp),
        api(f"images/{at}/?s=thumb", media=webp),
    ]


def revisions(post_name: str, said: str) -> list[Call]:
    """What a text said before: it was written twice, so that version 2 is what it said between."""
    at = f"{{{post_name}}}"
    return [
        get(f"/posts/{at}/history/"),
        get(f"/posts/{at}/history/2/", said),
        get(f"/posts/{at}/history/changes/", said),
        get(f"/posts/{at}/history/changes/?from=1&to=2", said),
        api(f"entries/{at}/revisions/", said),
        api(f"entries/{at}/revisions/2/", said),
        api(f"entries/{at}/comparison/", said),
        api(f"entries/{at}/comparison/?from=1&to=2", said),
    ]


def draft(name: str) -> list[Call]:
    """Something unfinished, for its author."""
    at = f"{{{name}}}"
    return [
        get(f"/posts/{at}/fresh/"),
        get(f"/posts/{at}/edit/", name),
        get(f"/posts/{at}/history/"),
        get(f"/posts/{at}/readers/"),
        api(f"drafts/{at}/", name),
    ]


def stream(key: str, *, author: str = "owner") -> list[Call]:
    """Every stream in which a post of the community (or audience) `key` could stand."""
    said = f"post_{key}"
    tag = word(f"tag_{key}")
    newest = "/api/v1/streams/everyone/"
    calls = [
        get("/", said),
        get("/everyone/", said),
        get(f"/everyone/?by={{{author}}}", said),
        get(f"/everyone/?tag={tag}&by={{{author}}}", said),
        get("/stream/news/?of=everyone", said),
        get("/stream/news/?of=following", said),
        get(f"/stream/news/?tag={tag}", said),
        get(f"/people/{{{author}}}/", said),
        api("streams/following/", said),
        api("streams/everyone/", said),
        api(f"streams/everyone/?person={{{author}}}", said),
        api(f"streams/everyone/?person={{{author}}}&tag={tag}", said),
        api("streams/everyone/news/?since={newest}", said, first=newest),
        api("streams/following/news/?since={newest}", said, first="/api/v1/streams/following/"),
    ]
    if key in CIRCLES:
        calls += [
            get(f"/everyone/?in={{slug_{key}}}", said),
            get(f"/stream/news/?in={{slug_{key}}}", said),
            api(f"streams/everyone/?community={{circle_{key}}}", said),
        ]
    return calls


def tag_pages(key: str) -> list[Call]:
    """The page of a tag: the tag stands there for everybody, the post only for its readers."""
    tag = word(f"tag_{key}")
    return [get(f"/tags/{tag}/", f"post_{key}"), api(f"streams/everyone/?tag={tag}", f"post_{key}")]


def search(key: str) -> list[Call]:
    """Looking for a post and its comment by a word of theirs."""
    said, answered = f"post_{key}", f"comment_{key}"
    calls = [
        get(f"/search/?q={bait(said)}", said),
        get(f"/search/?q={bait(said)}&show=posts", said),
        get(f"/search/?q={bait(answered)}&show=comments", answered),
        api(f"search/?q={bait(said)}", said),
        api(f"search/?q={bait(answered)}&kind=comment", answered),
    ]
    if key in CIRCLES:
        calls += [
            get(f"/search/?q={bait(said)}&in={{slug_{key}}}", said),
            api(f"search/?q={bait(said)}&community={{circle_{key}}}", said),
        ]
    return calls


def tag_suggestions(key: str) -> list[Call]:
    """A tag while it is typed."""
    start = word(f"tag_{key}")[:-2]
    said = f"tag_{key}"
    return [get(f"/tags/suggest/?q={start}", said), api(f"tags/suggest/?q={start}", said)]


def bins(said: str) -> list[Call]:
    """What lies in one's bin."""
    return [get("/bin/", said), api("bin/", said)]


def draft_lists(name: str) -> list[Call]:
    """Wherever a draft could be offered."""
    return [
        get("/updates/drafts/", name),
        get("/updates/", name),
        get(f"/updates/?draft={{{name}}}", name),
        get("/", name),
        api("drafts/", name),
    ]


READING: dict[str, list[Call]] = {
    **{f"post_{key}": post(f"post_{key}", comment=f"comment_{key}") for key in KEPT},
    **{f"comment_{key}": comment(f"comment_{key}") for key in KEPT},
    **{f"reply_{key}": comment(f"reply_{key}") for key in ("closed", "secret")},
    **{f"image_{key}": image(f"image_{key}") for key in KEPT},
    **{f"revision_{key}": revisions(f"post_{key}", f"revision_{key}") for key in KEPT},
    "revision_reply_secret": revisions("reply_secret", "revision_reply_secret"),
    "post_of_former": post("post_closed_of_former") + comment("comment_closed_of_former"),
    "post_secret_of_former": post("post_secret_of_former"),
    "image_of_former": image("image_former_closed"),
    "post_rival": post("post_rival"),
    "deleted": post("deleted_owner") + comment("comment_deleted_owner"),
    "image_deleted": image("image_deleted_owner"),
    "hidden": post("hidden_closed"),
    "later": [one for one in post("later_closed") if one.path.startswith("/posts/")],
    "later_as_post": [one for one in post("later_closed") if not one.path.startswith("/posts/")],
    "draft_other": draft("draft_owner"),
    "draft_own": draft("draft_member"),
    "draft_of_former": draft("draft_former"),
    "draft_as_post": [one for one in post("draft_owner") if not one.path.startswith("/posts/")],
    "image_draft_other": image("image_draft_owner"),
}

LISTING: dict[tuple[str, str], list[Call]] = {
    **{("read", f"stream_{key}"): stream(key) for key in KEPT},
    **{("read", f"tag_page_{key}"): tag_pages(key) for key in KEPT},
    **{("search", f"search_{key}"): search(key) for key in KEPT},
    **{("typeahead", f"tag_{key}"): tag_suggestions(key) for key in KEPT},
    ("list", "bin_of_owner"): bins("deleted_owner"),
    ("list", "bin_of_former"): bins("deleted_former"),
    ("list", "draft_other"): draft_lists("draft_owner"),
    ("list", "draft_own"): draft_lists("draft_member"),
    ("list", "draft_of_former"): draft_lists("draft_former"),
    **{
        ("suggest", f"tag_{key}"): [
            get("/suggestions/", f"tag_{key}"),
            api("suggestions/", f"tag_{key}"),
        ]
        for key in ("company", "closed", "secret")
    },
}
