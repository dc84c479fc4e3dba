"""The description is the implementation: complete, valid, and held by generated calls."""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import schemathesis
import yaml
from allauth.idp.oidc.models import Client as App
from django.core import signals
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from blogs.actions import create_blog, make_feed, publish_post, save_post
from blogs.models import FeedAddress
from communities.actions import create_community, invite_person, request_to_join
from communities.models import Community
from content.actions import add_comment, attach_image, edit_text, report_entry
from content.models import Entry, ReactionChoice
from profiles.actions import add_person, deactivate_person, set_status
from profiles.models import HandOverItem, Person
from tests.api.conftest import Api, make_app, make_token, picture
from tests.api.test_auth import paths
from updates.actions import publish_update, save_draft

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
]
SEED = 20_261_122


@pytest.fixture
def description(tmp_path: Path) -> dict[str, Any]:
    """The OpenAPI description, made as the command makes it; a warning is a failure."""
    file = tmp_path / "schema.yml"
    call_command("spectacular", "--fail-on-warn", "--validate", file=str(file))
    made: dict[str, Any] = yaml.safe_load(file.read_text())
    return made


def operations(description: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    """Path, method and operation of each."""
    return [
        (path, method, operation)
        for path, methods in description["paths"].items()
        for method, operation in methods.items()
    ]


def test_description_is_openapi_3_1_without_warnings(description: dict[str, Any]) -> None:
    assert description["openapi"].startswith("3.1")
    ids = [operation["operationId"] for _path, _method, operation in operations(description)]
    assert len(ids) == len(set(ids)) >= 75


def test_every_address_is_described(description: dict[str, Any]) -> None:
    fill = {"name": "everyone", "id": "999999999"}
    fill |= dict.fromkeys(("client_id", "emoji", "slug", "blog", "kind", "key"), "x")
    fill["revision"] = fill["id"]
    fill |= dict.fromkeys(("pid", "number", "person"), "2" * 16)
    described = {path.format_map(fill) for path in description["paths"]}
    hidden = {"/api/v1/schema/", "/api/v1/nowhere/", "/api/nowhere"}
    assert described == set(paths()) - hidden


def test_every_operation_says_who_may_and_what_can_go_wrong(description: dict[str, Any]) -> None:
    for path, method, operation in operations(description):
        scope = "read" if method == "get" else "write"
        assert operation["security"] == [{"oauth2": [scope]}, {"session": []}], (path, method)
        codes = set(operation["responses"])
        assert codes >= {"400", "401", "403", "404", "429", "500"}, (path, method)
        assert operation["summary"]
        assert operation["description"]
    for status in (400, 401, 403, 404, 405, 406, 409, 412, 413, 415, 429, 500, 503):
        content = description["components"]["responses"][f"Error{status}"]["content"]
        example = content["application/json"]["example"]["error"]
        assert example.keys() == {"code", "message", "fields", "request_id"}


@pytest.fixture
def world(
    api: Callable[..., Api],
    app: App,
    owner: Person,
    member: Person,
    employee: Person,
    open_community: Community,
    closed: Community,
    thumbs: ReactionChoice,
    post: Callable[..., Entry],
) -> dict[str, Any]:
    """Something behind every address, and the token of the owner, who may do the most."""
    mine = post(owner, "mine #tag", open_community)
    edit_text(actor=owner, entry=mine, source="mine again #tag")
    rude = post(member, "rude", open_community)
    draft = save_draft(actor=owner, source="draft")
    left = add_person(actor=None, name="Gone Before", email="gone@tests.example")
    create_community(actor=left, name="Left behind", type="on_request")
    deactivate_person(actor=None, person=left, successor=owner)
    visitor = add_person(actor=None, name="Vic Visitor", is_guest=True, sponsor=owner)
    news = create_blog(actor=None, title="News", owner=owner)
    written = save_post(actor=owner, blog=news, title="Title", source="words #tag")
    written = publish_post(actor=owner, post=written)
    other_app = make_app("Other", ["read"])
    make_token(other_app, owner, ["read"])
    return {
        "token": make_token(app, owner, ["read", "write"]),
        "people": employee.public_id,
        "communities": closed.public_id,
        "hand-overs": HandOverItem.objects.get().public_id,
        "guests": visitor.public_id,
        "updates": mine.public_id,
        "entries": mine.public_id,
        "comments": add_comment(actor=owner, root=mine, source="comment").public_id,
        "drafts": draft.public_id,
        "blog": news.slug,
        "blog-posts": written.public_id,
        "blog-feeds": make_feed(actor=owner, feed=FeedAddress(person=owner)).public_id,
        "images": attach_image(actor=owner, entry=mine, upload=picture()).public_id,
        "requests": request_to_join(actor=employee, community=closed).public_id,
        "invitations": invite_person(
            actor=owner, community=closed, email="x@x.example", as_guest=True
        ).public_id,
        "reports": report_entry(actor=owner, entry=rude, reason="rude").public_id,
        "report communities": open_community.public_id,
        "revision": 1,
        "person": member.public_id,
        "client_id": other_app.pk,
        "emoji": "👍",
        "slug": "tag",
        "kind": "tag",
        "key": "tag",
        "hidden-evidence": publish_update(actor=owner, source="my own", choice="company").public_id,
        "statuses": set_status(
            actor=owner, kind="away", ends_at=timezone.now() + timedelta(days=2)
        ).public_id,
    }


def real_parts(path: str, world: dict[str, Any]) -> dict[str, Any]:
    """The parts of `path` that lead to something."""
    parts = path.removeprefix("/api/v1/").strip("/").split("/")
    found = {}
    for before, part in pairwise(parts):
        name = part.strip("{}")
        if name == "pid":
            key = "report communities" if "reports" in parts else before
            found["pid"] = world[key]
        elif name == "number":
            found["number"] = world[before]
        elif part.startswith("{") and name in world:
            found[name] = world[name]
    return found


def generated_calls(world: dict[str, Any], schema: Any, each: int) -> Counter[int]:
    """`each` generated calls of every operation, half of them to things that are there.

    Every call's changes are taken back. Returns how often each status was answered.
    """
    answered: Counter[int] = Counter()
    chance = random.Random(SEED)
    for result in schema.get_all_operations():
        operation = result.ok()
        there = real_parts(operation.path, world)
        kinds = [
            operation.as_strategy(generation_mode=mode, path_parameters=parts)
            for mode in GenerationMode
            for parts in ([there, None] if there else [None])
            if mode is GenerationMode.POSITIVE or operation.body or operation.query
        ]
        number = chance.randrange(10**6)

        @seed(number)
        @settings(
            max_examples=each,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=st.one_of(kinds))
        def one(case: Any) -> None:
            with transaction.atomic():
                headers = {"Authorization": f"Bearer {world['token']}"}
                answer = case.call(headers=headers)
                transaction.set_rollback(True)
            answered[answer.status_code] += 1
            case.validate_response(answer, checks=CHECKS)

        one()
    return answered


@pytest.fixture
def schema(description: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The description, bound to the application; limits are tried elsewhere."""
    monkeypatch.setattr("activity.limits.spend", lambda limit, key: 0)
    # The application would give the connection of the test back after each request.
    signals.request_started.disconnect(close_old_connections)
    signals.request_finished.disconnect(close_old_connections)
    loaded = schemathesis.openapi.from_dict(description)
    loaded.app = get_wsgi_application()
    loaded.config.update(base_url="http://testserver")
    yield loaded
    signals.request_started.connect(close_old_connections)
    signals.request_finished.connect(close_old_connections)


def test_two_generated_calls_of_every_operation_hold_the_description(
    world: dict[str, Any], schema: Any
) -> None:
    answered = generated_calls(world, schema, 2)
    assert sum(answered.values()) >= 150
    assert not [status for status in answered if status >= 500]


@pytest.mark.prove
def test_what_a_guest_is_shown_holds_the_description_too(
    world: dict[str, Any], schema: Any, app: App, guest: Person
) -> None:
    world = {**world, "token": make_token(app, guest, ["read", "write"])}
    world |= {"people": world["person"], "report communities": world["communities"]}
    answered = generated_calls(world, schema, 4)
    assert not [status for status in answered if status >= 500]
    assert answered[200] >= 30, answered


@pytest.mark.prove
def test_2000_generated_calls_hold_the_description(world: dict[str, Any], schema: Any) -> None:
    answered = generated_calls(world, schema, 30)
    assert sum(answered.values()) >= 2000
    assert not [status for status in answered if status >= 500]
    assert answered[200] + answered[201] + answered[204] >= 300, answered
