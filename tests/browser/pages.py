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
    Page("version", "/posts/{mine}/history/1/"),
    Page("changes", "/posts/{article}/history/changes/", True),
    Page("comment", "/posts/{post}/comments/"),
    Page("blogs", "/blogs/", True),
    Page("blog", "/blogs/{blog}/", True),
    Page("blog-of-circle", "/blogs/{blog_of_circle}/"),
    Page("blog-settings", "/blogs/{blog}/settings/", True),
    Page("blog-circle-settings", "/blogs/{blog_of_circle}/settings/"),
    Page("blog-empty", "/blogs/of/{employee}/"),
    Page("articles-mine", "/blogs/mine/", True),
    Page("article", "/blogs/posts/{article}/", True),
    Page("article-write", "/blogs/writing/{article_draft}/", True),
    Page("article-change", "/blogs/writing/{article}/"),
    Page("article-preview", "/blogs/writing/{article_draft}/preview/", True),
    Page("article-later", "/blogs/writing/{article_later}/preview/"),
    Page("article-readers", "/blogs/writing/{article}/readers/", True),
    Page("blogs-discussed", "/blogs/?show=discussed"),
    Page("blogs-to-write-in", "/blogs/?show=writing"),
    Page("blog-archive", "/blogs/{blog}/archive/", True),
    Page("articles-of-author", "/blogs/by/{owner}/"),
    Page("articles-on-tag", "/blogs/tagged/lamp/"),
    Page("subscriptions", "/blogs/subscriptions/", True),
    Page("feeds", "/blogs/feeds/?blog={blog}", True),
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
    Page("chart", "/people/{owner}/chart/", True),
    Page("departments", "/departments/"),
    Page("followers", "/people/{owner}/followers/", True),
    Page("following", "/people/{owner}/following/"),
    Page("block", "/people/{guest}/block/", True),
    Page("suggestions", "/suggestions/", True),
    Page("expertise", "/expertise/", True),
    Page("expertise-found", "/expertise/?q=lamp", True),
    Page("expertise-nothing", "/expertise/?q=zzzz"),
    Page("evidence", "/settings/expertise/", True),
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
    Page("network", "/settings/network/", True),
    Page("status", "/settings/status/", True),
    Page("contact-code", "/people/{member}/qr/", True),
    Page("apps", "/settings/apps/", True),
    Page("guests", "/guests/", True),
    Page("guest-reach", "/guests/{guest}/", True),
    Page("hand-overs", "/hand-overs/", True),
    Page("hand-over-pass", "/hand-overs/{item}/pass/"),
    Page("former", "/people/{former}/", True),
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
    Page("welcome-portrait", "/welcome/portrait/", True),
    Page("welcome-skills", "/welcome/skills/", True),
    Page("welcome-tags", "/welcome/tags/", True),
    Page("welcome-people", "/welcome/people/", True),
    Page("welcome-communities", "/welcome/communities/", True),
    Page("welcome-mails", "/welcome/mails/"),
]

GUEST: Final = [
    Page("guest-home", "/", True),
    Page("guest-everyone", "/everyone/"),
    Page("guest-people", "/people/"),
    Page("guest-communities", "/communities/"),
]

ADMIN: Final = [
    Page("blog-new", "/blogs/new/", True),
    Page("two-factor-on", "/accounts/2fa/", True),
    Page("recovery-codes", "/accounts/2fa/recovery-codes/", True),
    Page("recovery-codes-new", "/accounts/2fa/recovery-codes/generate/"),
    Page("two-factor-off", "/accounts/2fa/totp/deactivate/"),
    Page("admin", "/admin/", True),
    Page("picture", "/expertise/picture/", True),
    Page("admin-reports", "/admin/content/report/", True),
    Page("admin-report", "/admin/content/report/{pk_report}/change/", True),
    Page("admin-entries", "/admin/content/entry/"),
    Page("admin-entry", "/admin/content/entry/{pk_post}/change/"),
    Page("admin-people", "/admin/profiles/person/", True),
    Page("admin-person", "/admin/profiles/person/{pk_member}/change/", True),
    Page("admin-person-new", "/admin/profiles/person/add/"),
    Page("admin-person-leave", "/admin/profiles/person/leave/?id={pk_member}", True),
    Page("admin-person-suspend", "/admin/profiles/person/suspend/?id={pk_member}"),
    Page("admin-hand-overs", "/admin/profiles/handover/"),
    Page("admin-hand-over", "/admin/profiles/handover/{pk_hand_over}/change/"),
    Page("admin-communities", "/admin/communities/community/"),
    Page("admin-community", "/admin/communities/community/{pk_closed}/change/"),
    Page("admin-reactions", "/admin/content/reactionchoice/"),
    Page("admin-skills", "/admin/profiles/skill/"),
    Page("admin-people-in-bulk", "/admin/profiles/peoplefile/"),
    Page("admin-people-file", "/admin/profiles/peoplefile/add/", True),
    Page("admin-departments", "/admin/profiles/department/"),
    Page("admin-first-choices", "/admin/suggestions/firstchoice/"),
    Page("admin-first-choice-new", "/admin/suggestions/firstchoice/add/"),
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
