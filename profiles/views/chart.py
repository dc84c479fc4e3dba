"""The org chart around one person. For employees."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from access.requests import SignedInRequest, require_employee
from core.cursors import BadCursor
from core.pager import paginate
from profiles import chart
from profiles.chart_drawing import NARROW, WIDE, chart_url, draw
from profiles.models import Person
from profiles.views.person import the_person

REPORTS = 24
NESTED = 12
# Levels that can be open below a report: deeper, a phone has no room, and one walks on instead.
DEPTH = 3
MOST_OPEN = 20
PEERS = 12


@require_GET
def person_chart(request: SignedInRequest, pid: str) -> HttpResponse:
    """Whom somebody reports to, and who reports to them; `?open=<id>` opens further levels."""
    require_employee(request.viewer)
    viewer = request.viewer
    person = the_person(request, pid)
    opened = list(dict.fromkeys(request.GET.getlist("open")))[:MOST_OPEN]
    cursor = request.GET.get("cursor", "")
    try:
        page = paginate(
            chart.reports_of(viewer, person),
            ("sort_name", "id"),
            purpose=f"chart.{person.pk}",
            cursor=cursor,
            size=REPORTS,
        )
    except BadCursor as error:
        raise Http404 from error
    above = chart.chain_above(viewer, person)
    peers = list(chart.peers_of(viewer, person).order_by("sort_name", "id")[: PEERS + 1])
    reports = chart.nodes(viewer, page.items, frozenset(opened), shown=NESTED, depth=DEPTH)
    centre = chart.Node(person, chart.report_counts([person])[person.pk])
    _links(reports, person, opened, cursor, DEPTH)
    context: dict[str, Any] = {
        "person": person,
        "is_me": person.pk == viewer.person_id,
        "above": above,
        "centre": centre,
        "reports": reports,
        "below": chart.count_below(person),
        "drawings": [draw(above, centre, reports, form) for form in (WIDE, NARROW)],
        "peers": peers[:PEERS],
        "more_peers_url": chart_url(above[-1]) if len(peers) > PEERS and above else "",
        "first_url": chart_url(person) if cursor else "",
        "next_url": f"?{urlencode({'cursor': page.next})}" if page.next else "",
    }
    return render(request, "profiles/person_chart.html", context)


def _links(
    nodes: list[chart.Node], centre: Person, opened: list[str], cursor: str, left: int
) -> None:
    """Give each node the address that opens or closes its level; too deep, that of its chart."""
    for node in nodes:
        pid = node.person.public_id
        rest = [one for one in opened if one != pid]
        pairs = [("open", one) for one in (rest if node.is_open else [*rest, pid])]
        pairs += [("cursor", cursor)] if cursor else []
        query = f"?{urlencode(pairs)}" if pairs else ""
        node.toggle_url = f"{chart_url(centre)}{query}" if left else chart_url(node.person)
        _links(node.children, centre, opened, cursor, left - 1)
