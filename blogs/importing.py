"""Posts from a folder of Markdown files: `manage.py import_blog`. See docs/importing.md.

A post is known again by its blog, the source and its file, so running twice changes nothing; a
file that says something new changes its post, and what was changed here stays while the file says
the same. What is wrong with one file is said about that file, and the rest goes in.

All files are read first, and every new post gets its address before any is written, so that a link
between two posts holds in either direction. New posts go in before known ones are looked at: a
link to a file that was refused then stays as it was, in this run and in the next.
"""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Final

from django.db import DatabaseError, transaction

from blogs import actions, pieces
from blogs.arrivals import Arrival, Arrivals, Lookup
from blogs.bylines import Bylines
from blogs.files import OURS, SUFFIXES, PostFile, read_post
from blogs.models import Blog, BlogPost, PostOrigin, all_posts
from content import storage
from content.actions import attach_image, remove_image
from content.markdown import excerpt as beginning
from content.models import Attachment, Entry
from core.errors import ActionError
from core.ids import PATTERN, new_public_id
from core.rows import FieldError
from profiles.models import Person

PERMALINK: Final = "/:year/:month/:day/:slug/"
STEP: Final = 50
LONGEST_EXCERPT: Final = 400
LONGEST_ALT: Final = 500
# An address of a post with or without its title is the same address.
_SLUGGED = re.compile(rf"(?<=/blogs/posts/)({PATTERN})/[^/\s()<>\"']+/")

Tell = Callable[[str], object]


@dataclass
class Count:
    """What an import did: posts, people made for by-lines, and what was found in the texts."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0
    images: int = 0
    links: int = 0
    pieces: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class _Wanted:
    """A post as its file wants it."""

    title: str
    source: str
    excerpt: str
    at: datetime
    authors: list[Person]
    cover: Attachment | None
    comments_open: bool
    is_draft: bool

    def is_said_by(self, post: BlogPost) -> bool:
        """Is the post all that?"""
        others = post.authorships.order_by("position").values_list("person_id", flat=True)
        cover = post.attachments.filter(is_cover=True).first()
        state = Entry.State.DRAFT if self.is_draft else Entry.State.PUBLISHED
        return (
            post.state == state
            and post.title == self.title
            and _plain(post.source) == _plain(self.source)
            and post.excerpt.strip() == self.excerpt
            and (self.is_draft or post.published_at == self.at)
            and [post.author_id, *others] == [person.pk for person in self.authors]
            and cover == self.cover
            and post.comments_open == self.comments_open
        )


def _plain(source: str) -> str:
    return _SLUGGED.sub(r"\1/", source.strip("\n").rstrip())


class BlogImport:
    """One run over one folder. `say` hears the progress, `remark` each refusal and oddity."""

    def __init__(
        self,
        *,
        actor: Person,
        blog: Blog,
        source: str,
        folder: Path,
        say: Tell,
        remark: Tell,
        images: Path | None = None,
        zone: tzinfo = UTC,
        permalink: str = PERMALINK,
        site: str = "",
    ) -> None:
        self.actor = actor
        self.blog = blog
        self.source = source
        self.folder = folder.resolve()
        self.zone = zone
        self.permalink = permalink
        self.say = say
        self.remark = remark
        self.count = Count()
        self.people = Bylines(source, actor)
        self.lookup = Lookup(site)
        self.arrivals = Arrivals(self.folder, images.resolve() if images else None, self.lookup)
        self.known: dict[str, BlogPost] = {}
        self.targets: dict[str, set[str]] = {}
        self.links: dict[str, int] = {}

    def run(self) -> Count:
        """Bring all files of the folder in."""
        files = self._read()
        self._recognise(files)
        new = [file for file in files if file.path not in self.known]
        old = [file for file in files if file.path in self.known]
        failed = {file.path for file in self._progress(new, len(files)) if not self._file(file)}
        for path in failed:
            del self.arrivals.addresses[path]
        for file in self._progress(old, len(files), len(new)):
            self._file(file)
        for file in new:
            if file.path not in failed and self.targets[file.path] & failed:
                self._mend(file)
        self.count.links = sum(self.links.values())
        if self.count.created or self.count.changed:
            actions.note_import(
                actor=self.actor,
                blog=self.blog,
                reason=f"{self.source}: {self.count.created} new, {self.count.changed} changed",
            )
        return self.count

    def _refuse(self, path: str, reason: str) -> None:
        self.count.refused += 1
        self.remark(f"{path}: refused: {reason}")

    # Reading ----------------------------------------------------------------------------------

    def _read(self) -> list[PostFile]:
        files = []
        for path in markdown_files(self.folder):
            name = path.relative_to(self.folder).as_posix()
            try:
                if not path.resolve().is_relative_to(self.folder):
                    raise FieldError("it lies outside the folder")
                data = path.read_bytes()
                file = read_post(name, data, zone=self.zone, permalink=self.permalink)
            except (FieldError, OSError) as error:
                self._refuse(name, str(error))
                continue
            files.append(file)
            self.lookup.add(file)
        return files

    def _recognise(self, files: Iterable[PostFile]) -> None:
        """Which files are posts of this blog already, and the addresses of all of them."""
        origins = {
            (origin.source, origin.source_id): origin.post
            for origin in PostOrigin.objects.filter(blog=self.blog).select_related("post")
        }
        ids = {file.source_id for file in files if file.source == OURS}
        here = {
            post.public_id: post
            for post in all_posts().filter(place=self.blog.pk, public_id__in=ids)
        }
        taken = set()
        for file in files:
            post = origins.get(self._key(file))
            if post is None and file.source == OURS:
                post = here.get(file.source_id)
            if post is not None and post.pk not in taken:
                taken.add(post.pk)
                self.known[file.path] = post
            known = self.known.get(file.path)
            self.arrivals.addresses[file.path] = known.public_id if known else new_public_id()

    def _key(self, file: PostFile) -> tuple[str, str]:
        if file.is_export:
            return file.source, file.source_id
        return self.source, file.path.rpartition(".")[0]

    def _progress(self, files: list[PostFile], total: int, done: int = 0) -> Iterator[PostFile]:
        for number, file in enumerate(files, start=done + 1):
            yield file
            if number % STEP == 0 or number == total:
                self.say(f"{number:,} of {total:,} posts")

    # Writing ----------------------------------------------------------------------------------

    def _file(self, file: PostFile) -> bool:
        """Bring one file in; says whether its post is here now."""
        kept: list[str] = []
        try:
            with transaction.atomic():
                self._write(file, kept)
        except (ActionError, FieldError) as error:
            reason = str(error)
        except (DatabaseError, ValueError, OSError) as error:
            reason = f"it cannot be kept: {error}"
        else:
            self.people.keep()
            return True
        self.people.forget()
        self.count.images -= len(kept)
        for public_id in kept:
            storage.remove(public_id)
        self._refuse(file.path, reason)
        return False

    def _mend(self, file: PostFile) -> None:
        """Take links out of a new post again that lead to what was refused after it."""
        public_id = self.arrivals.addresses[file.path]
        self.known[file.path] = all_posts().get(place=self.blog.pk, public_id=public_id)
        count, remark = self.count, self.remark
        self.count, self.remark = Count(), lambda _words: None
        self._file(file)
        count.refused += self.count.refused
        self.count, self.remark = count, remark

    def _write(self, file: PostFile, kept: list[str]) -> None:
        post = self.known.get(file.path)
        new = post is None
        origin = PostOrigin.objects.filter(post=post).first() if post else None
        text = self.arrivals.text_of(file)
        self.targets[file.path] = text.targets
        people = self.people.of(file)
        hashes = {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in text.pictures}
        digest = self._digest(file, text, people, hashes)
        if origin is not None and origin.digest == digest:
            self._done(file, text, "unchanged")
            return
        if post is None:
            post = actions.begin_import(
                actor=self.actor,
                blog=self.blog,
                authors=people,
                public_id=self.arrivals.addresses[file.path],
            )
        pictures = self._attached(post, origin, text, hashes, kept)
        wanted = self._wanted(file, text, people, pictures)
        changed = new or not wanted.is_said_by(post)
        if changed:
            actions.bring_in(actor=self.actor, post=post, **vars(wanted))
        if origin is not None or file.source != OURS or post.public_id != file.source_id:
            self._note(file, post, digest, hashes, pictures)
        if origin is not None:
            self._drop(post, origin, pictures)
        self._done(file, text, "created" if new else "changed" if changed else "unchanged")

    def _wanted(
        self,
        file: PostFile,
        text: Arrival,
        people: list[Person],
        pictures: dict[Path, Attachment],
    ) -> _Wanted:
        source = text.source
        for path, picture in text.pictures.items():
            image = pictures.get(path)
            to = image.get_absolute_url() if image else picture.address
            source = source.replace(picture.mark, to)
        excerpt = file.excerpt
        if len(excerpt) > LONGEST_EXCERPT:
            excerpt = beginning(excerpt, LONGEST_EXCERPT)
            text.notes.append(f"its excerpt of {len(file.excerpt)} characters was cut")
        return _Wanted(
            title=file.title,
            source=source,
            excerpt=excerpt,
            at=file.at,
            authors=people,
            cover=pictures.get(text.cover) if text.cover else None,
            comments_open=file.comments,
            is_draft=file.is_draft,
        )

    def _attached(
        self,
        post: BlogPost,
        origin: PostOrigin | None,
        text: Arrival,
        hashes: dict[Path, str],
        kept: list[str],
    ) -> dict[Path, Attachment]:
        """The pictures of a text as images of its post; those that are there already stay."""
        there = list(post.attachments.all())
        by_id = {image.public_id: image for image in there}
        by_hash = {image.sha256: image for image in there}
        before = origin.images if origin else {}
        found = {}
        for path, picture in text.pictures.items():
            same, public_id = before.get(self.arrivals.name_of(path), ("", ""))
            image = by_id.get(public_id) if same == hashes[path] else None
            image = image or by_hash.get(hashes[path])
            if image is None:
                try:
                    with path.open("rb") as upload, transaction.atomic():
                        image = attach_image(
                            actor=post.author,
                            entry=post,
                            upload=upload,
                            alt=picture.alt[:LONGEST_ALT],
                            most=actions.MOST_IMAGES,
                        )
                except ActionError as error:
                    text.notes.append(f"image {picture.address[:200]}: {error}")
                    continue
                kept.append(image.public_id)
                self.count.images += 1
            found[path] = image
        return found

    def _note(
        self,
        file: PostFile,
        post: BlogPost,
        digest: str,
        hashes: dict[Path, str],
        pictures: dict[Path, Attachment],
    ) -> None:
        source, source_id = self._key(file)
        name = self.arrivals.name_of
        actions.note_origin(
            actor=self.actor,
            post=post,
            source=source,
            source_id=source_id,
            digest=digest,
            images={
                name(path): [hashes[path], image.public_id] for path, image in pictures.items()
            },
            old_paths=file.old,
        )

    def _drop(self, post: BlogPost, origin: PostOrigin, pictures: dict[Path, Attachment]) -> None:
        """Take off what the file showed before and shows no more."""
        before = {public_id for _hash, public_id in origin.images.values()}
        gone = before - {image.public_id for image in pictures.values()}
        for image in post.attachments.filter(public_id__in=gone):
            image.entry = post
            remove_image(actor=post.author, attachment=image)

    def _digest(
        self, file: PostFile, text: Arrival, people: list[Person], hashes: dict[Path, str]
    ) -> str:
        """One value for all that a file says, wherever the folders lie."""
        said = [
            file.title,
            text.source,
            file.excerpt,
            file.at.isoformat(),
            [person.pk for person in people],
            [[self.arrivals.name_of(path), value] for path, value in hashes.items()],
            [picture.alt for picture in text.pictures.values()],
            self.arrivals.name_of(text.cover) if text.cover else "",
            file.comments,
            file.is_draft,
            file.old,
        ]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()

    def _done(self, file: PostFile, text: Arrival, what: str) -> None:
        setattr(self.count, what, getattr(self.count, what) + 1)
        self.links[file.path] = text.links
        notes = text.notes
        if not file.is_export and (odd := pieces.odd_pieces(text.source)):
            self.count.pieces += odd
            named = ", ".join(f"{piece} ({number})" for piece, number in sorted(odd.items()))
            notes = [*notes, f"not understood: {named}"]
        for note in notes:
            self.remark(f"{file.path}: {note}")


def markdown_files(folder: Path) -> list[Path]:
    """The Markdown files below a folder, in order; hidden ones are none of them."""
    found = (path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES)
    return sorted(
        path
        for path in found
        if not any(part.startswith(".") for part in path.relative_to(folder).parts)
    )
