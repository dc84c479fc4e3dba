"""The gallery shows the whole kit, stays within its budget, and holds no inline code."""

import gzip
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.template import engines
from django.test import Client

TEMPLATES = Path(__file__).resolve().parent.parent.parent / "templates"
CSS_BUDGET = 40 * 1024
JS_BUDGET = 50 * 1024
IMPORT = re.compile(r"""(?:from|import)\s*\(?\s*["'](\.[^"']+)["']""")


class Page(HTMLParser):
    """What a test asks of a page: its tags with their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def of(self, tag: str) -> list[dict[str, str]]:
        return [attrs for name, attrs in self.tags if name == tag]


@pytest.fixture
def gallery(client: Client) -> HttpResponse:
    # What was folded before says nothing of the templates it came from.
    engines["django"].engine.template_loaders[0].reset()
    return client.get("/gallery/")  # type: ignore[return-value]


def test_gallery_opens_without_a_session_and_without_the_database(gallery: HttpResponse) -> None:
    assert gallery.status_code == 200
    assert "Set-Cookie" not in gallery or "sessionid" not in gallery.cookies


def test_every_element_is_on_the_gallery(gallery: HttpResponse) -> None:
    shown = {template.name for template in gallery.templates}  # type: ignore[attr-defined]
    files = {f"elements/{path.name}" for path in (TEMPLATES / "elements").glob("*.html")}
    assert len(files) > 40
    assert files - shown == set()


def test_every_element_says_what_it_is_handed() -> None:
    silent = [
        path.name
        for path in (TEMPLATES / "elements").glob("*.html")
        if not path.read_text().startswith("{% comment %}")
    ]
    assert silent == []


def test_the_page_holds_no_inline_style_script_or_handler(gallery: HttpResponse) -> None:
    page = Page(gallery.content.decode())
    assert [attrs for _, attrs in page.tags if "style" in attrs] == []
    assert [a for _, attrs in page.tags for a in attrs if a.startswith("on")] == []
    assert page.of("style") == []
    assert [attrs for attrs in page.of("script") if not attrs.get("src")] == []


def test_the_page_has_one_h1_and_its_landmarks(gallery: HttpResponse) -> None:
    page = Page(gallery.content.decode())
    assert len(page.of("h1")) == 1
    assert len(page.of("main")) == 1
    assert page.of("header")
    assert len(page.of("nav")) >= 2
    assert page.of("a")[0]["href"] == "#main"


def test_ids_are_unique(gallery: HttpResponse) -> None:
    ids = [attrs["id"] for _, attrs in Page(gallery.content.decode()).tags if "id" in attrs]
    assert sorted({one for one in ids if ids.count(one) > 1}) == []


def test_labels_point_at_controls_that_exist(gallery: HttpResponse) -> None:
    page = Page(gallery.content.decode())
    ids = {attrs["id"] for _, attrs in page.tags if "id" in attrs}
    pointers = [attrs["for"] for attrs in page.of("label") if "for" in attrs]
    pointers += [
        one
        for _, attrs in page.tags
        for name in ("aria-describedby", "aria-labelledby")
        for one in attrs.get(name, "").split()
    ]
    assert pointers
    assert [one for one in pointers if one not in ids] == []


def test_icons_exist_in_the_sprite(gallery: HttpResponse) -> None:
    sprite = _static("/static/icons.svg")
    drawn = set(re.findall(r'<symbol id="([^"]+)"', sprite))
    used = {a["href"].partition("#")[2] for a in Page(gallery.content.decode()).of("use")}
    assert used
    assert used - drawn == set()


def test_templates_name_only_icons_that_exist() -> None:
    drawn = set(re.findall(r'<symbol id="([^"]+)"', _static("/static/icons.svg")))
    used = {
        name
        for path in TEMPLATES.rglob("*.html")
        for name in re.findall(r'{% icon "([^"]+)"', path.read_text())
    }
    assert used - drawn == set()


def test_style_sheets_of_a_page_stay_within_40_kb_compressed(gallery: HttpResponse) -> None:
    sheets = [
        attrs["href"]
        for attrs in Page(gallery.content.decode()).of("link")
        if attrs.get("rel") == "stylesheet"
    ]
    assert len(sheets) >= 5
    assert sum(_compressed(_static(sheet)) for sheet in sheets) < CSS_BUDGET


def test_scripts_of_a_page_stay_within_50_kb_compressed(gallery: HttpResponse) -> None:
    todo = [attrs["src"] for attrs in Page(gallery.content.decode()).of("script")]
    assert todo
    sizes: dict[str, int] = {}
    while todo:
        url = todo.pop()
        if url in sizes:
            continue
        source = _static(url)
        sizes[url] = _compressed(source)
        folder = Path(url).parent
        todo += [str(_resolved(folder / step)) for step in IMPORT.findall(source)]
    assert len(sizes) >= 10
    assert sum(sizes.values()) < JS_BUDGET


def test_forms_tie_help_and_errors_to_their_fields(gallery: HttpResponse) -> None:
    page = Page(gallery.content.decode())
    fields = {attrs["id"]: attrs for attrs in page.of("input") if "id" in attrs}
    assert fields["id_wrong-email"]["aria-invalid"] == "true"
    assert fields["id_wrong-email"]["aria-describedby"] == "id_wrong-email_error"
    assert fields["id_good-name"]["aria-describedby"] == "id_good-name_helptext"


def _compressed(text: str) -> int:
    return len(gzip.compress(text.encode()))


def _static(url: str) -> str:
    path = finders.find(url.removeprefix("/static/"))
    assert path, f"{url} is not a static file"
    return Path(path).read_text()


def _resolved(path: Path) -> Path:
    parts: list[str] = []
    for part in path.parts:
        if part == "..":
            parts.pop()
        else:
            parts.append(part)
    return Path(*parts)
