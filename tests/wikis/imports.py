"""Folders of files for the imports and exports of wikis, and what the commands said about them."""

import io
import re
from pathlib import Path
from typing import Any

from django.core.management import CommandError, call_command
from PIL import Image

from content.models import Attachment, Entry, Revision
from profiles.models import Person
from wikis.models import PageLink, PageName, PageOrigin, Wiki, WikiPage

_WORDS = ("created", "made", "changed", "as", "left", "refused")


class Folder:
    """A folder of pages and the wiki they go into."""

    def __init__(self, root: Path, wiki: Wiki) -> None:
        self.root = root
        self.wiki = wiki
        self.pages = root / "files"
        self.pages.mkdir()

    def write(self, name: str, front: str = "", body: str = "Some words.") -> Path:
        """A file; without `front` it has no front matter."""
        path = self.pages / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"---\n{front}\n---\n\n{body}\n" if front else f"{body}\n")
        return path

    def run(self, **options: Any) -> tuple[list[str], list[str]]:
        """The report of an import, and what was refused or remarked."""
        return run_import(self.pages, wiki=self.wiki.slug, **{"source": "test", **options})

    def page(self, title: str) -> WikiPage:
        """The page of the wiki with that title."""
        return WikiPage.objects.get(wiki=self.wiki, title=title)


def run_import(folder: Path, **options: Any) -> tuple[list[str], list[str]]:
    """The lines of the report and the remarks; a run that refused files ends like any other."""
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("import_wiki", folder, stdout=out, stderr=err, **options)
    except CommandError as error:
        if "Files refused" not in str(error):
            raise
    return out.getvalue().splitlines(), err.getvalue().splitlines()


def run_export(slug: str, folder: Path, **options: Any) -> str:
    """The last line of an export."""
    out = io.StringIO()
    call_command("export_wiki", slug, folder, stdout=out, **options)
    return out.getvalue().splitlines()[-1]


def counts(report: list[str]) -> tuple[int, ...]:
    """Created, made for folders, changed, as before, left alone, refused."""
    found = numbers(report[-1])
    return tuple(found[word] for word in _WORDS)


def numbers(line: str) -> dict[str, int]:
    """Each number of a line by the word behind it."""
    return {word: int(n.replace(",", "")) for n, word in re.findall(r"(\d[\d,]*) (\w+)", line)}


def picture(path: Path, colour: str = "teal") -> None:
    """A small picture in a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (64, 48), colour).save(path, "PNG")


def snapshot() -> list[Any]:
    """All rows an import could touch."""
    rows = [WikiPage, Entry, Revision, PageLink, PageName, PageOrigin, Attachment, Person]
    return [list(model.objects.order_by("pk").values()) for model in rows]


def files_of(folder: Path) -> dict[str, bytes]:
    """Every file below a folder; what differs from wiki to wiki is taken out of the pages."""
    found = {}
    for path in sorted(one for one in folder.rglob("*") if one.is_file()):
        data = path.read_bytes()
        if path.suffix == ".md":
            data = re.sub(rb"(?m)^  version: \w{16}\.\d+$", b"", data)
        found[path.relative_to(folder).as_posix()] = data
    return found
