"""Writing a blog out as a folder of Markdown files: `manage.py export_blog`. See docs/importing.md.

One file a post, in the form `import_blog` reads: front matter, text, images beside it. Read back
into the same blog it changes nothing; read into another it gives equal posts there.
"""

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from django.db.models import QuerySet
from django.utils import timezone

from access.viewer import Viewer
from blogs import actions, pieces
from blogs.files import OURS, write_post
from blogs.models import Blog, BlogPost, post_slug
from blogs.posts import readable
from content import storage
from content.models import Attachment, Entry, EntryAuthor
from core.errors import Conflict
from core.ids import PATTERN
from profiles.models import Person

STEP: Final = 50
# A name of a file may have 255 bytes; a letter takes up to four.
LONGEST_NAME: Final = 120
IMAGES: Final = "images"
_POST = re.compile(rf"/blogs/posts/({PATTERN})/(?:[^/?#]+/)?(#.*)?")
_IMAGE = re.compile(rf"/images/({PATTERN})/")

Tell = Callable[[str], object]


class BlogExport:
    """One blog to one folder. `say` hears the progress."""

    def __init__(self, *, actor: Person, blog: Blog, folder: Path, say: Tell) -> None:
        self.actor = actor
        self.blog = blog
        self.folder = folder
        self.say = say
        self.images = 0
        self.names: dict[str, str] = {}

    def run(self) -> int:
        """Write every published post the actor may read; how many they were.

        Raises Refused for who does not look after the blog, Conflict for a folder that is not
        empty, OSError.
        """
        posts = self._posts()
        self._name(posts)
        actions.note_export(actor=self.actor, blog=self.blog, count=len(self.names))
        if self.folder.exists() and (not self.folder.is_dir() or any(self.folder.iterdir())):
            raise Conflict(f"{self.folder} is not an empty folder.")
        self.folder.mkdir(parents=True, exist_ok=True)
        done = 0
        for post in posts.iterator(chunk_size=STEP):
            self._write(post)
            done += 1
            if done % STEP == 0 or done == len(self.names):
                self.say(f"{done:,} of {len(self.names):,} posts")
        return done

    def _posts(self) -> QuerySet[BlogPost]:
        rows = readable(Viewer.of(self.actor)).filter(
            place=self.blog.pk, state=Entry.State.PUBLISHED, published_at__lte=timezone.now()
        )
        return (
            rows.select_related("author", "origin")
            .prefetch_related("attachments", "old_paths")
            .order_by("published_at", "pk")
        )

    def _name(self, posts: QuerySet[BlogPost]) -> None:
        """Give every post the name of its file."""
        taken: set[str] = set()
        for public_id, title, at in posts.values_list("public_id", "title", "published_at"):
            base = f"{at:%Y-%m-%d}-{post_slug(title) or public_id}"
            base = base.encode()[:LONGEST_NAME].decode(errors="ignore")
            name, number = base, 1
            while name.lower() in taken:
                number += 1
                name = f"{base}-{number}"
            taken.add(name.lower())
            self.names[public_id] = name

    def _write(self, post: BlogPost) -> None:
        name = self.names[post.public_id]
        images = _Images(post, name)
        source, tags = pieces.without_tag_line(post.source.strip("\n").rstrip())
        source = pieces.rewrite_images(source, images.shown)
        source = pieces.rewrite_links(source, lambda address: self._led(images, address))
        cover = next((image for image in images.all if image.is_cover), None)
        origin = getattr(post, "origin", None)
        fields: dict[str, Any] = {
            "title": post.title,
            "date": post.published_at.isoformat() if post.published_at else "",
            "authors": [
                {"name": person.name, "handle": person.handle} for person in self._authors(post)
            ],
            "tags": tags,
            "excerpt": post.excerpt,
            "image": images.path_of(cover) if cover else "",
            "image_alt": cover.alt if cover else "",
            "aliases": sorted(f"/{old.path}" for old in post.old_paths.all()),
            "comments": None if post.comments_open else False,
            OURS: {
                "source": origin.source if origin else OURS,
                "id": origin.source_id if origin else post.public_id,
            },
        }
        (self.folder / f"{name}.md").write_text(write_post(fields, source), encoding="utf-8")
        for image, path in images.paths.items():
            target = self.folder / path
            target.parent.mkdir(exist_ok=True)
            target.write_bytes(storage.path_of(image, "full").read_bytes())
            self.images += 1

    @staticmethod
    def _authors(post: BlogPost) -> Sequence[Person]:
        further = EntryAuthor.objects.filter(entry=post.pk).select_related("person")
        return [post.author, *(one.person for one in further.order_by("position"))]

    def _led(self, images: "_Images", address: str) -> str | None:
        """A link to a post that is written out too leads to its file."""
        if found := _POST.fullmatch(address):
            name = self.names.get(found[1])
            return f"{name}.md{found[2] or ''}" if name else None
        return images.shown(address, "")


class _Images:
    """The images of one post that its text or its card shows, and where they are written."""

    def __init__(self, post: BlogPost, name: str) -> None:
        self.all: list[Attachment] = list(post.attachments.all())
        self.by_id = {image.public_id: image for image in self.all}
        self.name = name
        self.paths: dict[str, str] = {}

    def path_of(self, image: Attachment) -> str:
        """Where an image lies below the folder."""
        number = len(self.paths) + 1
        return self.paths.setdefault(image.public_id, f"{IMAGES}/{self.name}-{number}.webp")

    def shown(self, address: str, _alt: str) -> str | None:
        """The path for an address in the text, if it is an image of this post."""
        found = _IMAGE.fullmatch(address)
        image = self.by_id.get(found[1]) if found else None
        return self.path_of(image) if image else None
