"""Every way to read each object: pages, fragments, the API, lists, search, typeahead, streams.

`READING[object]` are the calls that show one thing (allowed, refused, redacted); `LISTING[object]`
are those in whose answer it stands or does not. No test of its own.
"""

from tests.access import article_surfaces
from tests.access.surfaces import circles, entries, people, site

_ROOMS = (entries, people, circles, site, article_surfaces)
READING = {name: calls for one in _ROOMS for name, calls in one.READING.items()}
LISTING = {name: calls for one in _ROOMS for name, calls in one.LISTING.items()}
