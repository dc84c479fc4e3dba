"""One company in which every object holds a word of its own: what a leak is recognised by.

Built once for all tests of this folder inside a transaction that is rolled back at the end. Each
test runs in a savepoint, so what it writes is gone before the next one. No test of its own.
"""

import secrets
from datetime import timedelta
from typing import Any, ClassVar, Final

from allauth.account.internal.flows.login import record_authentication
from allauth.idp.oidc.models import Client as App
from allauth.idp.oidc.models import Token
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.contrib.auth.models import Group
from django.core import mail
from django.db import connection
from django.test import Client, RequestFactory
from django.utils import timezone

from activity.models import AuditEntry, Notification
from activity.notices import public_id
from communities.actions import (
    add_member,
    archive_community,
    create_community,
    invite_person,
    leave_community,
    request_to_join,
)
from communities.invites import secret_of
from communities.models import Community, Membership
from content.actions import (
    add_comment,
    add_reaction,
    attach_image,
    delete_entry,
    edit_text,
    handle_report,
    report_entry,
    report_person,
)
from content.models import Entry, ReactionChoice
from expertise.actions import hide_evidence
from profiles.actions import (
    Said,
    add_person,
    change_rights,
    deactivate_person,
    follow_person,
    give_skill,
    set_portrait,
    set_status,
    suspend_person,
)
from profiles.models import Detail, HandOverItem, Person
from tests.access.articles import hand_out_addresses, write_articles
from tests.access.words import picture, text_of, word
from tests.jobs import run_jobs
from updates.actions import publish_update, save_draft
from welcome.actions import begin_visit

# A well-formed id, and an address of a community, that belong to nothing.
NEVER: Final = "2222222222222222"
NO_SLUG: Final = "zznosuchcirclezz"
REQUEST_ID: Final = "one-and-the-same-id"
BACKEND: Final = "profiles.backends.PersonBackend"
THUMB: Final = "👍"
ROOMS: Final = {
    "access",
    "activity",
    "profiles",
    "communities",
    "content",
    "suggestions",
    "welcome",
    "expertise",
    "updates",
    "blogs",
}


class World:
    """`people`, `circles`, `entries` by name, `ids` for filling addresses, `mails` that were sent.

    `rows` is the `snapshot` of everything as it was built.
    """

    # Answers about nothing at all, kept while the product stays as it is.
    asked: ClassVar[dict[str, Any]] = {}

    def __init__(self) -> None:
        self.people: dict[str, Person] = {}
        self.circles: dict[str, Community] = {}
        self.entries: dict[str, Entry] = {}
        self.ids: dict[str, str] = {"never": NEVER, "no_slug": NO_SLUG}
        self.mails: list[mail.EmailMessage] = []
        self.tokens: dict[str, str] = {}
        self.asked.clear()
        self._clients: dict[str, Client] = {}
        self._cast()
        self._communities()
        self._tellers()
        self._posts()
        self._texts_of_each()
        self._sign_ins()
        self._meanwhile()
        self._partings()
        self.rows = snapshot()
        self.audits = AuditEntry.objects.count()

    # --- asking ----------------------------------------------------------------------------------

    def client(self, actor: str) -> Client:
        """A browser or a program of that actor; the same one each time."""
        client = self._clients[actor]
        # A notice that waits for the next page belongs to the test that caused it.
        client.cookies.pop("messages", None)
        return client

    def fill(self, text: str, *, instead: dict[str, str] | None = None) -> str:
        """`text` with the ids of the objects it names, or with others `instead`."""
        return text.format_map({**self.ids, **(instead or {})})

    # --- people ----------------------------------------------------------------------------------

    def _cast(self) -> None:
        first = {
            "owner": "Olga", "member": "Mira", "steward": "Stev", "guest": "Gil",
            "employee": "Emil", "former": "Fedor", "offboarded": "Otto", "moderator": "Moll",
            "admin": "Ada", "stranger": "Sten", "applicant": "Apo", "suspended": "Susi",
        }  # fmt: skip
        for key, name in first.items():
            self.people[key] = person = add_person(
                actor=None,
                name=f"{name} {word('name_' + key).capitalize()}",
                email=f"{word('mail_' + key)}@tests.example",
                phone=word(f"phone_{key}"),
                department="Dock",
                location="Port",
                about=f"I am {word('about_' + key)}.",
                is_guest=key == "guest",
                skills=[word("skill_stranger")] if key == "stranger" else (),
                email_verified=True,
            )
            self.ids[key] = person.public_id
            self.ids[f"handle_{key}"] = person.handle
            self.ids[f"mail_{key}"] = str(person.email)
        self.ids["dock"] = str(self.people["owner"].department_id)
        self.ids["port"] = str(self.people["owner"].location_id)
        stranger = self.people["stranger"]
        self.people["owner"].manager = stranger
        self.people["owner"].save()
        for key in ("moderator", "admin"):
            person = self.people[key]
            person.is_staff = True
            person.is_superuser = key == "admin"
            person.save()
        self.people["moderator"].groups.add(Group.objects.get(name="Company moderators"))
        change_rights(
            actor=None,
            person=self.people["steward"],
            groups=Group.objects.filter(name="Picture of skills"),
        )
        ReactionChoice.objects.get_or_create(emoji=THUMB, defaults={"name": "Thumbs up"})

    def _communities(self) -> None:
        owner, stranger = self.people["owner"], self.people["stranger"]
        kinds = {
            "open": ("open", owner),
            "closed": ("on_request", owner),
            "secret": ("secret", owner),
            "archived": ("on_request", owner),
            "rival": ("on_request", stranger),
        }
        for key, (kind, first) in kinds.items():
            self.circles[key] = circle = create_community(
                actor=first,
                name=f"Circle {word('circle_' + key)}",
                purpose=f"For {word('purpose_' + key)}",
                about=f"Rules: {word('rules_' + key)}",
                type=kind,
                allows_guests=kind != "open",
            )
            self.ids[f"slug_{key}"] = circle.slug
            self.ids[f"circle_{key}"] = circle.public_id
            if key == "rival":
                continue
            for name in ("member", "steward", "former", "offboarded", "suspended"):
                role = Membership.Role.MODERATOR if name == "steward" else Membership.Role.MEMBER
                add_member(actor=owner, community=circle, person=self.people[name], role=role)
        add_member(actor=owner, community=self.circles["closed"], person=self.people["guest"])

    def _tellers(self) -> None:
        """In the closed community, three who let others see every detail of theirs, or none."""
        for number, reader in enumerate(Detail.Reader.values, 1):
            words = {kind: word(f"{kind}_{reader}") for kind in Detail.Kind.values}
            values = {
                "phone": words["phone"],
                "private_mail": f"{words['private_mail']}@home.example",
                "birthday": f"0{number}-11",
                "link": f"https://{words['link']}.example/me",
            }
            teller = add_person(
                actor=None,
                name=f"Tell {word('name_tells' + reader).capitalize()}",
                details=[
                    Said(kind, values[kind], words[kind] if kind == "birthday" else "", reader)
                    for kind in Detail.Kind.values
                ],
            )
            self.ids[f"tells{reader}"] = teller.public_id
            add_member(actor=self.people["owner"], community=self.circles["closed"], person=teller)

        status = set_status(
            actor=self.people["member"],
            kind="working_on",
            text=word("status_member"),
            ends_at=timezone.now() + timedelta(days=3),
        )
        self.ids["status_member"] = status.public_id

    # --- what is written -------------------------------------------------------------------------

    def _posts(self) -> None:
        owner = self.people["owner"]
        # Those outside are named too; nobody names the stranger and the applicant.
        named = [key for key in self.people if key not in {"stranger", "applicant"}]
        everybody = " ".join(f"@{self.people[key].handle}" for key in named)
        member = self.people["member"].handle
        choices = {
            "company": "company",
            "open": f"community:{self.circles['open'].slug}",
            "closed": f"community:{self.circles['closed'].slug}",
            "secret": f"community:{self.circles['secret'].slug}",
            "archived": f"community:{self.circles['archived'].slug}",
            "people": f"people:{member}",
        }
        for key, choice in choices.items():
            more = f"#{word('tag_' + key)} {everybody}"
            post = self._post(f"post_{key}", owner, choice, more=more, image=f"image_{key}")
            comment = self._comment(f"comment_{key}", owner, post)
            reply = self._comment(f"reply_{key}", owner, post, reply_to=comment)
            add_reaction(actor=owner, entry=post, emoji=THUMB)
            before = post.source.replace(word(f"post_{key}"), word(f"revision_{key}"))
            self._keep_revision(post, before)
            self._keep_revision(reply, text_of(f"revision_reply_{key}"))
        for key in ("open", "closed", "secret"):
            choice = choices[key]
            for name in ("former", "member"):
                person = self.people[name]
                post = self._post(
                    f"post_{key}_of_{name}", person, choice, image=f"image_{name}_{key}"
                )
                self._comment(f"comment_{key}_of_{name}", person, post)
        self._post("post_company_of_employee", self.people["employee"], "company")
        self._post("post_rival", self.people["stranger"], f"community:{self.circles['rival'].slug}")
        write_articles(self.people, self.circles, self._keep, self.ids)
        archive_community(actor=owner, community=self.circles["archived"])
        self.circles["archived"].refresh_from_db()

    def _post(
        self, name: str, author: Person, choice: str, *, more: str = "", image: str = ""
    ) -> Entry:
        entry = publish_update(
            actor=author,
            source=text_of(name, more),
            choice=choice,
            image=picture() if image else None,
            alt=word(f"alt_{name}") if image else "",
        )
        if image:
            self.ids[image] = entry.attachments.get().public_id
        return self._keep(name, entry)

    def _comment(
        self, name: str, author: Person, root: Entry, reply_to: Entry | None = None
    ) -> Entry:
        entry = add_comment(actor=author, root=root, source=text_of(name), reply_to=reply_to)
        return self._keep(name, entry)

    def _keep(self, name: str, entry: Entry) -> Entry:
        self.entries[name] = entry
        self.ids[name] = entry.public_id
        return entry

    def _keep_revision(self, entry: Entry, before: str) -> None:
        """Edit `entry` twice, so that `before` is what it said earlier and it reads as at first."""
        now = entry.source
        edit_text(actor=entry.author, entry=entry, source=before)
        edit_text(actor=entry.author, entry=entry, source=now)

    def _texts_of_each(self) -> None:
        """Drafts, what lies in a bin, what a moderator hid, what is not due yet."""
        closed = f"community:{self.circles['closed'].slug}"
        for name in ("owner", "member", "former", "guest"):
            choice = closed if name in {"former", "guest"} else "company"
            draft = save_draft(
                actor=self.people[name], source=text_of(f"draft_{name}"), choice=choice
            )
            self._keep(f"draft_{name}", draft)
        kept = attach_image(
            actor=self.people["owner"],
            entry=self.entries["draft_owner"],
            upload=picture(),
            alt=word("alt_draft"),
        )
        self.ids["image_draft_owner"] = kept.public_id
        data = picture().getvalue()
        set_portrait(actor=self.people["stranger"], person=self.people["stranger"], data=data)
        for name in ("owner", "member", "former"):
            person = self.people[name]
            gone = self._post(f"deleted_{name}", person, closed, image=f"image_deleted_{name}")
            self._comment(f"comment_deleted_{name}", person, gone)
            delete_entry(actor=person, entry=gone)
        hidden = self._post("hidden_closed", self.people["member"], closed)
        report = report_entry(actor=self.people["guest"], entry=hidden, reason="spam", text="")
        handle_report(
            actor=self.people["steward"], report=report, verdict="hide", answer="not here"
        )
        later = self._post("later_closed", self.people["owner"], closed)
        Entry.objects.filter(pk=later.pk).update(published_at=timezone.now() + timedelta(days=9))

    # --- sessions and tokens ---------------------------------------------------------------------

    def _sign_ins(self) -> None:
        self._clients["anon"] = _browser()
        for key, person in self.people.items():
            self._clients[key] = client = _browser()
            client.force_login(person, backend=BACKEND)
            client.get("/notifications/count/")
        for key in ("moderator", "admin"):
            self._clients[f"{key}_proved"] = _proved(self.people[key])
        app = App(name=f"Pocket {word('app')}", type=App.Type.PUBLIC)
        app.set_scopes(["read", "write"])
        app.set_redirect_uris(["http://127.0.0.1:8765/back"])
        app.set_grant_types([App.GrantType.AUTHORIZATION_CODE])
        app.save()
        self.ids["app"] = app.pk
        for actor, owner, scopes in (
            ("token_read", "member", ["read"]),
            ("token_write", "member", ["read", "write"]),
            ("token_guest", "guest", ["read"]),
            ("token_former", "former", ["read", "write"]),
            ("token_offboarded", "offboarded", ["read", "write"]),
            ("token_suspended", "suspended", ["read", "write"]),
            ("token_revoked", "member", ["read", "write"]),
        ):
            value = _token(app, self.people[owner], scopes)
            self.tokens[actor] = value
            self._clients[actor] = _browser(HTTP_AUTHORIZATION=f"Bearer {value}")
        Token.objects.by_value(self.tokens["token_revoked"]).delete()

    # --- reports, requests, invitations, the bell ------------------------------------------------

    def _meanwhile(self) -> None:
        people, circles = self.people, self.circles
        for person in people.values():
            begin_visit(actor=person)
        for name in people.keys() - {"owner", "applicant"}:
            follow_person(actor=people[name], person=people["owner"])
        follow_person(actor=people["stranger"], person=people["guest"])
        for name in ("stranger", "member", "former"):
            follow_person(actor=people["offboarded"], person=people[name])
        give_skill(actor=people["employee"], person=people["owner"], name=word("skill_given"))
        hide_evidence(actor=people["member"], entry=self.entries["post_open_of_member"])
        reported = {
            "company": ("post_company", "employee"),
            "closed": ("post_closed_of_former", "member"),
            "secret": ("post_secret_of_former", "member"),
            "rival": ("post_rival", "stranger"),
        }
        for key, (entry, reporter) in reported.items():
            made = report_entry(
                actor=people[reporter],
                entry=self.entries[entry],
                reason="rude",
                text=word(f"report_{key}"),
            )
            self.ids[f"report_{key}"] = made.public_id
            self.ids[f"pk_report_{key}"] = str(made.pk)
        report_person(
            actor=people["employee"],
            person=people["stranger"],
            reason="rude",
            text=word("report_person"),
        )
        asked = request_to_join(
            actor=people["applicant"], community=circles["closed"], message=word("request_closed")
        )
        self.ids["request_closed"] = asked.public_id
        for key, address, as_guest in (
            ("closed", f"{word('invited_closed')}@outside.example", True),
            ("secret", str(people["employee"].email), False),
        ):
            sent = invite_person(
                actor=people["owner"], community=circles[key], email=address, as_guest=as_guest
            )
            self.ids[f"invitation_{key}"] = sent.public_id
            self.ids[f"link_{key}"] = secret_of(sent)
        sent_before = len(mail.outbox)
        run_jobs(limit=2000)
        self.mails = list(mail.outbox[sent_before:])
        for key in ("closed", "secret"):
            for name in ("member", "former"):
                found = Notification.objects.filter(
                    recipient=people[name], kind="mention", entry=self.entries[f"post_{key}"]
                )
                self.ids[f"note_{key}_of_{name}"] = public_id(found.get())

    def _partings(self) -> None:
        hand_out_addresses(self.people, self.ids)
        for key in ("open", "closed", "secret", "archived"):
            leave_community(actor=self.people["former"], community=self.circles[key])
        admin, offboarded, owner = (self.people[key] for key in ("admin", "offboarded", "owner"))
        self.circles["heirloom"] = create_community(
            actor=offboarded, name=f"Circle {word('circle_heirloom')}", type="secret"
        )
        Person.objects.filter(pk=self.people["guest"].pk).update(
            sponsor=offboarded, guest_until=timezone.localdate() + timedelta(days=20)
        )
        deactivate_person(actor=admin, person=offboarded, successor=owner)
        item = HandOverItem.objects.get(kind="community")
        self.ids["item_heirloom"] = item.public_id
        suspend_person(
            actor=admin,
            person=self.people["suspended"],
            until=timezone.now() + timedelta(days=3),
            reason=word("reason_suspended"),
        )
        for key, person in self.people.items():
            person.refresh_from_db()
            self.ids[f"pk_{key}"] = str(person.pk)
        for name, entry in self.entries.items():
            entry.refresh_from_db()
            self.ids[f"version_{name}"] = str(entry.version)
            self.ids[f"pk_{name}"] = str(entry.pk)
        run_jobs()


def _browser(**headers: str) -> Client:
    return Client(raise_request_exception=False, HTTP_X_REQUEST_ID=REQUEST_ID, **headers)


def _proved(person: Person) -> Client:
    """A browser whose session has just seen the second factor, inside the administration."""
    Authenticator.objects.create(
        user=person, type=Authenticator.Type.TOTP, data={"secret": word("totp_secret")}
    )
    client = _browser()
    client.force_login(person, backend=BACKEND)
    request = RequestFactory().get("/")
    request.session = client.session
    record_authentication(request, person, "mfa", type="totp")
    request.session.save()
    answer = client.get("/admin/")
    assert answer.status_code == 200, answer.headers
    return client


def _token(app: App, person: Person, scopes: list[str]) -> str:
    value = secrets.token_urlsafe(64)
    token = Token(
        type=Token.Type.ACCESS_TOKEN,
        client=app,
        user=person,
        expires_at=timezone.now() + timedelta(hours=1),
    )
    token.set_value(value)
    token.set_scopes(scopes)
    token.save()
    return value


def snapshot() -> dict[str, str]:
    """A hash of all rows of each of the product's tables: to prove that a refusal changed nothing.

    "drafts" stands for all entries, "content_entry" for those that are not drafts.
    """
    tables = [
        model._meta.db_table
        for model in apps.get_models()
        if model._meta.app_label in ROOMS and model._meta.label != "activity.RateCount"
    ]
    tables.append(Token._meta.db_table)
    parts = [(table, table, "true") for table in tables if table != "content_entry"]
    parts += [("content_entry", "content_entry", "state <> 'draft'")]
    parts += [("drafts", "content_entry", "true")]
    rows = "md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), ''))"
    one = f"SELECT '{{}}', {rows} FROM {{}} t WHERE {{}}"
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(one.format(*part) for part in parts))
        return dict(cursor.fetchall())
