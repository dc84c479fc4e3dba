"""Every way to read each object: pages, fragments, the API, lists, search, typeahead, streams.

`READING[object]` are the calls that show one thing (allowed, refused, redacted); `LISTING[object]`
are those in whose answer it stands or does not. No test of its own.
"""

from tests.access.calls import Call, api, get
from tests.access.world import bait, word

KEPT = ("company", "open", "closed", "secret", "archived", "people")
CIRCLES = ("open", "closed", "secret", "archived", "rival")


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
        get(f"/posts/{at}/history/", name),
        get(f"/posts/{at}/readers/"),
        api(f"updates/{at}/", name),
        api(f"entries/{at}/comments/", *said),
        api(f"entries/{at}/comments/?order=newest", *said),
        api(f"entries/{at}/reactions/"),
        api(f"entries/{at}/revisions/"),
        api(f"entries/{at}/readers/"),
    ]


def comment(name: str) -> list[Call]:
    """A comment or a reply."""
    at = f"{{{name}}}"
    return [
        get(f"/posts/{at}/fresh/", name),
        get(f"/posts/{at}/report/", name),
        get(f"/posts/{at}/history/", name),
        get(f"/posts/{at}/readers/"),
        api(f"comments/{at}/", name),
        api(f"entries/{at}/reactions/"),
        api(f"entries/{at}/revisions/"),
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
    """What a text said before."""
    at = f"{{{post_name}}}"
    return [get(f"/posts/{at}/history/", said), api(f"entries/{at}/revisions/", said)]


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


def profile(key: str) -> list[Call]:
    """A person: who they are, and (`inside`) how to reach them."""
    at, name = f"{{{key}}}", f"name_{key}"
    contact = (f"phone_{key}", f"mail_{key}")
    return [
        get(f"/people/{at}/", name, inside=contact),
        get(f"/people/{at}/card/", name),
        get(f"/people/{at}/followers/", name),
        get(f"/people/{at}/following/", name),
        api(f"people/{at}/", name, inside=contact, keys=("email", "phone", "manager")),
        api(f"people/{at}/followers/"),
        api(f"people/{at}/following/"),
    ]


def landing(key: str) -> list[Call]:
    """The front page of a community, and (`inside`) what only its readers learn there."""
    slug, at = f"{{slug_{key}}}", f"{{circle_{key}}}"
    name, purpose = f"circle_{key}", f"purpose_{key}"
    return [
        get(f"/communities/{slug}/", name, purpose, inside=(f"post_{key}",)),
        api(
            f"communities/{at}/",
            name,
            purpose,
            inside=(f"rules_{key}",),
            keys=("about", "member_count", "allows_guests"),
        ),
    ]


def interior(key: str) -> list[Call]:
    """What lies behind the front page: about, and who is in it."""
    slug, at = f"{{slug_{key}}}", f"{{circle_{key}}}"
    first = "name_stranger" if key == "rival" else "name_owner"
    return [
        get(f"/communities/{slug}/about/", f"rules_{key}"),
        get(f"/communities/{slug}/members/", first),
        get(f"/communities/{slug}/members/?q={bait(first)[:3]}"),
        api(f"communities/{at}/members/", first),
        api(f"communities/{at}/members/?role=owner", first),
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


def circle_lists(key: str) -> list[Call]:
    """Wherever the name of a community could stand in a list or a suggestion."""
    said = f"circle_{key}"
    start = word(said)[:-2]
    show = "&show=archived" if key == "archived" else ""
    return [
        get(f"/communities/?q={start}{show}", said),
        get(f"/communities/?x=1{show}", said),
        get(f"/search/suggest/?q={start}", said),
        get(f"/search/mentions/?q={start}", said),
        get(f"/search/?q={start}&show=communities", said),
        get(f"/search/?q={start}", said),
        api(f"communities/?q={start}", said),
        api("communities/?page_size=100", said),
        api(f"mentions/suggest/?q={start}", said),
    ]


def own_circle_lists(key: str) -> list[Call]:
    """The communities a person is in, wherever they are shown."""
    said = f"circle_{key}"
    calls = [api("communities/?mine=true", said)]
    if key != "archived":
        calls += [
            get("/communities/?show=mine", said),
            get("/settings/profile/", said),
            get("/search/?q=nothing", said),
        ]
    # Who is in few circles is offered open ones on the home page.
    return calls if key in {"open", "archived"} else [*calls, get("/", said)]


def people_lists(key: str) -> list[Call]:
    """Wherever a person could stand in a list or a suggestion."""
    said = f"name_{key}"
    start = word(said)[:-2]
    return [
        get("/people/", said),
        get(f"/people/?q={start}", said),
        get(f"/people/suggest/?q={start}", said),
        get(f"/search/suggest/?q={start}", said),
        get(f"/search/mentions/?q={start}", said),
        get(f"/search/?q={start}&show=people", said),
        get(f"/search/?q={start}", said),
        api("people/?page_size=100", said),
        api(f"people/suggest/?q={start}", said),
        api(f"mentions/suggest/?q={start}", said),
        api("people/?department=Dock", said),
        get("/people/{owner}/followers/", said),
        get("/people/{offboarded}/following/", said),
        api("people/{owner}/followers/", said),
        api("people/{offboarded}/following/", said),
    ]


def bell(said: str) -> list[Call]:
    """The bell."""
    return [
        get("/notifications/", said),
        get("/notifications/?kind=mention", said),
        api("notifications/", said),
        api("notifications/?kind=mention&unread=true", said),
    ]


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
    "later": post("later_closed")[1:7],
    "later_as_post": [get("/updates/{later_closed}/"), *post("later_closed")[7:]],
    "draft_other": draft("draft_owner"),
    "draft_own": draft("draft_member"),
    "draft_of_former": draft("draft_former"),
    "draft_as_post": [get("/updates/{draft_owner}/"), *post("draft_owner")[7:]],
    "image_draft_other": image("image_draft_owner"),
    "profile_outside_closed": profile("stranger"),
    "profile_of_closed_member": profile("member"),
    "profile_of_former": profile("former"),
    "photo_outside_closed": [
        get("/people/{stranger}/photo/", media="image/webp"),
        get("/people/{stranger}/photo/?s=512", media="image/webp"),
        api("people/{stranger}/photo/", media="image/webp"),
    ],
    **{f"landing_{key}": landing(key) for key in CIRCLES},
    **{f"inside_{key}": interior(key) for key in CIRCLES},
    "requests_closed": [
        get("/communities/{slug_closed}/requests/", "request_closed"),
        api("communities/{circle_closed}/requests/", "request_closed"),
    ],
    "request_closed": [
        api("communities/{circle_closed}/requests/{request_closed}/", "request_closed")
    ],
    "invitations_closed": [
        get("/communities/{slug_closed}/invitations/", "invited_closed"),
        api("communities/{circle_closed}/invitations/", "invited_closed"),
    ],
    "invitations_secret": [
        get("/communities/{slug_secret}/invitations/", "mail_employee"),
        api("communities/{circle_secret}/invitations/", "mail_employee"),
    ],
    "forms_closed": [
        get("/communities/{slug_closed}/edit/", "rules_closed"),
        get(
            f"/communities/{{slug_closed}}/members/suggest/?q={word('name_stranger')[:-2]}",
            "name_stranger",
        ),
        get("/communities/{slug_closed}/members/{member}/remove/", "name_member"),
    ],
    "invitation_link_secret": [get("/communities/invitations/{link_secret}/", "circle_secret")],
    **{
        f"reports_{key}": [
            get(f"/communities/{{slug_{key}}}/reports/", f"post_{key}_of_former"),
            get(
                f"/communities/{{slug_{key}}}/reports/{{report_{key}}}/",
                f"post_{key}_of_former",
                f"report_{key}",
            ),
            api(f"communities/{{circle_{key}}}/reports/", f"report_{key}"),
            api(
                f"communities/{{circle_{key}}}/reports/{{report_{key}}}/",
                f"post_{key}_of_former",
                f"report_{key}",
            ),
        ]
        for key in ("closed", "secret")
    },
    "report_of_rival": [
        get("/communities/{slug_rival}/reports/"),
        get("/communities/{slug_closed}/reports/{report_rival}/"),
        api("communities/{circle_closed}/reports/{report_rival}/"),
        api("communities/{circle_rival}/reports/"),
    ],
    "report_of_company": [
        get("/communities/{slug_closed}/reports/{report_company}/"),
        api("communities/{circle_closed}/reports/{report_company}/"),
    ],
    "notification_of_member": [get("/notifications/{note_closed_of_member}/")],
    "notification_of_former": [
        get("/notifications/{note_closed_of_former}/"),
        get("/notifications/{note_secret_of_former}/"),
    ],
    "own_pages": [
        get("/settings/"),
        get("/settings/profile/"),
        get("/settings/apps/"),
        get("/settings/mail/"),
        get("/notifications/count/"),
        get("/accounts/email/"),
        get("/accounts/sessions/"),
    ],
    "public_pages": [get("/settings/appearance/"), get("/gallery/"), get("/accounts/login/")],
    "own_calls": [
        api("me/"),
        api("me/apps/"),
        api("me/mail-preferences/"),
        api("notifications/unread/"),
        api("reaction-choices/"),
    ],
    "new_community": [get("/communities/new/")],
    "api_schema": [get("/api/v1/schema/")],
    "api_docs": [get("/api/docs/")],
    "api_elsewhere": [get("/api/v1/nothing/"), get("/api/")],
    "admin_site": [get("/admin/")],
    "admin_reports": [
        get("/admin/content/report/", "name_former"),
        get(
            "/admin/content/report/{pk_report_secret}/change/",
            "post_secret_of_former",
            "report_secret",
            inside=("post_secret", "comment_secret_of_former"),
        ),
    ],
    "admin_people": [
        get("/admin/profiles/person/", "name_stranger"),
        get("/admin/profiles/person/{pk_stranger}/change/", "name_stranger"),
    ],
    "admin_records": [get("/admin/activity/auditentry/")],
    "admin_entries": [
        get("/admin/content/entry/", "name_owner", inside=("post_closed", "post_secret")),
        get(f"/admin/content/entry/?q={bait('post_closed')}", inside=("post_closed",)),
        get(
            "/admin/content/entry/{pk_post_secret}/change/",
            "name_owner",
            inside=("post_secret", "alt_post_secret", "revision_secret"),
        ),
    ],
    "admin_entry_opened": [
        get("/admin/content/entry/{pk_post_secret}/read/", "post_secret"),
        get("/admin/content/entry/{pk_post_secret}/read/{image_secret}/", media="image/webp"),
    ],
    "health": [get("/healthz"), get("/readyz")],
}

LISTING: dict[tuple[str, str], list[Call]] = {
    **{("read", f"stream_{key}"): stream(key) for key in KEPT},
    **{("read", f"tag_page_{key}"): tag_pages(key) for key in KEPT},
    **{("search", f"search_{key}"): search(key) for key in KEPT},
    **{("typeahead", f"tag_{key}"): tag_suggestions(key) for key in KEPT},
    **{("list", f"circle_{key}"): circle_lists(key) for key in CIRCLES},
    **{("list", f"own_circle_{key}"): own_circle_lists(key) for key in CIRCLES},
    **{("list", f"person_{key}"): people_lists(key) for key in ("stranger", "member", "former")},
    **{("read", f"bell_{key}"): bell(f"post_{key}") for key in KEPT},
    ("read", "bell_letting_in_secret"): [
        get("/notifications/", "circle_secret"),
        api("notifications/?kind=answer", "circle_secret"),
    ],
    ("read", "bell_of_stranger"): [
        get("/notifications/", "name_stranger"),
        api("notifications/?kind=follow", "name_stranger"),
    ],
    ("list", "bin_of_owner"): bins("deleted_owner"),
    ("list", "bin_of_former"): bins("deleted_former"),
    ("list", "draft_other"): draft_lists("draft_owner"),
    ("list", "draft_own"): draft_lists("draft_member"),
    ("list", "draft_of_former"): draft_lists("draft_former"),
}
