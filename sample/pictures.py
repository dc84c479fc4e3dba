"""The pictures that go with posts of the sample organisation, each drawn by code."""

from collections.abc import Callable
from typing import Final

from sample import charts, landscapes, sketches
from sample.pencil import Pencil

WIDTH: Final = 1200
HEIGHT: Final = 800
UNITS: Final = 120
"""Drawings are 120 units wide and 80 high."""

DRAWINGS: Final[dict[str, Callable[[Pencil], None]]] = {
    "debris-bars": charts.debris_bars,
    "fish-tracks": charts.fish_tracks,
    "flow-forecast": charts.flow_forecast,
    "spectrogram": charts.spectrogram,
    "flood-weir": landscapes.flood_weir,
    "lake-evening": landscapes.lake_evening,
    "madi-valley": landscapes.madi_valley,
    "mill-landscape": landscapes.mill,
    "floor-plan": sketches.floor_plan,
    "seal-section": sketches.seal_section,
    "site-signs": sketches.site_signs,
    "whiteboard-wren": sketches.whiteboard,
    "wren-panel": sketches.wren_panel,
    "wren-render": sketches.wren_render,
}


def draw_picture(name: str) -> bytes:
    """A WebP picture, 1200 by 800 pixels. Raises KeyError for a name that is not in DRAWINGS."""
    drawing = DRAWINGS[name]
    pencil = Pencil(WIDTH, HEIGHT, units=UNITS, ground="#ffffff")
    drawing(pencil)
    return pencil.webp()
