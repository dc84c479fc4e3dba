"""The world of these tests: built once, read by all, and never changed by any of them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.cache import caches
from django.db import transaction

from activity import feeds
from activity.limits import ApiThrottle
from socialbiz import admin_site
from tests.access.world import World


@pytest.fixture(scope="session")
def media(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder for the images of the world."""
    return tmp_path_factory.mktemp("world") / "media"


@pytest.fixture(autouse=True)
def _own_folders(settings: Any, media: Path) -> None:
    """In the place of the fixture of that name in tests/conftest.py: the world keeps its images."""
    settings.MEDIA_ROOT = media
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="package")
def built(django_db_setup: None, django_db_blocker: Any, media: Path) -> Iterator[World]:
    """The world, inside a transaction that is never committed."""
    patch = pytest.MonkeyPatch()
    patch.setattr(django_settings, "MEDIA_ROOT", media)
    # Thousands of questions in a minute, of a world that took a while to build.
    patch.setattr(ApiThrottle, "allow_request", lambda *_: True)
    patch.setattr(feeds, "OVERLAP_MS", 3_600_000)
    # The second factor was proved when the world was built, and stays fresh for a long run.
    patch.setattr(admin_site, "FRESH_SECONDS", 24 * 3600)
    caches["cards"].clear()
    with django_db_blocker.unblock():
        frame = transaction.atomic()
        frame.__enter__()
        try:
            yield World()
        finally:
            transaction.set_rollback(True)
            frame.__exit__(None, None, None)
            patch.undo()


@pytest.fixture
def world(built: World, db: None) -> World:
    """The world as it was built; whatever a test changes in it is undone with its transaction."""
    return built
