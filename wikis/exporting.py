"""A page with all below it, or a whole wiki, as files: Markdown to bring in again, or a small site.

Everything is read as the viewer may read it, page by page as it is written: what is taken from them
meanwhile does not leave. See docs/importing.md.
"""

import gzip
import io
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO, Final

from django.utils.translation import gettext as _

from access.viewer import Viewer
from core.errors import Conflict, Refused
from profiles.models import Person
from wikis import actions
from wikis.departures import Departure
from wikis.models import Wiki, WikiPage
from wikis.plans import Plan
from wikis.sites import Site

STEP: Final = 50
BLOCK: Final = 1 << 16
HISTORY: Final = "revisions.jsonl.gz"
# No time of writing in what is packed, so that the same pages give the same bytes.
DATE: Final = (1980, 1, 1, 0, 0, 0)
PACKED: Final = (".webp", ".gz")

File = tuple[str, bytes | IO[bytes]]
"""A path below the folder, and what lies there."""


def markdown_zip(
    viewer: Viewer, wiki: Wiki, page: WikiPage | None = None, *, history: bool = False
) -> Iterator[bytes]:
    """The pages as Markdown in one archive, part by part; with `history` all versions too.

    The audit log says who took it. Raises Refused for who does not read the wiki.
    """
    return _packed(markdown_files(viewer, wiki, page, history=history))


def html_zip(viewer: Viewer, wiki: Wiki, page: WikiPage | None = None) -> Iterator[bytes]:
    """The same as a small site that is read in any browser, without a server."""
    return _packed(html_files(viewer, wiki, page))


def markdown_files(
    viewer: Viewer, wiki: Wiki, page: WikiPage | None = None, *, history: bool = False
) -> Iterator[File]:
    """The files of an export in Markdown. Raises Refused."""
    plan = _planned(viewer, wiki, page, "markdown with history" if history else "markdown")
    return _markdown(viewer, wiki, plan, history=history)


def html_files(viewer: Viewer, wiki: Wiki, page: WikiPage | None = None) -> Iterator[File]:
    """The files of a site. Raises Refused."""
    plan = _planned(viewer, wiki, page, "html")
    return Site(viewer, wiki, plan).files()


def write_out(files: Iterable[File], folder: Path, *, say: Callable[[str], object]) -> int:
    """Write the files into a folder that is new or empty; how many pages they were.

    Raises Conflict for a folder that is not empty, OSError.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Conflict(f"{folder} is not an empty folder.")
    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    for path, data in files:
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as file:
            for block in _blocks(data):
                file.write(block)
        if path.endswith((".md", ".html")):
            count += 1
            if count % STEP == 0:
                say(f"{count:,} files of pages")
    return count


def _planned(viewer: Viewer, wiki: Wiki, page: WikiPage | None, form: str) -> Plan:
    person = Person.objects.filter(pk=viewer.person_id or 0).first()
    if person is None or not Wiki.objects.visible_to(viewer).filter(pk=wiki.pk).exists():
        raise Refused(_("Only who reads a wiki can take pages of it along."))
    plan = Plan(viewer, wiki, page)
    what = f"{form}, {len(plan.leaves)} pages" + (f" from {page.public_id}" if page else "")
    actions.note_export(actor=person, wiki=wiki, reason=what)
    return plan


def _markdown(viewer: Viewer, wiki: Wiki, plan: Plan, *, history: bool) -> Iterator[File]:
    called = plan.called()
    with tempfile.TemporaryFile() as spool:
        with gzip.GzipFile(fileobj=spool, mode="wb", filename="", mtime=0) as lines:
            for page in plan.pages(viewer):
                departure = Departure(wiki, page, plan)
                yield f"{departure.leaf.path}.md", departure.file(called).encode()
                if history:
                    for line in departure.versions():
                        lines.write(line.encode())
                yield from departure.images.written()
        if history:
            spool.seek(0)
            yield HISTORY, spool


class _Sink(io.RawIOBase):
    """Takes what an archive writes, until somebody takes it out."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: object, /) -> int:
        part = bytes(data)  # type: ignore[call-overload] # anything with a buffer
        self.parts.append(part)
        return len(part)

    def taken(self) -> bytes:
        parts, self.parts = b"".join(self.parts), []
        return parts


def _packed(files: Iterable[File]) -> Iterator[bytes]:
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", allowZip64=True) as archive:
        for path, data in files:
            info = zipfile.ZipInfo(path, DATE)
            info.compress_type = (
                zipfile.ZIP_STORED if path.endswith(PACKED) else zipfile.ZIP_DEFLATED
            )
            info.external_attr = 0o644 << 16
            with archive.open(info, "w", force_zip64=not isinstance(data, bytes)) as member:
                for block in _blocks(data):
                    member.write(block)
                    if part := sink.taken():
                        yield part
            if part := sink.taken():
                yield part
    yield sink.taken()


def _blocks(data: bytes | IO[bytes]) -> Iterator[bytes]:
    if isinstance(data, bytes):
        yield data
        return
    while block := data.read(BLOCK):
        yield block
