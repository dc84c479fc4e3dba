"""What of a text leaves with it when it is written out: its images."""

import re
from collections.abc import Iterator
from typing import Final

from content import storage
from content.models import Attachment, Entry
from core.ids import PATTERN

IMAGES: Final = "images"
_IMAGE = re.compile(rf"/images/({PATTERN})/")


class Images:
    """The images of one text that it or its card shows, and where they are written."""

    def __init__(self, entry: Entry, name: str) -> None:
        """`name` is what the files of the images are called, with a number behind it."""
        self.all: list[Attachment] = list(entry.attachments.all())
        self.by_id = {image.public_id: image for image in self.all}
        self.name = name
        self.paths: dict[str, str] = {}

    def path_of(self, image: Attachment) -> str:
        """Where an image lies below the folder."""
        number = len(self.paths) + 1
        return self.paths.setdefault(image.public_id, f"{IMAGES}/{self.name}-{number}.webp")

    def shown(self, address: str, _alt: str) -> str | None:
        """The path for an address in the text, if it is an image of it."""
        found = _IMAGE.fullmatch(address)
        image = self.by_id.get(found[1]) if found else None
        return self.path_of(image) if image else None

    def written(self) -> Iterator[tuple[str, bytes]]:
        """Path and bytes of each image that was asked for."""
        for public_id, path in self.paths.items():
            yield path, storage.path_of(public_id, "full").read_bytes()
