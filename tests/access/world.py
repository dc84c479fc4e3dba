"""One company in which every object holds a word of its own: what a leak is recognised by.

Built once for all tests of this folder inside a transaction that is rolled back at the end. Each
test runs in a savepoint, so what it writes is gone before the next one. No test of its own.
"""

import re
import secrets
from datetime import timedelta
from io import BytesIO
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
from PIL import Image

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
from profiles.actions import add_person, deactivate_person, follow_person, set_portrait
from profiles.models import Person
from tests.jobs import run_jobs
from updates.actions import publish_update, save_draft

# A well-formed id, and an address of a community, that belong to nothing.
NEVER: Final = "2222222222222222"
NO_SLUG: Final = "zznosuchcirclezz"
REQUEST_ID: Final = "one-and-the-same-id"
BACKEND: Final = "django.contrib.auth.backends.ModelBackend"
LOOKS: Final = re.compile(r"zz[a-z]+zz")
WORDS: Final[set[str]] = set()
THUMB: Final = "👍"
ROOMS: Final = {"access", "activity", "profiles", "communities", "content", "updates"}


def word(name: str) -> str:
    """The word that stands in the object of that name and nowhere else."""
    made = f"zz{name.replace('_', '')}zz"
    WORDS.add(made)
    return made


def words_in(text: str) -> set[str]:
    """The words of objects that stand in `text`; a form's token may hold what looks like one."""
    return set(LOOKS.findall(text)) & WORDS


def bait(name: str) -> str:
    """A second word of the same object, to look for it: what is asked for is often repeated."""
    return f"bb{name.replace('_', '')}bb"


def picture() -> BytesIO:
    """A small PNG to upload."""
    file = BytesIO()
    Image.new("RGB", (24, 16), "teal").save(file, "PNG")
    file.seek(0)
    file.name = "holiday.png"
    return file


def text_of(name: str, more: str = "") -> str:
    """What an object says: both its words, and whatever else it needs."""
    return f"About {bait(name)} there is {word(name)} to say. {more}".strip()


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
            "admin": "Ada", "stranger": "Sten", "applicant": "Apo",
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
                email_verified=True,
            )
            self.ids[key] = person.public_id
            self.ids[f"handle_{key}"] = person.handle
            self.ids[f"mail_{key}"] = str(person.email)
        stranger = self.people["stranger"]
        self.people["owner"].manager = stranger
        self.people["owner"].save()
        for key in ("moderator", "admin"):
            person = self.people[key]
            person.is_staff = True
            person.is_superuser = key == "admin"
            person.save()
        self.people["moderator"].groups.add(Group.objects.get(name="Company moderators"))
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
            for name in ("member", "steward", "former", "offboarded"):
                role = Membership.Role.MODERATOR if name == "steward" else Membership.Role.MEMBER
                add_member(actor=owner, community=circle, person=self.people[name], role=role)
        add_member(actor=owner, community=self.circles["closed"], person=self.people["guest"])

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
            ("token_revoked", "member", ["read", "write"]),
        ):
            value = _token(app, self.people[owner], scopes)
            self.tokens[actor] = value
            self._clients[actor] = _browser(HTTP_AUTHORIZATION=f"Bearer {value}")
        Token.objects.by_value(self.tokens["token_revoked"]).delete()

    # --- reports, requests, invitations, the bell ------------------------------------------------

    def _meanwhile(self) -> None:
        people, circles = self.people, self.circles
        for name in people.keys() - {"owner", "applicant"}:
            follow_person(actor=people[name], person=people["owner"])
        follow_person(actor=people["stranger"], person=people["guest"])
        for name in ("stranger", "member", "former"):
            follow_person(actor=people["offboarded"], person=people[name])
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
        for key in ("open", "closed", "secret", "archived"):
            leave_community(actor=self.people["former"], community=self.circles[key])
        deactivate_person(actor=self.people["admin"], person=self.people["offboarded"])
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
