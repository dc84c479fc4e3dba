"""Every way to read and to change the blogs of the world, and their posts. No test of its own."""

from datetime import timedelta

from django.utils import timezone

from tests.access.articles import KEYS, UNFINISHED, tag_of
from tests.access.calls import Call, OwnAddress, api, call, form, get
from tests.access.words import bait, word

WEBP = "image/webp"
FORMS = ("atom", "rss")
ENDS = (timezone.now() + timedelta(days=9)).strftime("%Y-%m-%dT%H:%M")
END = {"shown_until": (timezone.now() + timedelta(days=9)).isoformat()}
# When everything of the world came out.
MONTH = timezone.now()
SOON = {"scheduled_for": (timezone.now() + timedelta(days=9)).isoformat()}


def _article(name: str) -> list[Call]:
    at = f"{{{name}}}"
    return [
        get(f"/blogs/posts/{at}/", name),
        get(f"/blogs/posts/{at}/article-{word(name)}/", name),
        get(f"/blogs/old/1999/{word(name)}/"),
        get(f"/posts/{at}/fresh/", name),
        get(f"/posts/{at}/thread/"),
        get(f"/posts/{at}/report/"),
        get(f"/posts/{at}/readers/"),
        api(f"blog-posts/{at}/", name),
        api(f"entries/{at}/comments/"),
        api(f"entries/{at}/readers/"),
    ]


def _unfinished(name: str) -> list[Call]:
    at = f"{{{name}}}"
    return [
        get(f"/blogs/writing/{at}/preview/", name),
        get(f"/images/{{image_{name}}}/", media=WEBP),
        api(f"blog-posts/{at}/", name),
        api(f"blog-posts/{at}/notes/"),
        get(f"/posts/{at}/history/"),
        get(f"/posts/{at}/history/1/"),
        api(f"entries/{at}/revisions/"),
        api(f"entries/{at}/revisions/1/"),
        api(f"images/{{image_{name}}}/", media=WEBP),
    ]


def _titles(name: str) -> list[Call]:
    start = word(name)[:-2]
    return [
        get(f"/search/links/?q={start}", name),
        api(f"links/suggest/?q={start}", name),
    ]


def _lists(key: str) -> list[Call]:
    said = f"article_{key}"
    return [
        *_titles(said),
        get("/blogs/", said),
        get("/everyone/", said),
        get("/everyone/?by={owner}", said),
        get(f"/search/?q={bait(said)}", said),
        get("/blogs/by/{owner}/", said),
        get(f"/blogs/tagged/{tag_of(said)}/", said),
        get("/blogs/?show=discussed", said),
        api("blog-posts/?page_size=100", said),
        get(f"/search/?q={bait(said)}&show=posts", said),
        api("blog-posts/?page_size=100&author={owner}", said),
        api(f"blog-posts/?tag={tag_of(said)}", said),
        api(f"blog-posts/?month={MONTH:%Y-%m}", said),
        api("blog-posts/?order=discussed", said),
        api(f"search/?q={bait(said)}", said),
    ]


def _feed(key: str) -> list[Call]:
    at, image = f"/blogs/feeds/{{address_{key}}}", f"{{image_article_{key}}}"
    return [
        *(OwnAddress(f"{at}.{form}", (f"blog_{key}", f"article_{key}")) for form in FORMS),
        OwnAddress(f"{at}/images/{image}/", media=WEBP),
    ]


READING: dict[str, list[Call]] = {
    **{f"feed_{key}": _feed(key) for key in KEYS},
    **{
        f"feed_offer_{key}": [
            get(f"/blogs/feeds/?community={{slug_{key}}}", f"circle_{key}"),
            get(f"/blogs/feeds/?blog={{slug_blog_{key}}}", f"blog_{key}"),
        ]
        for key in ("open", "closed", "secret")
    },
    "own_feeds": [get("/blogs/feeds/"), api("blog-feeds/")],
    "feed_of_member": [api("blog-feeds/{feed_of_member}/")],
    **{f"article_{key}": _article(f"article_{key}") for key in KEYS},
    **{
        f"image_article_{key}": [get(f"/images/{{image_article_{key}}}/", media=WEBP)]
        for key in KEYS
    },
    **{
        f"blog_{key}": [
            get(f"/blogs/{{slug_blog_{key}}}/", f"blog_{key}", f"article_{key}"),
            api(f"blogs/{{slug_blog_{key}}}/", f"blog_{key}"),
            get(f"/blogs/{{slug_blog_{key}}}/archive/", f"blog_{key}"),
            get(f"/blogs/{{slug_blog_{key}}}/{MONTH:%Y/%m}/", f"article_{key}"),
            api(f"blogs/{{slug_blog_{key}}}/posts/", f"article_{key}"),
            api(f"blogs/{{slug_blog_{key}}}/subscription/", f"blog_{key}"),
            api(f"blogs/{{slug_blog_{key}}}/months/"),
            get(f"/blogs/in/{{slug_{key}}}/" if key != "company" else "/blogs/of/{owner}/"),
        ]
        for key in KEYS
    },
    **{
        f"readers_article_{key}": [
            get(f"/blogs/writing/{{article_{key}}}/readers/", f"article_{key}"),
            api(f"blog-posts/{{article_{key}}}/readers/"),
        ]
        for key in KEYS
    },
    **{f"article_{name}": _unfinished(f"article_{name}") for name in UNFINISHED},
    "article_changes": [
        get("/blogs/writing/{article_changed}/", "changes_closed"),
        api("blog-posts/{article_changed}/images/", "alt_article_changed"),
    ],
    "article_draft_as_post": [
        get("/blogs/posts/{article_draft}/"),
        get("/posts/{article_draft}/fresh/"),
        get("/blogs/writing/{article_draft}/"),
    ],
    "own_articles": [
        get("/blogs/mine/"),
        api("blog-posts/mine/"),
        api("blog-posts/asked/"),
        api("blogs/"),
        get("/blogs/subscriptions/"),
        api("me/blog-subscriptions/"),
    ],
    "new_blog": [get("/blogs/new/")],
    "blog_settings": [
        get("/blogs/{slug_blog_closed}/settings/"),
        api("blogs/{slug_blog_closed}/roles/"),
    ],
}

LISTING: dict[tuple[str, str], list[Call]] = {
    **{
        ("list", f"feed_all_{key}"): [
            OwnAddress(f"/blogs/feeds/{{address_all}}.{form}", (f"article_{key}",))
            for form in FORMS
        ]
        for key in KEYS
    },
    ("list", "feed_unfinished"): [
        OwnAddress(
            f"/blogs/feeds/{{address_{key}}}.atom",
            (*(f"article_{name}" for name in UNFINISHED), "changes_closed"),
        )
        for key in ("closed", "all")
    ],
    **{("list", f"article_{key}"): _lists(key) for key in KEYS},
    **{
        ("list", f"article_{name}"): [
            *_titles(f"article_{name}"),
            get("/blogs/", f"article_{name}"),
            get("/blogs/by/{owner}/", f"article_{name}"),
            get(f"/blogs/tagged/{tag_of(f'article_{name}')}/", f"article_{name}"),
            get("/everyone/", f"article_{name}"),
            get(f"/search/?q={bait(f'article_{name}')}", f"article_{name}"),
            api("blog-posts/?page_size=100", f"article_{name}"),
        ]
        for name in UNFINISHED
    },
    ("list", "article_unfinished_at_home"): [
        get("/blogs/{slug_blog_closed}/", *(f"article_{name}" for name in UNFINISHED))
    ],
    ("list", "article_shared_mine"): [get("/blogs/mine/", "article_shared")],
    ("list", "subscribed_closed"): [
        get("/blogs/", "blog_closed"),
        get("/blogs/subscriptions/", "blog_closed"),
        get("/notifications/", "article_closed"),
        api("me/blog-subscriptions/", "blog_closed"),
        api("notifications/", "article_closed"),
        api("streams/following/", "article_closed"),
    ],
}


def _writes(name: str) -> list[Call]:
    at = f"{{{name}}}"
    text = {"title": "new", "text": "new"}
    return [
        form(f"/blogs/writing/{at}/", {**text, "deed": "save"}),
        form(f"/blogs/writing/{at}/", {**text, "deed": "end", "shown_until": ENDS}),
        form(f"/blogs/writing/{at}/save/", text),
        form(f"/blogs/writing/{at}/image/", image="image"),
        form(f"/blogs/writing/{at}/cover/", {"image": ""}),
        form(f"/blogs/writing/{at}/people/", {"authors": "@{handle_steward}"}),
        call("PATCH", f"blog-posts/{at}/", {"source": "new"}),
        call("POST", f"blog-posts/{at}/images/", image="image"),
        call("PUT", f"blog-posts/{at}/cover/", {"image": f"{{image_other_{name}}}"}),
        call("DELETE", f"blog-posts/{at}/cover/"),
        call("PUT", f"blog-posts/{at}/authors/", {"authors": ["{steward}"]}),
    ]


# The same deed, as the API calls it.
_CALLS = {
    "pin": ("PUT", "pin"),
    "close-comments": ("DELETE", "comments-open"),
    "archive": ("PUT", "archive"),
}


def _deed(deed: str, name: str) -> list[Call]:
    at = f"{{{name}}}"
    method, where = _CALLS[deed]
    return [form(f"/blogs/writing/{at}/{deed}/"), call(method, f"blog-posts/{at}/{where}/")]


DEEDS: dict[tuple[str, str], list[Call]] = {
    **{
        ("make", f"feed_{key}"): [
            form("/blogs/feeds/make/", {"community": f"{{slug_{key}}}"}),
            call("POST", "blog-feeds/", {"community": f"{{circle_{key}}}"}),
        ]
        for key in ("open", "closed", "secret")
    },
    ("renew", "feed_of_member"): [
        form("/blogs/feeds/{feed_of_member}/renew/"),
        call("POST", "blog-feeds/{feed_of_member}/renew/"),
    ],
    ("revoke", "feed_of_member"): [
        form("/blogs/feeds/{feed_of_member}/revoke/"),
        call("DELETE", "blog-feeds/{feed_of_member}/"),
    ],
    **{
        ("write", f"article_{key}"): _writes(f"article_{key}")
        for key in ("company", "closed", "secret", "draft", "shared")
    },
    **{
        (deed, f"article_{key}"): _deed(deed, f"article_{key}")
        for key in ("company", "closed", "secret")
        for deed in ("pin", "close-comments", "archive")
    },
    ("publish", "article_draft"): [
        form("/blogs/writing/{article_draft}/publish/"),
        call("POST", "blog-posts/{article_draft}/publish/"),
        call("POST", "blog-posts/{article_draft}/submit/"),
        call("PUT", "blog-posts/{article_draft}/schedule/", SOON),
        call("PUT", "blog-posts/{article_draft}/reviewers/", {"reviewers": ["{steward}"]}),
        call("DELETE", "blog-posts/{article_draft}/"),
    ],
    ("publish", "article_submitted"): [
        form("/blogs/writing/{article_submitted}/publish/"),
        call("POST", "blog-posts/{article_submitted}/publish/"),
    ],
    ("unpin", "article_closed"): [
        form("/blogs/writing/{article_closed}/unpin/"),
        call("DELETE", "blog-posts/{article_closed}/pin/"),
    ],
    ("open-comments", "article_closed"): [
        form("/blogs/writing/{article_closed}/open-comments/"),
        call("PUT", "blog-posts/{article_closed}/comments-open/"),
    ],
    ("unschedule", "article_scheduled"): [
        form("/blogs/writing/{article_scheduled}/unschedule/"),
        call("DELETE", "blog-posts/{article_scheduled}/schedule/"),
    ],
    ("end", "article_closed"): [
        form("/blogs/writing/{article_closed}/stay/"),
        call("PUT", "blog-posts/{article_closed}/end/", END),
        call("DELETE", "blog-posts/{article_closed}/end/"),
    ],
    ("discard", "article_changed"): [
        form("/blogs/writing/{article_changed}/discard/"),
        call("DELETE", "blog-posts/{article_changed}/changes/"),
    ],
    ("restore", "article_closed"): [
        form("/blogs/writing/{article_closed}/versions/1/restore/"),
        call("POST", "blog-posts/{article_closed}/revisions/1/restore/"),
    ],
    ("note", "article_shared"): [
        form("/blogs/writing/{article_shared}/notes/", {"text": "Fine"}),
        call("POST", "blog-posts/{article_shared}/notes/", {"text": "Fine"}),
    ],
    ("return", "article_submitted"): [
        form("/blogs/writing/{article_submitted}/notes/", {"text": "Where?", "return": "1"}),
        call("POST", "blog-posts/{article_submitted}/return/", {"text": "Where?"}),
    ],
    ("comment", "article_closed"): [
        form("/posts/{article_closed}/comments/", {"text": "Well"}),
        call("POST", "entries/{article_closed}/comments/", {"source": "Well"}),
    ],
    ("comment", "article_draft"): [form("/posts/{article_draft}/comments/", {"text": "Well"})],
    ("create", "article_closed"): [form("/blogs/{slug_blog_closed}/write/")],
    ("create", "article_in_closed"): [form("/blogs/in/{slug_closed}/write/")],
    ("create", "article_own"): [
        form("/blogs/write/"),
        call("POST", "blog-posts/", {"title": "new"}),
    ],
    ("edit", "blog_closed"): [
        form("/blogs/{slug_blog_closed}/settings/", {"title": "New", "members_may": "reader"}),
        form("/blogs/{slug_blog_closed}/roles/", {"people": "@{handle_member}", "role": "reader"}),
        call("PATCH", "blogs/{slug_blog_closed}/", {"title": "New", "members_may": "reader"}),
        call("PUT", "blogs/{slug_blog_closed}/roles/{member}/", {"role": "reader"}),
    ],
    ("take", "role_in_blog_closed"): [call("DELETE", "blogs/{slug_blog_closed}/roles/{member}/")],
    **{
        (deed, f"blog_{key}"): [
            form(f"/blogs/{at}/{deed}/"),
            call(method, f"blogs/{at}/subscription/"),
        ]
        for key, at in ((key, f"{{slug_blog_{key}}}") for key in ("company", "closed", "secret"))
        for deed, method in (("subscribe", "PUT"), ("unsubscribe", "DELETE"))
    },
    ("name", "blog_closed"): [call("POST", "blog-posts/", {"blog": "{slug_blog_closed}"})],
    ("create", "blog_of_company"): [
        call("POST", "blogs/", {"title": "News", "owner": "{member}"}),
        form("/blogs/new/", {"title": "News", "owners": "@{handle_member}"}),
    ],
}
