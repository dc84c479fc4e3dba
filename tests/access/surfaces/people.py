"""Who people are and what they know: every way to read it, and where they are listed.

No test of its own.
"""

from tests.access.calls import Call, api, get
from tests.access.surfaces.audiences import KEPT
from tests.access.words import bait, word

DETAILS = ("phone", "private_mail", "birthday", "link")
READERS = ("employees", "communities", "nobody")


def profile(key: str, ways: tuple[str, ...] = ("phone", "mail")) -> list[Call]:
    """A person: who they are, and (`inside`) how to reach them."""
    at, name = f"{{{key}}}", f"name_{key}"
    contact = tuple(f"{way}_{key}" for way in ways)
    return [
        get(f"/people/{at}/", name, inside=contact),
        get(f"/people/{at}/card/", name),
        get(f"/people/{at}/followers/", name),
        get(f"/people/{at}/following/", name),
        api(f"people/{at}/", name, inside=contact, keys=("email", "manager")),
        api(f"people/{at}/followers/"),
        api(f"people/{at}/following/"),
        get(f"/people/{at}/vcard/", name, inside=contact),
        get(f"/people/{at}/qr/", name),
        get(f"/people/{at}/qr/image/", media="image/svg+xml"),
        api(f"people/{at}/vcard/", name, inside=contact),
    ]


def detail(kind: str, reader: str) -> list[Call]:
    """One thing a person says about reaching them, for `reader` to see: (`inside`) its word."""
    at, name, said = f"{{tells{reader}}}", f"name_tells{reader}", (f"{kind}_{reader}",)
    return [
        get(f"/people/{at}/", name, inside=said),
        api(f"people/{at}/", name, inside=said),
        # The label of a birthday, which holds its word, has no place on a card.
        *([get(f"/people/{at}/vcard/", name, inside=said)] if kind != "birthday" else []),
        *([api(f"people/{at}/vcard/", name, inside=said)] if kind != "birthday" else []),
    ]


def detail_lists(kind: str, reader: str) -> list[Call]:
    """Where people are listed and found: no detail stands there, and nobody is found by one."""
    said = f"{kind}_{reader}"
    return [
        get("/people/", said),
        get(f"/people/?q={word(said)[:-2]}", said),
        get(f"/people/suggest/?q={word(said)[:-2]}", said),
        get(f"/search/suggest/?q={word(said)[:-2]}", said),
        get(f"/search/?q={word(said)[:-2]}", said),
        get(f"/people/{{tells{reader}}}/card/", said),
        api("people/?page_size=100", said),
        api(f"people/suggest/?q={word(said)[:-2]}", said),
        api(f"mentions/suggest/?q={word(said)[:-2]}", said),
    ]


def expertise(key: str) -> list[Call]:
    """Who knows about the post: its words show what its author knows, to its readers."""
    said = f"post_{key}"
    calls = [get(f"/expertise/?q={bait(said)}", said), api(f"expertise/?q={bait(said)}", said)]
    tag = word(f"tag_{key}")
    return [*calls, get(f"/expertise/?q={tag}", said), api(f"expertise/?q={tag}&limit=9", said)]


def words_of_skills() -> list[Call]:
    """A skill that only the stranger has: as a word, and who has it."""
    said = word("skill_stranger")
    return [
        get(f"/skills/suggest/?q={said[:-2]}", "skill_stranger"),
        api(f"skills/suggest/?q={said[:-2]}", "skill_stranger"),
        get(f"/expertise/?q={said}", "name_stranger"),
        api(f"expertise/?q={said}", "name_stranger"),
        api(f"people/?skill={said}", "name_stranger"),
    ]


def people_lists(key: str) -> list[Call]:
    """Wherever a person could stand in a list or a suggestion."""
    said = f"name_{key}"
    start = word(said)[:-2]
    return [
        get("/people/", said),
        get(f"/people/?q={start}", said),
        get(f"/people/suggest/?q={start}", said),
        get(f"/search/suggest/?q={start}", said),
        get(f"/search/mentions/?q={start}", said),
        get(f"/search/?q={start}&show=people", said),
        get(f"/search/?q={start}", said),
        api("people/?page_size=100", said),
        api(f"people/suggest/?q={start}", said),
        api(f"mentions/suggest/?q={start}", said),
        api("people/?department=Dock", said),
        get("/people/?department={dock}&location={port}", said),
        get(f"/people/?q={start}&department={{dock}}", said),
        api(f"people/search/?q={start}", said),
        api(f"people/search/?q={word('about_' + key)}", said),
        get(f"/people/?q={word('about_' + key)}", said),
        get("/people/{owner}/followers/", said),
        get("/people/{offboarded}/following/", said),
        api("people/{owner}/followers/", said),
        api("people/{offboarded}/following/", said),
    ]


def pickers(key: str) -> list[Call]:
    """Wherever somebody could be chosen, suggested or counted: not who may not act."""
    said = f"name_{key}"
    start = word(said)[:-2]
    return [
        get("/people/", said),
        get(f"/people/?q={start}", said),
        get(f"/people/suggest/?q={start}", said),
        get(f"/people/suggest/?q={start}&pick=handle", said),
        get(f"/search/suggest/?q={start}", said),
        get(f"/search/mentions/?q={start}", said),
        get(f"/search/?q={start}&show=people", said),
        api("people/?page_size=100", said),
        api(f"people/suggest/?q={start}", said),
        api(f"mentions/suggest/?q={start}", said),
        get("/people/{owner}/followers/", said),
        api("people/{owner}/followers/", said),
    ]


READING: dict[str, list[Call]] = {
    "profile_outside_closed": profile("stranger"),
    "profile_of_closed_member": profile("member"),
    "profile_of_former": profile("former"),
    # The work mail of who left is read by nobody, and shown to nobody.
    "profile_of_offboarded": profile("offboarded", ways=("phone",)),
    "profile_of_suspended": profile("suspended"),
    "department": [
        get("/departments/{dock}/", "name_stranger"),
        api("departments/{dock}/", "name_stranger"),
    ],
    "place": [get("/places/{port}/", "name_stranger"), api("places/{port}/")],
    "groups": [get("/departments/"), get("/places/"), api("departments/"), api("places/")],
    "chart": [
        get("/people/{owner}/chart/", "name_stranger", "name_owner"),
        get("/people/{stranger}/chart/?open={owner}", "name_stranger", "name_owner"),
        api("people/{owner}/chain/", "name_stranger"),
        api("people/{owner}/peers/"),
        api("people/{stranger}/reports/", "name_owner"),
    ],
    "photo_outside_closed": [
        get("/people/{stranger}/photo/", media="image/webp"),
        get("/people/{stranger}/photo/?s=512", media="image/webp"),
        api("people/{stranger}/photo/", media="image/webp"),
    ],
    **{f"detail_{kind}_{reader}": detail(kind, reader) for kind in DETAILS for reader in READERS},
    "status_of_member": [
        get("/people/{member}/", "name_member", inside=("status_member",)),
        get("/people/{member}/card/", "name_member", inside=("status_member",)),
        api("people/{member}/", "name_member", inside=("status_member",)),
    ],
    "picture": [
        get("/expertise/picture/", "skill_stranger"),
        get("/expertise/picture/?by=place", "skill_stranger"),
        get("/expertise/picture.csv", "skill_stranger"),
        api("expertise/picture/", "skill_stranger"),
    ],
    "guest_page": [get("/guests/{guest}/", "name_guest"), api("guests/{guest}/", "name_guest")],
    "item_heirloom": [get("/hand-overs/{item_heirloom}/pass/", "circle_heirloom")],
}

LISTING: dict[tuple[str, str], list[Call]] = {
    **{("find", f"expertise_{key}"): expertise(key) for key in KEPT},
    ("list", "skill_of_stranger"): words_of_skills(),
    ("list", "given_skill"): [
        get("/people/{owner}/", "skill_given"),
        api("people/{owner}/given-skills/", "skill_given"),
        get(f"/skills/suggest/?q={word('skill_given')[:-2]}", "skill_given"),
        get(f"/expertise/?q={word('skill_given')}", "name_owner"),
    ],
    ("list", "hidden_evidence"): [
        get("/settings/expertise/", "post_open_of_member"),
        api("me/hidden-evidence/", "post_open_of_member"),
    ],
    **{("list", f"person_{key}"): people_lists(key) for key in ("stranger", "member", "former")},
    **{("list", f"person_{key}"): pickers(key) for key in ("offboarded", "suspended")},
    **{
        ("list", f"detail_{kind}_{reader}"): detail_lists(kind, reader)
        for kind in DETAILS
        for reader in READERS
    },
    ("list", "status_of_member"): [
        get("/people/", "status_member"),
        get(f"/people/?q={word('name_member')[:-2]}", "status_member"),
        get(f"/search/mentions/?q={word('name_member')[:-2]}", "status_member"),
        api(f"mentions/suggest/?q={word('name_member')[:-2]}", "status_member"),
    ],
    ("list", "guests"): [
        get("/guests/", "name_guest"),
        get("/guests/?show=communities", "name_guest"),
        api("guests/", "name_guest"),
        api("guests/?show=communities", "name_guest"),
    ],
    ("list", "guests_all"): [
        get("/guests/?show=all", "name_guest"),
        api("guests/?show=all", "name_guest"),
    ],
    ("list", "hand_overs"): [
        get("/hand-overs/", "circle_heirloom"),
        api("hand-overs/", "circle_heirloom"),
    ],
    ("suggest", "person_stranger"): [
        get("/suggestions/", "name_stranger"),
        api("suggestions/", "name_stranger"),
    ],
}
