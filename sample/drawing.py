"""Draws all pictures of the sample organisation beside the writing of its texts.

Drawing takes as long as everything else together, so it has processes of its own, one a core.
"""

import os
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context
from types import TracebackType
from typing import Final, Self

from sample import articles
from sample.data import Organisation
from sample.portraits import draw_picture, draw_portrait

MOST_PROCESSES: Final = 4


class Drawings:
    """All portraits and pictures, begun in the order they are asked for. A context manager."""

    def __init__(self, organisation: Organisation) -> None:
        # Not forked: a copy of a process that holds a database connection must not end it.
        self.pool = ProcessPoolExecutor(
            min(MOST_PROCESSES, os.cpu_count() or 1), mp_context=get_context("spawn")
        )
        self.portraits: dict[str, Future[bytes]] = {
            one.handle: self.pool.submit(draw_portrait, one.handle)
            for one in organisation.people
            if one.portrait
        }
        self.pictures: dict[str, Future[bytes]] = {
            post.image.drawing: self.pool.submit(draw_picture, post.image.drawing)
            for post in organisation.posts
            if post.image
        }
        for one in articles.load():
            if one.drawing and one.drawing not in self.pictures:
                self.pictures[one.drawing] = self.pool.submit(draw_picture, one.drawing)

    def portrait(self, handle: str) -> bytes:
        """The portrait of that person; waits until it is drawn."""
        return self.portraits[handle].result()

    def picture(self, name: str) -> bytes:
        """The picture of that name; waits until it is drawn."""
        return self.pictures[name].result()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.pool.shutdown(cancel_futures=True)
