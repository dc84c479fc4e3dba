"""Every page of the administration: it opens for an admin, and shows no secret."""

import re
from collections.abc import Callable

import pytest
from allauth.idp.oidc.models import Client as App
from allauth.idp.oidc.models import Token
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin as django_admin
from django.urls import reverse

from activity import audit_words
from activity.log import audit
from blogs.actions import create_blog, save_post
from communities.actions import invite_person
from communities.models import Community
from content.actions import report_entry
from content.models import Entry, ReactionChoice
from profiles.models import Department, Location, Person
from socialbiz.env import BASE_DIR
from tests.admin.conftest import Inside

pytestmark = pytest.mark.django_db

Post = Callable[..., Entry]
WORDS = "Quetzalcoatl sings in the cellar"


@pytest.fixture
def world(
    owner: Person,
    member: Person,
    admin: Person,
    secret: Community,
    closed: Community,
    thumbs: ReactionChoice,
    post: Post,
) -> Entry:
    """One of everything, with a secret post that holds WORDS."""
    Department.objects.create(name="Engines")
    Location.objects.create(name="Leith")
    member.skills.create(name="Welding", slug="welding")
    blog = create_blog(actor=None, title="News", owner=owner)
    save_post(actor=owner, blog=blog, title=WORDS, source=WORDS)
    entry = post(owner, WORDS, secret)
    report_entry(actor=member, entry=entry, reason="rude", text="Not nice")
    audit(actor=admin, action="tests.something", entry=entry, person=member, community=secret)
    return entry


def test_every_list_and_page_opens_for_an_admin(
    world: Entry, inside: Inside, admin: Person
) -> None:
    client = inside(admin)
    assert client.get("/admin/").status_code == 200
    seen = set()
    for model, page in django_admin.site._registry.items():
        name = f"{model._meta.app_label}_{model._meta.model_name}"
        answer = client.get(reverse(f"admin:{name}_changelist"))
        assert answer.status_code == 200, name
        assert WORDS not in answer.content.decode(), name
        seen.add(name)
        row = model._default_manager.first()
        if row is not None:
            shown = client.get(reverse(f"admin:{name}_change", args=[row.pk]))
            assert shown.status_code == 200, name
            history = client.get(reverse(f"admin:{name}_history", args=[row.pk]))
            assert history.status_code == 404, name
            assert client.get(reverse(f"admin:{name}_change", args=[10**9])).status_code in {
                302,
                404,
            }
        added = client.get(reverse(f"admin:{name}_add")).status_code
        assert added in {200, 403}, name
        assert page.has_add_permission(answer.wsgi_request) == (added == 200)
    assert seen == {
        "profiles_person",
        "profiles_department",
        "profiles_location",
        "profiles_skill",
        "profiles_detail",
        "profiles_status",
        "profiles_handover",
        "profiles_peoplefile",
        "auth_group",
        "communities_community",
        "blogs_blog",
        "blogs_feedaddress",
        "content_entry",
        "content_report",
        "content_reactionchoice",
        "suggestions_firstchoice",
        "activity_auditentry",
        "procrastinate_procrastinatejob",
    }


def test_no_page_shows_a_secret(
    world: Entry, inside: Inside, admin: Person, owner: Person, closed: Community
) -> None:
    client = inside(admin)
    client.get("/admin/")
    app = App.objects.create(id="app", name="Phone", owner=owner)
    app.set_secret("app-secret-canary")
    app.save()
    Token.objects.create(
        type=Token.Type.ACCESS_TOKEN, hash="token-hash-canary", client=app, user=owner
    )
    UserSession.objects.create(
        user=admin, session_key="session-canary", ip="127.0.0.1", user_agent="x"
    )
    invite_person(actor=owner, community=closed, email="new@tests.example", as_guest=True)
    secrets = [admin.password, owner.password, app.secret, "token-hash-canary", "session-canary"]
    secrets += [str(row.data.get("secret", "")) for row in Authenticator.objects.all()]
    secrets += list(closed.invitations.values_list("secret_hash", flat=True))
    secrets = [secret for secret in secrets if secret]
    assert len(secrets) >= 7
    pages = ["/admin/"]
    for model in django_admin.site._registry:
        name = f"{model._meta.app_label}_{model._meta.model_name}"
        pages.append(reverse(f"admin:{name}_changelist"))
        pages += [
            reverse(f"admin:{name}_change", args=[row.pk])
            for row in model._default_manager.all()[:5]
        ]
    for page in pages:
        text = client.get(page).content.decode()
        for secret in secrets:
            assert secret not in text, page


def test_every_deed_that_is_audited_has_words() -> None:
    used = set()
    for room in (
        "activity",
        "profiles",
        "communities",
        "content",
        "suggestions",
        "updates",
        "blogs",
        "socialbiz",
    ):
        for file in (BASE_DIR / room).rglob("*.py"):
            used |= set(re.findall(r'action="([a-z_]+\.[a-z_]+)"', file.read_text()))
    assert len(used) > 10
    assert used <= set(audit_words.WORDS)
    assert audit_words.words_of("profiles.person_deactivated") == "Deactivated a person"


def test_a_page_has_no_button_that_leads_nowhere(
    world: Entry, inside: Inside, admin: Person, member: Person
) -> None:
    client = inside(admin)
    url = reverse("admin:profiles_person_change", args=[member.pk])
    assert "historylink" not in client.get(url).content.decode()
    start = client.get("/admin/").content.decode()
    for section in ("Moderation", "People", "Communities", "Records", "Background jobs"):
        assert section in start


def test_nothing_can_be_deleted_but_unused_words(
    world: Entry, inside: Inside, admin: Person, thumbs: ReactionChoice, member: Person
) -> None:
    client = inside(admin)
    for model in django_admin.site._registry:
        row = model._default_manager.first()
        if row is None:
            continue
        name = f"{model._meta.app_label}_{model._meta.model_name}"
        answer = client.post(reverse(f"admin:{name}_delete", args=[row.pk]), {"post": "yes"})
        harmless = name in {
            "profiles_department",
            "profiles_location",
            "content_reactionchoice",
        }
        assert (answer.status_code, model._default_manager.filter(pk=row.pk).exists()) == (
            (302, False) if harmless else (403, True)
        ), name
    lists = client.get(reverse("admin:profiles_person_changelist")).content.decode()
    assert "delete_selected" not in lists


def test_a_used_word_stays(inside: Inside, admin: Person, employee: Person) -> None:
    department = Department.objects.create(name="Engines")
    Person.objects.filter(pk=employee.pk).update(department=department)
    url = reverse("admin:profiles_department_delete", args=[department.pk])
    assert inside(admin).post(url, {"post": "yes"}).status_code == 403
    assert Department.objects.filter(pk=department.pk).exists()


def test_the_set_of_reactions_is_chosen_here(
    inside: Inside, admin: Person, thumbs: ReactionChoice
) -> None:
    url = reverse("admin:content_reactionchoice_change", args=[thumbs.pk])
    answer = inside(admin).post(url, {"emoji": "👍", "name": "Agreed", "position": 3})
    assert answer.status_code == 302
    thumbs.refresh_from_db()
    assert (thumbs.name, thumbs.position, thumbs.is_offered) == ("Agreed", 3, False)
