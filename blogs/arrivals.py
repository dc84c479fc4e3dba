"""What becomes of the text of a file: its links lead to the posts here, its pictures are found."""

from django.urls import reverse

from blogs.files import PostFile
from content.arrivals import Arrival, Arrivals


class PostArrivals(Arrivals):
    """The texts of one import into a blog."""

    HERE = (*Arrivals.HERE, "/blogs/")

    def url_of(self, path: str, place: str) -> str:
        """The address of a post, and a place in it."""
        return reverse("blogs:post-detail", args=[self.addresses[path]]) + place

    def text_of(self, file: PostFile) -> Arrival:
        """What the text of a file becomes."""
        text = Arrival()
        self.take_in(file, file.body, text)
        if file.cover:
            self.show(file, text, file.cover, file.cover_alt)
            text.cover = self.image(file, file.cover)
        self.note(file, text)
        return text
