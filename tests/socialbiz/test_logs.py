"""Log lines: one for each request, that nothing a visitor sends can break or fill with secrets."""

import json
import logging
from typing import Any

import pytest
from django.test import Client, RequestFactory

from profiles.models import Person
from socialbiz.logs import ConsoleFormatter, JsonFormatter, RequestLogMiddleware, RouteOnly

NASTY = 'a\r\nERROR forged "line"\x1b[2J\u2028b'


def request_lines(caplog: pytest.LogCaptureFixture) -> list[Any]:
    """The request lines that were logged."""
    return [record for record in caplog.records if record.name == "socialbiz.request"]


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """Log lines from level INFO."""
    caplog.set_level(logging.INFO, logger="socialbiz.request")
    return caplog


@pytest.mark.django_db
def test_one_line_with_route_status_and_time(
    client: Client, lines: pytest.LogCaptureFixture
) -> None:
    answer = client.get("/accounts/login/?next=/secret-plan/")
    (record,) = request_lines(lines)
    assert record.fields["method"] == "GET"
    assert record.fields["route"] == "/accounts/login/"
    assert record.fields["status"] == answer.status_code == 200
    assert record.fields["ms"] >= 0
    assert record.fields["person"] is None
    assert "secret-plan" not in str(record.fields)


@pytest.mark.django_db
def test_the_person_is_logged_by_public_id(
    client: Client, employee: Person, lines: pytest.LogCaptureFixture
) -> None:
    client.force_login(employee)
    client.get("/accounts/email/")
    assert request_lines(lines)[-1].fields["person"] == employee.public_id


@pytest.mark.django_db
def test_a_token_in_the_path_is_not_logged(client: Client, lines: pytest.LogCaptureFixture) -> None:
    client.get("/accounts/password/reset/key/1-very-secret-token/")
    assert "very-secret-token" not in str(request_lines(lines)[-1].fields)


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/accounts/email/", "/there-is-nothing-here/"])
def test_refused_access_is_logged_as_such(
    client: Client, lines: pytest.LogCaptureFixture, path: str
) -> None:
    client.get(path)
    assert request_lines(lines)[-1].getMessage() == "access_denied"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("0123456789abcdef", True),
        ("short", False),
        ("x" * 65, False),
        ("abcd\tefgh-ijkl", False),
        ("<script>alert(1)</script>", False),
    ],
)
def test_request_id_from_outside_only_if_well_formed(
    client: Client, given: str, kept: bool
) -> None:
    answer = client.get("/healthz", headers={"x-request-id": given})
    assert (answer.headers["X-Request-ID"] == given) is kept


def test_each_request_has_an_id_of_its_own(client: Client) -> None:
    ids = {client.get("/healthz").headers["X-Request-ID"] for _ in range(20)}
    assert len(ids) == 20


@pytest.mark.parametrize("formatter", [JsonFormatter(), ConsoleFormatter()])
def test_line_breaks_stay_inside_the_line(formatter: logging.Formatter) -> None:
    record = logging.makeLogRecord({"msg": "name %s", "args": (NASTY,), "levelname": "INFO"})
    record.fields = {"name": NASTY}
    line = formatter.format(record)
    assert len(line.splitlines()) == 1
    assert "\x1b" not in line


def test_json_line_reads_back() -> None:
    record = logging.makeLogRecord({"msg": "hello", "levelname": "INFO", "created": 0.0})
    entry = json.loads(JsonFormatter().format(record))
    assert entry["time"] == "1970-01-01T00:00:00.000+00:00"
    assert entry["level"] == "info"
    assert entry["message"] == "hello"


def test_djangos_own_messages_lose_the_path() -> None:
    request = RequestFactory().get("/invitations/very-secret/")
    record = logging.makeLogRecord({"msg": "Internal Server Error: %s", "args": (request.path,)})
    record.request = request
    RouteOnly().filter(record)
    assert "very-secret" not in record.getMessage()


def test_the_log_never_asks_who_it_is(django_assert_num_queries: Any, db: None) -> None:
    """A request whose view does not need the person costs no query for the log's sake."""
    with django_assert_num_queries(0):
        client = Client()
        client.cookies["sessionid"] = "x" * 32
        client.get("/healthz")


def test_an_id_does_not_outlive_its_request() -> None:
    from django.http import HttpResponse

    from core.request_id import request_id

    seen = []

    def view(_request: Any) -> HttpResponse:
        seen.append(request_id.get())
        return HttpResponse()

    RequestLogMiddleware(view)(RequestFactory().get("/healthz"))
    assert seen[0]
    assert request_id.get() == ""
