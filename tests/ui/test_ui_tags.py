"""The small tools of the kit: short times, counts, marks, names of devices."""

from datetime import UTC, datetime, timedelta

import pytest
from django.template import Context, Template
from django.utils import timezone

from core.templatetags import ui


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (None, "0"),
        (0, "0"),
        (999, "999"),
        (1000, "1k"),
        (1284, "1.3k"),
        (16400, "16k"),
        (1_400_000, "1.4M"),
    ],
)
def test_counts_are_short(number: int | None, words: str) -> None:
    assert ui.compact(number) == words


def test_marked_marks_hits_and_escapes_everything_else() -> None:
    text = "a \x02hit\x03 & <b>\x02x</b>\x03"
    assert ui.marked(text) == ("a <mark>hit</mark> &amp; &lt;b&gt;<mark>x&lt;/b&gt;</mark>")


def test_marked_survives_marks_that_do_not_match() -> None:
    assert ui.marked("\x03a\x02b") == "ab"


def test_short_time_says_clock_today_day_this_year_and_year_before(settings: object) -> None:
    now = timezone.now()
    assert ui.short_time(now) == timezone.localtime(now).strftime("%H:%M")
    assert ui.short_time(datetime(2001, 2, 3, 12, tzinfo=UTC)) == "3 Feb 2001"
    assert ui.short_time(None) == ""


def test_hue_is_steady_and_one_of_twelve() -> None:
    assert ui.hue("Design") == ui.hue("Design")
    assert {ui.hue(f"name {n}") for n in range(200)} == set(range(12))


def test_spark_points_stay_inside_the_drawing() -> None:
    points = [pair.split(",") for pair in ui.spark_points([3, 3, 9, 1]).split()]
    assert [x for x, _ in points] == ["0.0", "33.3", "66.7", "100.0"]
    assert all(0 <= float(y) <= 24 for _, y in points)
    assert ui.spark_points([]) == "0,12 100,12"
    assert "nan" not in ui.spark_points([5, 5, 5])


def test_undo_address_comes_from_the_message_tags() -> None:
    assert ui.undo_url("quiet undo:/updates/x/restore/") == "/updates/x/restore/"
    assert ui.undo_url("") == ""


def test_devices_are_named_as_people_call_them() -> None:
    chrome = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36"
    phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19 Safari/604.1"
    assert ui.device_name(chrome) == "Chrome on Linux"
    assert ui.device_name(phone) == "Safari on iPhone"
    assert ui.device_name("curl/8.1") == "curl/8.1"
    assert ui.device_name("") == "Unknown device"


def test_an_icon_without_a_label_is_not_read_out() -> None:
    assert 'aria-hidden="true"' in ui.icon("bell")
    assert 'role="img" aria-label="Closed &amp; locked"' in ui.icon("lock", "s", "Closed & locked")


@pytest.mark.parametrize(
    ("path", "here", "attribute"),
    [
        ("/people/", "/people/", ' aria-current="page"'),
        ("/people/", "/people/x/", ' aria-current="true"'),
        ("/", "/people/", ""),
        ("/people/", "/peoples/", ""),
    ],
)
def test_current_marks_the_page_and_its_parents(
    rf: object, path: str, here: str, attribute: str
) -> None:
    request = rf.get(here)  # type: ignore[attr-defined]
    assert ui.current(Context({"request": request}), path) == attribute


def test_time_element_carries_the_exact_moment() -> None:
    at = timezone.now() - timedelta(days=3)
    html = Template('{% include "elements/time.html" with at=at only %}').render(
        Context({"at": at})
    )
    assert f'datetime="{at.isoformat(timespec="seconds")[:16]}' in html
    assert "data-time" in html
