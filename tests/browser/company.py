"""A small company with something of everything, for the walks over every page. No test."""

from datetime import timedelta
from importlib import import_module
from io import BytesIO
from typing import Any, Final

from allauth.account.forms import default_token_generator
from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import user_pk_to_url_str
from allauth.idp.oidc.models import Client as App
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.test import RequestFactory
from django.utils import timezone
from PIL import Image

from access.viewer import Viewer
from activity.mail import stop_token
from blogs.actions import (
    add_note,
    blog_of_community,
    blog_of_person,
    find_discussed,
    note_reader,
    pin_post,
    publish_post,
    save_post,
    schedule_post,
    set_authors,
    set_cover,
    set_reviewers,
    subscribe,
)
from blogs.models import Blog, BlogPost
from communities.actions import (
    add_member,
    archive_community,
    create_community,
    invite_person,
    request_to_join,
)
from communities.invites import secret_of
from communities.models import Membership
from content.actions import (
    add_comment,
    add_reaction,
    attach_image,
    delete_entry,
    edit_text,
    report_entry,
)
from content.models import Entry, ReactionChoice
from profiles.actions import (
    add_person,
    deactivate_person,
    follow_person,
    set_manager,
    set_portrait,
)
from profiles.models import HandOverItem, Person
from sample.second_factor import give_second_factor
from tests.activity.live_helpers import Server, token_of
from tests.browser import wikis
from tests.conftest import PASSWORD
from tests.jobs import run_jobs
from updates.actions import publish_update, save_draft
from welcome.actions import begin_visit

BACKEND: Final = "profiles.backends.PersonBackend"
CHALLENGE: Final = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
RICH: Final = """\
# What the #lamp showed

Measured with @mira.member on **three** nights, and *twice* by hand: see [the notes](https://tests.example/notes).

- [x] the bearing
- [ ] the glass, which will have to wait until somebody finds a ladder of nine metres
- a list within
    - a list

1. first
2. second

|  | Night 1 | Night 2 | Night 3 | The mean of all the nights that were measured |
|---|--:|--:|--:|--:|
| Turns | 4 | 4 | 5 | 4.3 |
| Seconds | 12.1 | 12.4 | 11.9 | 12.1 |

> It has never been darker, and nobody minded.

```python
def turns(seconds: float, *, lamp: str = "the_old_one_with_the_very_long_name") -> float:
    return seconds / TURN  # a line that is wider than any telephone there has ever been, on purpose
```

Averylongwordwithoutanyplacetobreakitwhichstandsforallidentifiersandaddressesthatpeoplepasteintoposts
"""
LONG: Final = (
    RICH
    + "".join(f"\n## Night {n}\n\nIt turned, and somebody counted.[^{n}]\n" for n in range(1, 5))
    + "\n> [!NOTE]\n> Nobody was hurt.\n"
    + "".join(f"\n[^{n}]: By hand, twice, with the clock of the church.\n" for n in range(1, 5))
)


def picture(width: int = 960, height: int = 540, colour: str = "teal") -> BytesIO:
    """A PNG to upload."""
    file = BytesIO()
    Image.new("RGB", (width, height), colour).save(file, "PNG")
    file.seek(0)
    file.name = "lamp.png"
    return file


def session_for(person: Person, *, second_factor: bool = False) -> str:
    """The key of a fresh session of somebody who has just proved who they are."""
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store[SESSION_KEY] = str(person.pk)
    store[BACKEND_SESSION_KEY] = BACKEND
    store[HASH_SESSION_KEY] = person.get_session_auth_hash()
    store.create()
    request = RequestFactory().get("/")
    request.session = store
    record_authentication(request, person, "password", reauthenticated=True)
    if second_factor:
        record_authentication(request, person, "mfa", type="totp", reauthenticated=True)
    store.save()
    return str(store.session_key)


class Company:
    """`people` by role, `ids` for filling addresses, `sessions` by role."""

    def __init__(self) -> None:
        self.people: dict[str, Person] = {}
        self.ids: dict[str, Any] = {"challenge": CHALLENGE}
        self._people()
        self._communities()
        self._posts()
        self._articles()
        self.ids |= wikis.build(self.people, self.circles, LONG)
        self._reports_and_letters()
        self._partings()
        run_jobs(limit=2000)
        self.sessions = {
            role: session_for(self.people[role], second_factor=role == "admin")
            for role in ("owner", "employee", "guest", "admin")
        }

    def fill(self, path: str) -> str:
        """`path` with the ids of what it names."""
        return path.format_map(self.ids)

    def cookie(self, server: Server, role: str) -> Any:
        """The cookie of the session of that role."""
        name = settings.SESSION_COOKIE_NAME
        return {"name": name, "value": self.sessions[role], "url": server.origin}

    def _people(self) -> None:
        cast = {
            "owner": "Olga Owner",
            "member": "Mira Member",
            "employee": "Emil Employee",
            "guest": "Gil Guest",
            "admin": "Ada Admin",
            "long": "Wolfeschlegelsteinhausenbergerdorff Constantinopolitanischer-Dudelsack",
        }
        for role, name in cast.items():
            person = add_person(
                actor=None,
                name=name,
                email=f"{name.split()[0].lower()}@tests.example",
                email_verified=True,
                password=PASSWORD,
                title="Keeper of the lamp",
                department="" if role == "guest" else "Lights",
                location="Harbour",
                about="Looks after the **lamp** and whoever looks at it.",
                skills=["lamps", "ladders", "patience"],
                is_guest=role == "guest",
            )
            self.people[role] = person
            self.ids[role] = person.public_id
            self.ids[f"pk_{role}"] = person.pk
        people = self.people
        people["admin"].is_staff = people["admin"].is_superuser = True
        people["admin"].save()
        give_second_factor(people["admin"])
        begin_visit(actor=people["employee"])
        set_portrait(actor=None, person=people["member"], data=picture(256, 256).getvalue())
        set_manager(actor=None, person=people["owner"], manager=people["long"])
        for role in ("member", "employee", "long"):
            follow_person(actor=people[role], person=people["owner"])
        follow_person(actor=people["owner"], person=people["member"])
        emojis = {"👍": "Thumbs up", "❤️": "Heart", "🎉": "Hooray"}
        for position, (emoji, name) in enumerate(emojis.items()):
            ReactionChoice.objects.update_or_create(
                emoji=emoji, defaults={"name": name, "position": position, "is_offered": True}
            )

    def _communities(self) -> None:
        kinds = {
            "open": ("Harbour", "open"),
            "closed": ("Lighthouse keepers of the whole north coast", "on_request"),
            "secret": ("Submarine", "secret"),
            "archived": ("Old pier", "on_request"),
        }
        self.circles = {}
        for key, (name, kind) in kinds.items():
            circle = create_community(
                actor=self.people["owner"],
                name=name,
                purpose=f"Everything about the {name.lower()}",
                about="Be kind. **Write** what you saw.",
                type=kind,
                allows_guests=key == "closed",
            )
            for role in ("member", "long"):
                rank = Membership.Role.MODERATOR if role == "long" else Membership.Role.MEMBER
                add_member(
                    actor=self.people["owner"],
                    community=circle,
                    person=self.people[role],
                    role=rank,
                )
            self.circles[key] = circle
            self.ids[key] = circle.slug
            self.ids[f"pk_{key}"] = circle.pk
        add_member(
            actor=self.people["owner"],
            community=self.circles["closed"],
            person=self.people["guest"],
        )

    def _post(self, name: str, role: str, source: str, choice: str, **more: Any) -> Entry:
        entry = publish_update(actor=self.people[role], source=source, choice=choice, **more)
        self.ids[name] = entry.public_id
        self.ids[f"pk_{name}"] = entry.pk
        return entry

    def _posts(self) -> None:
        people, closed = self.people, f"community:{self.circles['closed'].slug}"
        self._post(
            "archived_post", "member", "The pier is gone", f"community:{self.ids['archived']}"
        )
        archive_community(actor=people["owner"], community=self.circles["archived"])
        for number in range(5):
            self._post(f"filler_{number}", "member", f"The lamp, night {number}", "company")
        self._post("open_post", "member", "A boat came in #lamp", f"community:{self.ids['open']}")
        self._post("post_of_owner", "owner", "To everybody: a lamp", "company")
        self._post("chosen", "owner", "Only you two", f"people:{people['member'].handle}")
        mine = self._post("mine", "owner", "The lamp was lit", closed)
        edit_text(actor=people["owner"], entry=mine, source="The lamp was lit *again*")
        post = self._post(
            "post", "member", RICH, closed, image=picture(), alt="The lamp, seen from the boat"
        )
        first = add_comment(
            actor=people["owner"], root=post, source="Seen from the harbour @gil.guest"
        )
        second = add_comment(
            actor=people["long"], root=post, source="And from here", reply_to=first
        )
        add_comment(actor=people["owner"], root=post, source="So it seems", reply_to=second)
        deleted = add_comment(actor=people["member"], root=post, source="Never mind")
        delete_entry(actor=people["member"], entry=deleted)
        for role in ("owner", "long", "guest"):
            add_reaction(actor=people[role], entry=post, emoji="👍")
            add_reaction(actor=people[role], entry=first, emoji="🎉")
        gone = self._post("gone", "owner", "To be regretted", "company")
        delete_entry(actor=people["owner"], entry=gone)
        save_draft(actor=people["owner"], source="Half a thought about the tide", choice=closed)
        add_comment(actor=people["member"], root=mine, source="@olga.owner I saw it too")

    def _article(self, blog: Blog, role: str, title: str, source: str) -> BlogPost:
        return save_post(actor=self.people[role], blog=blog, title=title, source=source)

    def _articles(self) -> None:
        """Posts of two blogs, in every state one can be found in."""
        owner, member = self.people["owner"], self.people["member"]
        own, shared = blog_of_person(owner), blog_of_community(self.circles["closed"])
        self.ids |= {"blog": own.slug, "blog_of_circle": shared.slug}
        for number in range(3):
            some = self._article(own, "owner", f"Night {number}", f"Dark again #lamp {number}")
            publish_post(actor=owner, post=some)
        article = self._article(own, "owner", "What the lamp showed in three nights", LONG)
        image = attach_image(
            actor=owner, entry=article, upload=picture(1600, 900), alt="The lamp from below"
        )
        set_cover(actor=owner, post=article, image=image)
        set_authors(actor=owner, post=article, people=[member])
        article = publish_post(actor=owner, post=article)
        pin_post(actor=owner, blog=own, post=article)
        text = LONG.replace("darker", "brighter")
        save_post(actor=owner, post=article, title="What the lamp showed", source=text)
        publish_post(actor=owner, post=article)
        add_comment(actor=self.people["long"], root=article, source="Well seen @olga.owner")
        find_discussed()
        note_reader(viewer=Viewer.of(self.people["long"]), post=article, is_author=False)
        subscribe(actor=owner, blog=shared)
        subscribe(actor=owner, blog=blog_of_person(member))
        draft = self._article(own, "owner", "Half a thought", "About the *tide*")
        set_reviewers(actor=owner, post=draft, people=[member])
        add_note(actor=member, post=draft, text="Say more about the ladder.")
        asked = self._article(shared, "member", "May I ask", "Whether it is on")
        set_reviewers(actor=member, post=asked, people=[owner])
        later = self._article(shared, "owner", "The lamp is oiled on Friday", RICH)
        schedule_post(actor=owner, post=later, at=timezone.now() + timedelta(days=3))
        self.ids |= {
            "article": article.public_id,
            "article_draft": draft.public_id,
            "article_later": later.public_id,
        }

    def _partings(self) -> None:
        """A guest of the owner's, and what a former colleague left to them."""
        Person.objects.filter(pk=self.people["guest"].pk).update(
            sponsor=self.people["owner"], guest_until=timezone.localdate() + timedelta(days=5)
        )
        left = add_person(actor=None, name="Theodora Gone", email="theodora@tests.example")
        create_community(actor=left, name="Bell ringers", purpose="When and how", type="secret")
        create_community(actor=left, name="Night watch", purpose="Who is awake")
        deactivate_person(actor=None, person=left, successor=self.people["owner"])
        item = HandOverItem.objects.order_by("-pk")[0]
        self.ids |= {
            "former": left.public_id,
            "item": item.public_id,
            "pk_hand_over": item.hand_over_id,
        }

    def _reports_and_letters(self) -> None:
        people = self.people
        post = Entry.objects.get(public_id=self.ids["post"])
        report = report_entry(
            actor=people["guest"], entry=post, reason="confidential", text="The nights are secret"
        )
        self.ids["report"] = report.public_id
        public = Entry.objects.get(public_id=self.ids["post_of_owner"])
        to_company = report_entry(
            actor=people["employee"], entry=public, reason="other", text="There is no lamp"
        )
        self.ids["pk_report"] = to_company.pk
        request_to_join(
            actor=people["admin"], community=self.circles["closed"], message="May I see it?"
        )
        for key, address, as_guest in (
            ("guest_link", "from.outside@elsewhere.example", True),
            ("link", str(people["employee"].email), False),
        ):
            sent = invite_person(
                actor=people["owner"],
                community=self.circles["closed"],
                email=address,
                as_guest=as_guest,
            )
            self.ids[key] = secret_of(sent)
        self.ids["stop"] = stop_token(people["owner"].pk, "mention")
        member = people["employee"]
        self.ids["reset"] = (
            f"{user_pk_to_url_str(member)}-{default_token_generator.make_token(member)}"
        )
        app = App(name="Pocket lamp", type=App.Type.PUBLIC)
        app.set_scopes(["read", "write"])
        app.set_redirect_uris(["http://127.0.0.1:8765/back"])
        app.set_grant_types([App.GrantType.AUTHORIZATION_CODE])
        app.save()
        self.ids["app"] = app.pk
        token_of(people["owner"], "a-token", scopes="read write")
