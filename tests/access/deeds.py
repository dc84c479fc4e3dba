"""Every way to change each object: forms, fragments and the API.

`DEEDS[(action, object)]` are the calls that do the same thing. No test of its own.
"""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from tests.access.article_surfaces import DEEDS as ARTICLES
from tests.access.calls import Call, call, form
from tests.access.words import text_of, word
from tests.access.world import THUMB

KEPT = ("company", "open", "closed", "secret", "archived", "people")


def soon() -> str:
    """A day that is not over, as forms send it."""
    return (timezone.now() + timedelta(days=3)).date().isoformat()


def react(name: str) -> list[Call]:
    """Put a sign on."""
    at = f"{{{name}}}"
    return [
        form(f"/posts/{at}/react/", {"add": THUMB}),
        call("PUT", f"entries/{at}/reactions/{THUMB}/"),
    ]


def unreact(name: str) -> list[Call]:
    """Take it off."""
    at = f"{{{name}}}"
    return [
        form(f"/posts/{at}/react/", {"remove": THUMB}),
        call("DELETE", f"entries/{at}/reactions/{THUMB}/"),
    ]


def comment(name: str, reply: str = "") -> list[Call]:
    """Answer a post."""
    at = f"{{{name}}}"
    said = {"reply_to": f"{{{reply}}}"} if reply else {}
    return [
        form(f"/posts/{at}/comments/", {"text": "an answer", **said}),
        call("POST", f"entries/{at}/comments/", {"source": "an answer", **said}),
    ]


def take_up(name: str) -> list[Call]:
    """Let it say again what it said before."""
    at = f"{{{name}}}"
    return [
        form(f"/posts/{at}/history/2/restore/"),
        call("POST", f"entries/{at}/revisions/2/restore/"),
    ]


def edit(name: str, kind: str = "updates") -> list[Call]:
    """Change what it says. The version is that of an entry edited twice, or never."""
    at = f"{{{name}}}"
    return [
        form(f"/posts/{at}/edit/", {"source": "changed", "version": f"{{version_{name}}}"}),
        call("PATCH", f"{kind}/{at}/", {"source": "changed"}),
    ]


def delete(name: str, kind: str = "updates") -> list[Call]:
    """Put one's own into the bin."""
    at = f"{{{name}}}"
    return [form(f"/posts/{at}/delete/"), call("DELETE", f"{kind}/{at}/")]


def remove(name: str) -> list[Call]:
    """Remove what somebody else wrote, with a reason."""
    at = f"{{{name}}}"
    return [
        form(f"/posts/{at}/delete/", {"reason": "off topic"}),
        call("POST", f"entries/{at}/remove/", {"reason": "off topic"}),
    ]


def restore(name: str) -> list[Call]:
    """Take it out of the bin."""
    at = f"{{{name}}}"
    return [form(f"/posts/{at}/restore/"), call("POST", f"entries/{at}/restore/")]


def report(name: str) -> list[Call]:
    """Say that something is wrong with it."""
    at = f"{{{name}}}"
    return [
        form(f"/posts/{at}/report/", {"reason": "other", "text": "look"}),
        call("POST", "reports/", {"entry": at, "reason": "other", "text": "look"}),
    ]


def publish(choice: str) -> list[Call]:
    """Post before these readers."""
    text = "something new"
    return [
        form("/updates/", {"text": text, "audience": choice}),
        call("POST", "updates/", {"source": text, "audience": choice}),
    ]


def circle(action: str, key: str) -> list[Call]:
    """What owners, members and those outside do with a community as a whole."""
    page, at = f"/communities/{{slug_{key}}}/", f"communities/{{circle_{key}}}/"
    changed = {
        "name": f"Circle {word('renamed')}", "purpose": "", "about": "",
        "type": "on_request" if key != "secret" else "secret",
    }  # fmt: skip
    wider = {**changed, "name": f"Circle {word('circle_' + key)}", "type": "open"}
    ways = {
        "join": [form(f"{page}join/"), call("PUT", f"{at}membership/")],
        "leave": [form(f"{page}leave/"), call("DELETE", f"{at}membership/")],
        "ask_to_join": [
            form(f"{page}request/", {"message": "please"}),
            call("POST", f"{at}requests/", {"message": "please"}),
        ],
        "edit": [form(f"{page}edit/", changed), call("PATCH", at, changed)],
        "open": [form(f"{page}edit/", wider), call("PATCH", at, wider)],
        "archive": [form(f"{page}archive/"), call("PUT", f"{at}archive/")],
        "unarchive": [form(f"{page}unarchive/"), call("DELETE", f"{at}archive/")],
        "invite": [
            form(f"{page}invitations/send/", {"email": "{mail_stranger}"}),
            call("POST", f"{at}invitations/", {"email": "{mail_stranger}"}),
        ],
        "invite_guest": [
            form(f"{page}invitations/send/", {"email": "new@outside.example", "as_guest": "on"}),
            call("POST", f"{at}invitations/", {"email": "new@outside.example", "as_guest": True}),
        ],
        "add_member": [
            form(f"{page}members/add/", {"person": "@{handle_stranger}"}),
            call("POST", f"{at}members/", {"person": "{stranger}"}),
        ],
        "report": [call("POST", "reports/", {"community": f"{{circle_{key}}}", "reason": "other"})],
    }
    return ways[action]


def member_of(key: str, person: str, action: str) -> list[Call]:
    """What owners do with one member."""
    page = f"/communities/{{slug_{key}}}/members/{{{person}}}/"
    at = f"communities/{{circle_{key}}}/members/{{{person}}}/"
    if action == "remove":
        return [form(f"{page}remove/", {"reason": "gone"}), call("DELETE", at)]
    return [form(f"{page}role/", {"role": action}), call("PATCH", at, {"role": action})]


def answer_request(answer: str) -> list[Call]:
    """What owners say to somebody who asks."""
    page = "/communities/{slug_closed}/requests/{request_closed}/"
    at = "communities/{circle_closed}/requests/{request_closed}/"
    said = {"reason": "full"} if answer == "refuse" else {}
    return [form(f"{page}{answer}/", said), call("POST", f"{at}{answer}/", said)]


def decide(key: str, verdict: str, *, through: str = "") -> list[Call]:
    """A moderator's decision about a report, asked for through a community."""
    through = through or key
    page = f"/communities/{{slug_{through}}}/reports/{{report_{key}}}/"
    at = f"communities/{{circle_{through}}}/reports/{{report_{key}}}/decision/"
    said = {"verdict": verdict, "answer": "because"}
    return [form(page, said), call("POST", at, said)]


def item(deed: str) -> list[Call]:
    """What the holder decides about something that was handed over."""
    to_page = {"person": "@{handle_stranger}"} if deed == "pass" else {}
    to_api = {"person": "{stranger}"} if deed == "pass" else {}
    return [
        form(f"/hand-overs/{{item_heirloom}}/{deed}/", to_page),
        call("POST", f"hand-overs/{{item_heirloom}}/{deed}/", to_api),
    ]


SERVER_FIELDS: dict[str, Any] = {
    "id": "2222222222222222", "public_id": "2222222222222222", "author": "{stranger}",
    "audience": "company", "community": "{circle_open}", "place": "1", "state": "deleted",
    "published_at": "2001-01-01T00:00:00Z", "created_at": "2001-01-01T00:00:00Z", "version": 99,
    "kind": "comment", "is_staff": True, "is_superuser": True, "is_guest": True, "role": "owner",
    "email": "boss@tests.example", "is_active": False, "name": "Boss", "title": "Boss",
}  # fmt: skip

DEEDS: dict[tuple[str, str], list[Call]] = {
    **{("react", f"post_{key}"): react(f"post_{key}") for key in KEPT},
    **{("unreact", f"post_{key}"): unreact(f"post_{key}") for key in KEPT},
    **{("react", f"comment_{key}"): react(f"comment_{key}") for key in ("closed", "secret")},
    **{("comment", f"post_{key}"): comment(f"post_{key}") for key in KEPT},
    **{
        ("reply", f"comment_{key}"): comment(f"post_{key}", f"comment_{key}")
        for key in ("closed", "secret")
    },
    ("reply", "comment_of_other_thread"): comment("post_company", "comment_secret"),
    **{("edit", f"post_{key}"): edit(f"post_{key}") + take_up(f"post_{key}") for key in KEPT},
    **{
        ("edit", f"comment_{key}"): edit(f"comment_{key}", "comments")
        for key in ("closed", "secret")
    },
    ("edit", "post_own"): edit("post_closed_of_member"),
    ("edit", "comment_own"): edit("comment_closed_of_member", "comments"),
    ("edit", "post_of_former"): edit("post_closed_of_former"),
    ("edit", "comment_of_former"): edit("comment_closed_of_former", "comments"),
    ("delete", "post_own"): delete("post_closed_of_member"),
    ("delete", "comment_own"): delete("comment_closed_of_member", "comments"),
    ("delete", "post_of_former"): delete("post_closed_of_former"),
    ("delete", "comment_of_former"): delete("comment_closed_of_former", "comments"),
    **{("delete", f"post_{key}"): delete(f"post_{key}") for key in KEPT},
    **{("remove", f"post_{key}"): remove(f"post_{key}") for key in KEPT},
    ("remove", "post_of_former"): remove("post_closed_of_former"),
    ("restore", "deleted_owner"): restore("deleted_owner"),
    ("restore", "deleted_former"): restore("deleted_former"),
    ("restore", "hidden"): restore("hidden_closed"),
    **{("report", f"post_{key}"): report(f"post_{key}") for key in KEPT},
    ("report", "person_outside_closed"): [
        call("POST", "reports/", {"person": "{stranger}", "reason": "other"})
    ],
    **{("report", f"circle_{key}"): circle("report", key) for key in ("closed", "secret", "rival")},
    ("create", "post_company"): publish("company"),
    **{
        ("create", f"post_{key}"): publish(f"community:{{slug_{key}}}")
        for key in ("open", "closed", "secret", "archived", "rival")
    },
    ("create", "post_people"): publish("people:{handle_member}"),
    ("create", "post_people_outside"): publish("people:{handle_stranger}"),
    ("create", "draft_secret"): [
        call("POST", "drafts/", {"source": "draft", "audience": "community:{slug_secret}"})
    ],
    ("create", "draft"): [
        form("/updates/drafts/save/", {"text": "draft"}),
        call("POST", "drafts/", {"source": "draft"}),
    ],
    **{
        ("save", f"draft_{who}"): [call("PATCH", f"drafts/{{draft_{name}}}/", {"source": "new"})]
        for who, name in (("other", "owner"), ("own", "member"), ("of_former", "former"))
    },
    **{
        ("discard", f"draft_{who}"): [
            form(f"/updates/drafts/{{draft_{name}}}/discard/"),
            call("DELETE", f"drafts/{{draft_{name}}}/"),
        ]
        for who, name in (("other", "owner"), ("own", "member"), ("of_former", "former"))
    },
    **{
        ("add_image", f"draft_{who}"): [
            form(f"/updates/drafts/{{draft_{name}}}/image/", image="image"),
            call("POST", f"drafts/{{draft_{name}}}/images/", image="image"),
        ]
        for who, name in (("other", "owner"), ("own", "member"), ("of_former", "former"))
    },
    **{
        ("publish", f"draft_{who}"): [
            call("POST", "updates/", {"source": "out", "draft": f"{{draft_{name}}}"})
        ]
        for who, name in (("other", "owner"), ("own", "member"), ("of_former", "former"))
    },
    **{
        ("describe", f"image_{key}"): [call("PATCH", f"images/{{image_{key}}}/", {"alt": "seen"})]
        for key in ("company", "closed", "secret", "former_closed", "member_closed")
    },
    **{
        ("delete", f"image_{key}"): [call("DELETE", f"images/{{image_{key}}}/")]
        for key in ("company", "closed", "secret", "former_closed", "member_closed")
    },
    ("follow", "person_outside_closed"): [
        form("/people/{stranger}/follow/"),
        call("PUT", "people/{stranger}/follow/"),
    ],
    ("unfollow", "person_outside_closed"): [
        form("/people/{stranger}/unfollow/"),
        call("DELETE", "people/{stranger}/follow/"),
    ],
    **{
        (action, "person_outside_closed"): [
            form(f"/people/{{stranger}}/{action}/"),
            call("DELETE" if action.startswith("un") else "PUT", f"people/{{stranger}}/{what}/"),
        ]
        for what in ("mute", "block")
        for action in (what, f"un{what}")
    },
    ("follow", "tag_company"): [
        form(f"/tags/{word('tag_company')}/follow/"),
        call("PUT", f"tags/{word('tag_company')}/follow/"),
    ],
    ("unfollow", "tag_company"): [
        form(f"/tags/{word('tag_company')}/unfollow/"),
        call("DELETE", f"tags/{word('tag_company')}/follow/"),
    ],
    **{
        ("dismiss", thing): [
            form(f"/suggestions/dismiss/{kind}/{key}/"),
            call("PUT", f"suggestions/dismissals/{kind}/{key}/"),
        ]
        for thing, kind, key in (
            ("person_outside_closed", "person", "{stranger}"),
            ("circle_secret", "community", "{circle_secret}"),
            ("tag_company", "tag", word("tag_company")),
        )
    },
    ("pass", "first_visit"): [
        form("/welcome/portrait/skip/"),
        call("PUT", "me/first-visit/portrait/"),
    ],
    ("finish", "first_visit"): [
        form("/welcome/leave/"),
        call("DELETE", "me/first-visit/"),
    ],
    ("restore", "suggestions"): [
        form("/suggestions/restore/"),
        call("DELETE", "suggestions/dismissals/"),
    ],
    ("give", "skill_to_stranger"): [
        form("/people/{stranger}/skills/give/", {"name": word("skill_given")}),
        call("POST", "people/{stranger}/given-skills/", {"name": word("skill_given")}),
    ],
    ("take_back", "given_skill"): [
        form("/people/{owner}/skills/take-back/", {"skill": word("skill_given")})
    ],
    ("take_off", "given_skill"): [
        form("/people/{owner}/skills/remove/", {"skill": word("skill_given")})
    ],
    ("end", "given_skill"): [
        call("DELETE", f"people/{{owner}}/given-skills/{word('skill_given')}/")
    ],
    ("hide", "evidence_own"): [
        form("/expertise/evidence/hide/", {"entry": "{post_closed_of_member}"}),
        call("PUT", "me/hidden-evidence/{post_closed_of_member}/"),
    ],
    ("show", "evidence_hidden"): [
        form("/expertise/evidence/show/", {"entry": "{post_open_of_member}"}),
        call("DELETE", "me/hidden-evidence/{post_open_of_member}/"),
    ],
    ("create", "community"): [
        form("/communities/new/", {"name": "New circle", "type": "open"}),
        call("POST", "communities/", {"name": "New circle"}),
    ],
    **{
        (action, f"circle_{key}"): circle(action, key)
        for key in ("open", "closed", "secret", "archived", "rival")
        for action in ("join", "leave", "ask_to_join", "edit", "archive", "unarchive")
    },
    **{("open", f"circle_{key}"): circle("open", key) for key in ("closed", "secret")},
    **{
        (action, f"circle_{key}"): circle(action, key)
        for key in ("closed", "secret", "rival")
        for action in ("invite", "invite_guest", "add_member")
    },
    ("promote", "member_of_closed"): member_of("closed", "member", "moderator"),
    ("demote", "owner_of_closed"): member_of("closed", "owner", "member"),
    ("remove", "member_of_closed"): member_of("closed", "member", "remove"),
    ("remove", "member_of_rival"): member_of("rival", "stranger", "remove"),
    ("approve", "request_closed"): answer_request("approve"),
    ("refuse", "request_closed"): answer_request("refuse"),
    ("withdraw", "request_closed"): [
        form("/communities/{slug_closed}/request/withdraw/"),
        call("DELETE", "communities/{circle_closed}/requests/{request_closed}/"),
    ],
    ("revoke", "invitation_closed"): [
        form("/communities/{slug_closed}/invitations/{invitation_closed}/revoke/"),
        call("DELETE", "communities/{circle_closed}/invitations/{invitation_closed}/"),
    ],
    ("revoke", "invitation_through_rival"): [
        form("/communities/{slug_rival}/invitations/{invitation_closed}/revoke/"),
        call("DELETE", "communities/{circle_rival}/invitations/{invitation_closed}/"),
    ],
    ("accept", "invitation_link_secret"): [
        form("/communities/invitations/{link_secret}/"),
        call("POST", "invitations/accept/", {"secret": "{link_secret}"}),
    ],
    **{("decide", f"report_{key}"): decide(key, "hide") for key in ("closed", "secret", "rival")},
    ("decide", "report_rival_through_closed"): decide("rival", "hide", through="closed"),
    ("decide", "report_company_through_closed"): decide("company", "hide", through="closed"),
    ("keep", "item_heirloom"): item("keep"),
    ("pass", "item_heirloom"): item("pass"),
    ("close", "item_heirloom"): item("close"),
    ("renew", "guest_page"): [
        form("/guests/{guest}/renew/"),
        call("POST", "guests/{guest}/renewal/"),
    ],
    ("change", "own_settings"): [
        form("/settings/profile/", {"about": "new words", "phone": "", "skills": ""}),
        form("/settings/mail/", {"kinds": "follow"}),
        form("/settings/expertise/", {"show": "no"}),
        form("/settings/profile/photo/", image="photo"),
        call("PATCH", "me/", {"about": "new words"}),
        call("PATCH", "me/mail-preferences/", {"follow": True}),
        call("PATCH", "me/hidden-evidence/", {"all": True}),
        call("PUT", "me/photo/", image="photo"),
    ],
    ("set", "own_status"): [
        form("/settings/status/", {"kind": "away", "last_day": soon()}),
        call("POST", "me/statuses/", {"kind": "away", "ends_at": f"{soon()}T00:00:00Z"}),
    ],
    ("clear", "status_of_member"): [
        form("/settings/status/{status_member}/clear/"),
        call("DELETE", "me/statuses/{status_member}/"),
    ],
    ("remove", "own_photo"): [
        form("/settings/profile/photo/remove/"),
        call("DELETE", "me/photo/"),
    ],
    ("read_all", "own_bell"): [
        form("/notifications/read/"),
        call("POST", "notifications/read/"),
    ],
    ("read_one", "bell_of_member"): [
        form("/notifications/read/", {"id": "{note_closed_of_member}"})
    ],
    ("shut_out", "app_of_member"): [
        form("/settings/apps/{app}/revoke/"),
        call("DELETE", "me/apps/{app}/"),
    ],
    ("preview", "text"): [
        form("/preview/", {"text": text_of("typed")}),
        call("POST", "preview/", {"source": text_of("typed")}),
    ],
    ("patch_server_fields", "post_own"): [
        call("PATCH", "updates/{post_closed_of_member}/", {"source": "mine", **SERVER_FIELDS})
    ],
    ("patch_server_fields", "profile_own"): [call("PATCH", "me/", SERVER_FIELDS)],
    **ARTICLES,
}
