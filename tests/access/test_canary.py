"""Each actor asks for everything there is, with every id there is: no answer and no mail holds a
word that the actor may not see."""

import re
from collections.abc import Iterator
from typing import Final

import pytest

from tests.access.articles import seen_by
from tests.access.calls import OwnAddress, body_of
from tests.access.surfaces.audiences import KEPT
from tests.access.test_routes import ELSEWHERE, all_calls, methods, routes
from tests.access.words import word, words_in
from tests.access.world import World

pytestmark = pytest.mark.django_db

EMPLOYEES: Final = {"employee", "member", "steward", "owner", "moderator", "admin", "former"}
ALL: Final = EMPLOYEES | {"guest"}
INSIDE: Final = {"member", "steward", "owner"}
LINKS: Final = re.compile(r"https?://\S+")
READERS: Final = {
    "company": EMPLOYEES,
    "open": EMPLOYEES,
    "closed": INSIDE | {"guest"},
    "secret": INSIDE,
    "archived": INSIDE,
    "people": {"owner", "member"},
    "rival": set(),
}
MEMBERS: Final = ("owner", "member", "steward", "guest", "offboarded", "suspended")


def may_see() -> dict[str, set[str]]:
    """Who may see which word: said plainly, and not by the rule that is tested."""
    seen: dict[str, set[str]] = {}
    for key in KEPT:
        for kind in ("post", "comment", "reply", "revision", "alt_post", "tag"):
            seen[f"{kind}_{key}"] = READERS[key]
        seen[f"revision_reply_{key}"] = READERS[key]
    for key in ("open", "closed", "secret"):
        for name in ("former", "member"):
            for kind in ("post", "comment", "alt_post"):
                seen[f"{kind}_{key}_of_{name}"] = READERS[key]
    for name in ("owner", "member", "former", "guest"):
        seen[f"draft_{name}"] = set() if name == "former" else {name}
    for name in ("owner", "member", "former"):
        seen[f"deleted_{name}"] = set() if name == "former" else {name}
        seen[f"comment_deleted_{name}"] = set()
        seen[f"alt_deleted_{name}"] = set()
    for key in ("open", "closed", "secret", "archived", "rival"):
        seen[f"rules_{key}"] = READERS[key]
        known = INSIDE if key == "secret" else ALL if key == "closed" else EMPLOYEES
        seen[f"circle_{key}"] = seen[f"purpose_{key}"] = known
    for name in ("stranger", "applicant", "former", "employee", "moderator", "admin", *MEMBERS):
        met = ALL if name in MEMBERS else EMPLOYEES
        seen[f"about_{name}"] = met
        # A guest reads the names of those who are named in what they may read.
        seen[f"name_{name}"] = EMPLOYEES if name in {"stranger", "applicant"} else ALL
        seen[f"phone_{name}"] = seen[f"mail_{name}"] = EMPLOYEES | {name}
    seen["mail_offboarded"] = set()
    # Those who tell are in the closed community and in no other.
    told = {"employees": EMPLOYEES, "communities": READERS["closed"], "nobody": set()}
    for reader, actors in told.items():
        seen[f"name_tells{reader}"] = ALL
        for kind in ("phone", "private_mail", "birthday", "link"):
            seen[f"{kind}_{reader}"] = actors
    seen["status_member"] = EMPLOYEES
    seen |= seen_by(READERS)
    return seen | {
        "post_company_of_employee": EMPLOYEES,
        "post_rival": set(),
        "alt_draft": {"owner"},
        "hidden_closed": INSIDE,  # its author, and the moderators who decided
        "later_closed": {"owner"},
        "report_closed": {"owner", "steward"},
        "report_secret": {"owner", "steward"},
        "report_company": set(),
        "report_rival": set(),
        "report_person": set(),
        "skill_stranger": EMPLOYEES,
        "skill_given": EMPLOYEES,
        "request_closed": {"owner"},
        "invited_closed": {"owner"},
        "circle_heirloom": {"owner"},
        "reason_suspended": set(),
        "app": {"member", "guest", "former"},
        "totp_secret": set(),
    }


def kind_of(name: str) -> str:
    """What sort of thing an id of the world belongs to."""
    for start, kind in (
        ("slug_blog_", "blog"),
        ("handle_", ""), ("mail_", ""), ("version_", ""), ("pk_", ""), ("link_", ""),
        ("slug_", "slug"), ("circle_", "circle"), ("image_", "image"), ("report_", "report"),
        ("request_", "request"), ("invitation_", "invitation"), ("note_", "note"), ("status_", ""),
        ("item_", "item"), ("article_", "article"), ("address_", ""), ("feed_of_", "feed"),
    ):  # fmt: skip
        if name.startswith(start):
            return kind
    if name in {"never", "no_slug", "app"}:
        return ""
    return "entry" if "_" in name else "person"


# Which ids fill the gaps of an address, by what it begins with.
FILLS: Final = (
    (r"^(posts|updates|api/v1/(entries|updates|comments|drafts))/", {"pid": "entry"}),
    (r"^(images|api/v1/images)/", {"pid": "image"}),
    (r"^(people|api/v1/people)/", {"pid": "person"}),
    (r"^(guests|api/v1/guests)/", {"pid": "person"}),
    (r"^(hand-overs|api/v1/hand-overs)/", {"pid": "item"}),
    (r"/reports/", {"slug": "slug", "pid": "report", "number": "report"}),
    (r"/requests/", {"slug": "slug", "pid": "request", "number": "request"}),
    (r"/invitations/", {"slug": "slug", "pid": "invitation", "number": "invitation"}),
    (r"/members/", {"slug": "slug", "pid": "person", "person": "person"}),
    (r"^(communities|api/v1/communities)/", {"slug": "slug", "pid": "circle"}),
    (r"^notifications/", {"public_id": "note"}),
    (r"^blogs/(in|of|by)/", {"slug": "slug", "pid": "person"}),
    (r"^blogs/(posts/<pid:pid>|writing/<pid:pid>)/(\w+/)?$", {"pid": "article"}),
    (r"^blogs/", {"slug": "blog"}),
    (r"^api/v1/blog-feeds/", {"pid": "feed"}),
    (r"^api/v1/blogs/", {"blog": "blog", "person": "person"}),
    (r"^api/v1/blog-posts/", {"pid": "article"}),
)


def addresses(world: World) -> Iterator[str]:
    """Every page and call there is, with every id that fits, and every surface of the matrix."""
    by_kind: dict[str, list[str]] = {}
    for name, value in world.ids.items():
        by_kind.setdefault(kind_of(name), []).append(value)
    # A post of a blog is an entry too, and has addresses of its own.
    by_kind["entry"] += by_kind["article"]
    for where, name, view in routes():
        if name in ELSEWHERE or name.startswith("admin:") or "GET" not in (*methods(view), "GET"):
            continue
        gaps = re.findall(r"<(?:\w+:)?(\w+)>", where)
        kinds = next((kinds for start, kinds in FILLS if re.search(start, where)), {})
        if where.startswith("api/v1/communities/") and "pid" in gaps:
            kinds = {**kinds, "pid": "circle"}
        if all(gap in kinds for gap in gaps) and "^" not in where:
            yield from _filled(where, gaps, kinds, by_kind)
    for call in all_calls():
        if call.method == "GET" and "link_" not in call.path and not call.first:
            yield world.fill(call.path)


def _filled(
    where: str, gaps: list[str], kinds: dict[str, str], by_kind: dict[str, list[str]]
) -> Iterator[str]:
    paths = ["/" + where]
    for gap in gaps:
        pattern = re.compile(rf"<(?:\w+:)?{gap}>")
        paths = [pattern.sub(value, path) for path in paths for value in by_kind[kinds[gap]]]
    yield from paths


def words_seen(world: World, actor: str, *, step: int = 1) -> dict[str, str]:
    """Every word that came in any answer, with the first address that gave it away."""
    found: dict[str, str] = {}
    client = world.client(actor)
    for path in sorted(set(addresses(world)))[::step]:
        answer = client.get(path)
        assert answer.status_code < 500, (actor, path)
        if answer.headers.get("Content-Type", "") == "image/webp":
            continue
        for one in words_in(body_of(answer)) - words_in(path):
            found.setdefault(one, path)
    for call in all_calls():
        if isinstance(call, OwnAddress) and not call.media:
            for one in words_in(body_of(call.ask(world, actor))):
                found.setdefault(one, call.path)
    return found


@pytest.mark.prove
@pytest.mark.parametrize("actor", sorted(ALL))
def test_nobody_is_shown_a_word_that_is_not_for_them(world: World, actor: str) -> None:
    # The search for words works: nearly all that may be seen was seen.
    _judge(world, actor, words_seen(world, actor), most=0.8)


@pytest.mark.parametrize("actor", ["guest", "former"])
def test_every_third_answer_shows_no_word_that_is_not_for_the_reader(
    world: World, actor: str
) -> None:
    _judge(world, actor, words_seen(world, actor, step=3), most=0.5)


def _judge(world: World, actor: str, found: dict[str, str], *, most: float) -> None:
    allowed = {word(name) for name, actors in may_see().items() if actor in actors}
    leaked = {one: path for one, path in found.items() if one not in allowed}
    assert not leaked
    assert len(found) > most * len(allowed), sorted(allowed - found.keys())


def test_nobody_sees_anything_without_signing_in(world: World) -> None:
    for actor in ("anon", "offboarded", "suspended"):
        client = world.client(actor)
        for path in sorted(set(addresses(world)))[:: 3 if actor == "anon" else 9]:
            answer = client.get(path)
            text = body_of(answer).replace(path.lower(), "")
            assert not words_in(text) - words_in(path), path


def test_every_word_is_judged(world: World) -> None:
    named = {word(name) for name in may_see()}
    written = {word(name) for name in world.entries}
    assert written <= named


def test_no_mail_holds_a_word_that_is_not_for_its_reader(world: World) -> None:
    by_address = {person.email: key for key, person in world.people.items()}
    told = dict.fromkeys(("guest", "employee", "moderator", "admin"), 0)
    for letter in world.mails:
        (to,) = letter.to
        reader = by_address.get(to, "")
        text = " ".join(
            [letter.subject, letter.body, *(str(one[0]) for one in letter.alternatives)]
        )
        # The address behind a link may name the community whose page it is.
        text = LINKS.sub("", text)
        words = words_in(text.lower()) - {word(f"mail_{reader}")}
        if reader == "guest":
            assert not words, letter.subject
        allowed = {word(name) for name, actors in may_see().items() if reader in actors}
        if reader in told:
            told[reader] += 1
            # Who was invited into a secret community reads its name.
            assert words - {word("circle_secret")} <= allowed, letter.subject
    assert told["guest"]
    assert told["employee"]
