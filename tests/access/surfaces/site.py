"""One's own bell and settings, the administration, and what is for everybody.

No test of its own.
"""

from tests.access.calls import Call, api, get
from tests.access.surfaces.audiences import KEPT
from tests.access.words import bait


def bell(said: str) -> list[Call]:
    """The bell."""
    return [
        get("/notifications/", said),
        get("/notifications/?kind=mention", said),
        api("notifications/", said),
        api("notifications/?kind=mention&unread=true", said),
    ]


READING: dict[str, list[Call]] = {
    "notification_of_member": [get("/notifications/{note_closed_of_member}/")],
    "notification_of_former": [
        get("/notifications/{note_closed_of_former}/"),
        get("/notifications/{note_secret_of_former}/"),
    ],
    "own_pages": [
        get("/settings/expertise/"),
        get("/settings/"),
        get("/settings/profile/"),
        get("/settings/status/"),
        get("/settings/apps/"),
        get("/settings/network/"),
        get("/welcome/"),
        get("/welcome/portrait/"),
        get("/settings/mail/"),
        get("/notifications/count/"),
        get("/accounts/email/"),
        get("/accounts/sessions/"),
    ],
    "public_pages": [get("/settings/appearance/"), get("/gallery/"), get("/accounts/login/")],
    "own_calls": [
        api("me/"),
        api("me/apps/"),
        api("me/statuses/"),
        api("me/first-visit/"),
        api("me/mutes/"),
        api("me/blocks/"),
        api("me/tags/"),
        api("me/mail-preferences/"),
        api("me/hidden-evidence/"),
        api("notifications/unread/"),
        api("reaction-choices/"),
        api("people/facets/"),
        api("people/facets/?department=Dock"),
    ],
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
        get("/admin/profiles/peoplefile/"),
        get("/admin/profiles/peoplefile/add/"),
        get("/admin/profiles/person/{pk_stranger}/change/", "name_stranger"),
        get("/admin/profiles/person/leave/?id={pk_stranger}", "name_stranger"),
        get("/admin/profiles/person/suspend/?id={pk_stranger}", "name_stranger"),
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
    **{("read", f"bell_{key}"): bell(f"post_{key}") for key in KEPT},
    ("read", "bell_letting_in_secret"): [
        get("/notifications/", "circle_secret"),
        api("notifications/?kind=answer", "circle_secret"),
    ],
    ("read", "bell_of_stranger"): [
        get("/notifications/", "name_stranger"),
        api("notifications/?kind=follow", "name_stranger"),
    ],
}
