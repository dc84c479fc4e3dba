"""Every page a person sees, by who sees it; the axe and width walks and the pictures go there.

An address names the objects of `company.py` in braces. No test of its own.
"""

from typing import Final, NamedTuple


class Page(NamedTuple):
    """One page: its short name, its address, whether axe looks at it on a phone too.

    `settles` names what a page draws last, where it draws itself; `foreign` the rules of axe-core
    that a page of another project breaks.
    """

    name: str
    path: str
    phone: bool = False
    settles: str = ""
    foreign: tuple[str, ...] = ()


OAUTH: Final = (
    "/identity/o/authorize?client_id={app}&response_type=code&scope=read+write&state=one"
    "&redirect_uri=http%3A%2F%2F127.0.0.1%3A8765%2Fback"
    "&code_challenge={challenge}&code_challenge_method=S256"
)

NOBODY: Final = [
    Page("sign-in", "/accounts/login/", True),
    Page("sign-up", "/accounts/signup/", True),
    Page("password-reset", "/accounts/password/reset/", True),
    Page("password-reset-done", "/accounts/password/reset/done/"),
    Page("password-reset-key", "/accounts/password/reset/key/{reset}/", True),
    Page("password-reset-bad-key", "/accounts/password/reset/key/2-wrong/"),
    Page("password-reset-key-done", "/accounts/password/reset/key/done/"),
    Page("confirm-email-sent", "/accounts/confirm-email/"),
    Page("confirm-email-wrong", "/accounts/confirm-email/wrong/"),
    Page("inactive", "/accounts/inactive/"),
    Page("guest-invitation", "/communities/invitations/{guest_link}/", True),
    Page("mail-stop", "/mail/stop/{stop}/"),
    Page("outbox", "/outbox/"),
    Page("sign-ins", "/outbox/sign-ins/"),
]

OWNER: Final = [
    Page("gallery", "/gallery/"),
    Page("home", "/", True),
    Page("everyone", "/everyone/", True),
    Page("post", "/updates/{post}/", True),
    Page("post-of-chosen-people", "/updates/{chosen}/"),
    Page("post-in-archive", "/updates/{archived_post}/"),
    Page("composer", "/updates/", True),
    Page("drafts", "/updates/drafts/", True),
    Page("edit", "/posts/{mine}/edit/", True),
    Page("delete", "/posts/{mine}/delete/"),
    Page("history", "/posts/{mine}/history/", True),
    Page("readers", "/posts/{post}/readers/", True),
    Page("report", "/posts/{post}/report/", True),
    Page("comment", "/posts/{post}/comments/"),
    Page("bin", "/bin/", True),
    Page("notifications", "/notifications/", True),
    Page("search", "/search/?q=lamp", True),
    Page("search-posts", "/search/?q=lamp&show=posts"),
    Page("search-people", "/search/?q=mira&show=people"),
    Page("search-nothing", "/search/?q=zzzz", True),
    Page("search-empty", "/search/"),
    Page("tag", "/tags/lamp/"),
    Page("people", "/people/", True),
    Page("people-none", "/people/?q=zzzz"),
    Page("person", "/people/{member}/", True),
    Page("guest", "/people/{guest}/"),
    Page("me", "/people/{owner}/"),
    Page("followers", "/people/{owner}/followers/", True),
    Page("following", "/people/{owner}/following/"),
    Page("communities", "/communities/", True),
    Page("community-new", "/communities/new/", True),
    Page("community", "/communities/{closed}/", True),
    Page("community-about", "/communities/{closed}/about/"),
    Page("community-members", "/communities/{closed}/members/", True),
    Page("community-remove", "/communities/{closed}/members/{member}/remove/"),
    Page("community-requests", "/communities/{closed}/requests/", True),
    Page("community-invitations", "/communities/{closed}/invitations/", True),
    Page("community-reports", "/communities/{closed}/reports/", True),
    Page("community-report", "/communities/{closed}/reports/{report}/", True),
    Page("community-edit", "/communities/{closed}/edit/", True),
    Page("community-secret", "/communities/{secret}/"),
    Page("community-archived", "/communities/{archived}/", True),
    Page("settings", "/settings/", True),
    Page("profile-edit", "/settings/profile/", True),
    Page("apps", "/settings/apps/", True),
    Page("sessions", "/accounts/sessions/", True),
    Page("mail", "/settings/mail/", True),
    Page("appearance", "/settings/appearance/", True),
    Page("email", "/accounts/email/", True),
    Page("password", "/accounts/password/change/", True),
    Page("two-factor", "/accounts/2fa/", True),
    Page("two-factor-activate", "/accounts/2fa/totp/activate/", True),
    Page("sign-out", "/accounts/logout/"),
    Page("consent", OAUTH, True),
    Page("device", "/identity/o/device"),
    Page("oauth-wrong", "/identity/o/authorize?client_id=nobody"),
    Page("not-found", "/updates/2222222222222222/", True),
]

# Somebody outside sees other things in the same places.
EMPLOYEE: Final = [
    Page("employee-home", "/", True),
    Page("employee-notifications", "/notifications/"),
    Page("employee-drafts", "/updates/drafts/"),
    Page("employee-bin", "/bin/"),
    Page("employee-community", "/communities/{closed}/", True),
    Page("employee-open-community", "/communities/{open}/"),
    Page("employee-post", "/updates/{open_post}/", True),
    Page("employee-forbidden", "/posts/{post_of_owner}/edit/"),
    Page("invitation", "/communities/invitations/{link}/", True),
]

GUEST: Final = [
    Page("guest-home", "/", True),
    Page("guest-everyone", "/everyone/"),
    Page("guest-people", "/people/"),
    Page("guest-communities", "/communities/"),
]

ADMIN: Final = [
    Page("two-factor-on", "/accounts/2fa/", True),
    Page("recovery-codes", "/accounts/2fa/recovery-codes/", True),
    Page("recovery-codes-new", "/accounts/2fa/recovery-codes/generate/"),
    Page("two-factor-off", "/accounts/2fa/totp/deactivate/"),
    Page("admin", "/admin/", True),
    Page("admin-reports", "/admin/content/report/", True),
    Page("admin-report", "/admin/content/report/{pk_report}/change/", True),
    Page("admin-entries", "/admin/content/entry/"),
    Page("admin-entry", "/admin/content/entry/{pk_post}/change/"),
    Page("admin-people", "/admin/profiles/person/", True),
    Page("admin-person", "/admin/profiles/person/{pk_member}/change/", True),
    Page("admin-person-new", "/admin/profiles/person/add/"),
    Page("admin-communities", "/admin/communities/community/"),
    Page("admin-community", "/admin/communities/community/{pk_closed}/change/"),
    Page("admin-reactions", "/admin/content/reactionchoice/"),
    Page("admin-skills", "/admin/profiles/skill/"),
    Page("admin-departments", "/admin/profiles/department/"),
    Page("admin-groups", "/admin/auth/group/"),
    Page("admin-audit", "/admin/activity/auditentry/", True),
    Page("admin-jobs", "/admin/procrastinate/procrastinatejob/"),
    # Swagger UI draws its own headings, and its description outside its own <main>.
    Page("api-docs", "/api/docs/", settles=".opblock-tag", foreign=("heading-order", "region")),
]

BY_ROLE: Final = {
    "nobody": NOBODY,
    "owner": OWNER,
    "employee": EMPLOYEE,
    "guest": GUEST,
    "admin": ADMIN,
}
