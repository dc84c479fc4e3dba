"""Every way to read a community, and where communities are listed. No test of its own."""

from tests.access.calls import Call, api, get
from tests.access.surfaces.audiences import CIRCLES
from tests.access.words import bait, word


def landing(key: str) -> list[Call]:
    """The front page of a community, and (`inside`) what only its readers learn there."""
    slug, at = f"{{slug_{key}}}", f"{{circle_{key}}}"
    name, purpose = f"circle_{key}", f"purpose_{key}"
    return [
        get(f"/communities/{slug}/", name, purpose, inside=(f"post_{key}",)),
        api(
            f"communities/{at}/",
            name,
            purpose,
            inside=(f"rules_{key}",),
            keys=("about", "member_count", "allows_guests"),
        ),
    ]


def interior(key: str) -> list[Call]:
    """What lies behind the front page: about, and who is in it."""
    slug, at = f"{{slug_{key}}}", f"{{circle_{key}}}"
    first = "name_stranger" if key == "rival" else "name_owner"
    return [
        get(f"/communities/{slug}/about/", f"rules_{key}"),
        get(f"/communities/{slug}/members/", first),
        get(f"/communities/{slug}/members/?q={bait(first)[:3]}"),
        api(f"communities/{at}/members/", first),
        api(f"communities/{at}/members/?role=owner", first),
    ]


def circle_lists(key: str) -> list[Call]:
    """Wherever the name of a community could stand in a list or a suggestion."""
    said = f"circle_{key}"
    start = word(said)[:-2]
    show = "&show=archived" if key == "archived" else ""
    return [
        get(f"/communities/?q={start}{show}", said),
        get(f"/communities/?x=1{show}", said),
        get(f"/search/suggest/?q={start}", said),
        get(f"/search/mentions/?q={start}", said),
        get(f"/search/?q={start}&show=communities", said),
        get(f"/search/?q={start}", said),
        api(f"communities/?q={start}", said),
        api("communities/?page_size=100", said),
        api(f"mentions/suggest/?q={start}", said),
    ]


def own_circle_lists(key: str) -> list[Call]:
    """The communities a person is in, wherever they are shown."""
    said = f"circle_{key}"
    calls = [api("communities/?mine=true", said)]
    if key != "archived":
        calls += [
            get("/communities/?show=mine", said),
            get("/settings/profile/", said),
            get("/search/?q=nothing", said),
        ]
    # Who is in few circles is offered open ones on the home page.
    return calls if key in {"open", "archived"} else [*calls, get("/", said)]


READING: dict[str, list[Call]] = {
    **{f"landing_{key}": landing(key) for key in CIRCLES},
    **{f"inside_{key}": interior(key) for key in CIRCLES},
    "requests_closed": [
        get("/communities/{slug_closed}/requests/", "request_closed"),
        api("communities/{circle_closed}/requests/", "request_closed"),
    ],
    "request_closed": [
        api("communities/{circle_closed}/requests/{request_closed}/", "request_closed")
    ],
    "invitations_closed": [
        get("/communities/{slug_closed}/invitations/", "invited_closed"),
        api("communities/{circle_closed}/invitations/", "invited_closed"),
    ],
    "invitations_secret": [
        get("/communities/{slug_secret}/invitations/", "mail_employee"),
        api("communities/{circle_secret}/invitations/", "mail_employee"),
    ],
    "forms_closed": [
        get("/communities/{slug_closed}/edit/", "rules_closed"),
        get(
            f"/communities/{{slug_closed}}/members/suggest/?q={word('name_stranger')[:-2]}",
            "name_stranger",
        ),
        get("/communities/{slug_closed}/members/{member}/remove/", "name_member"),
    ],
    "invitation_link_secret": [get("/communities/invitations/{link_secret}/", "circle_secret")],
    **{
        f"reports_{key}": [
            get(f"/communities/{{slug_{key}}}/reports/", f"post_{key}_of_former"),
            get(
                f"/communities/{{slug_{key}}}/reports/{{report_{key}}}/",
                f"post_{key}_of_former",
                f"report_{key}",
            ),
            api(f"communities/{{circle_{key}}}/reports/", f"report_{key}"),
            api(
                f"communities/{{circle_{key}}}/reports/{{report_{key}}}/",
                f"post_{key}_of_former",
                f"report_{key}",
            ),
        ]
        for key in ("closed", "secret")
    },
    "report_of_rival": [
        get("/communities/{slug_rival}/reports/"),
        get("/communities/{slug_closed}/reports/{report_rival}/"),
        api("communities/{circle_closed}/reports/{report_rival}/"),
        api("communities/{circle_rival}/reports/"),
    ],
    "report_of_company": [
        get("/communities/{slug_closed}/reports/{report_company}/"),
        api("communities/{circle_closed}/reports/{report_company}/"),
    ],
    "new_community": [get("/communities/new/")],
}

LISTING: dict[tuple[str, str], list[Call]] = {
    **{
        # Every page names one's own communities at its side.
        ("suggest", f"circle_{key}"): [api("suggestions/", f"circle_{key}")]
        for key in ("open", "closed", "secret")
    },
    **{("list", f"circle_{key}"): circle_lists(key) for key in CIRCLES},
    **{("list", f"own_circle_{key}"): own_circle_lists(key) for key in CIRCLES},
}
