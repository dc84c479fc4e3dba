"""Portraits for the sample organisation, drawn by code: flat, friendly, the same for each handle.

`looks` decides what somebody looks like; `hair`, `hats` and `clothes` draw what their names say;
the face is here.
"""

from typing import Final

from sample.clothes import WHITE, draw_body
from sample.hair import draw_back, draw_front
from sample.looks import Look, look_of
from sample.pencil import Pencil, Point, curve, mirrored, mix, path, ring
from sample.pictures import draw_picture

__all__ = ["draw_picture", "draw_portrait"]

INK: Final = "#2a2430"


def draw_portrait(seed: str, size: int = 512) -> bytes:
    """A square WebP picture, `size` pixels wide, for a handle or any other word."""
    look = look_of(seed)
    pencil = Pencil(size, size, units=89, origin=(5.5, 5), ground=look.ground)
    _scene(pencil, look)
    draw_back(pencil, look)
    draw_body(pencil, look)
    _head(pencil, look)
    _beard(pencil, look)
    _features(pencil, look)
    draw_front(pencil, look)
    _glasses(pencil, look)
    _extras(pencil, look)
    return pencil.webp()


def face(look: Look) -> list[Point]:
    """The outline of the face, as a fine polygon."""
    jaw = 12.2 + look.jaw * 1.1
    right: list[Point] = [
        (50, 23.5),
        (59.5, 25.5),
        (65.8, 32.5),
        (67.2, 43),
        (66, 53.5),
        (50 + jaw, 62.2),
        (55.6, 68.2),
    ]
    return curve([*right, (50, 69.8), *reversed(mirrored(right[1:], 50))])


def _scene(pencil: Pencil, look: Look) -> None:
    light, dark = mix(look.ground, "#ffffff", 0.34), mix(look.ground, "#31435c", 0.13)
    match look.scene:
        case "sun":
            pencil.oval(50, 47, 41, 41, light)
        case "wave":
            for y, colour in ((62, light), (74, dark)):
                crest = [(-4 + step * 9, y + (2.3 if step % 2 else -2.3)) for step in range(14)]
                pencil.shape([*curve(crest, closed=False), (120, 104), (-4, 104)], colour)
        case "hills":
            pencil.blob(path("-20,110 -8,66 22,54 56,74 80,112"), light)
            pencil.blob(path("30,112 58,74 90,58 118,74 120,112"), dark)
        case _:
            pencil.shade(light, look.ground)


def _head(pencil: Pencil, look: Look) -> None:
    skin = look.skin_colour
    shadow = mix(skin, "#7a3430", 0.2)
    for x, side in ((32.6, -1), (67.4, 1)):
        pencil.oval(x, 47.5, 3.7, 5.2, skin, turn=6 * side)
        pencil.oval(x + 0.3 * side, 47.8, 1.9, 3.1, shadow, turn=6 * side)
    outline = face(look)
    pencil.shape(outline, skin)
    inside = pencil.mask_of(outline)
    side = 1 if look.flipped else -1
    pencil.oval(50 + 33 * side, 50, 19.5, 30, shadow, alpha=0.32, clip=inside)
    for x in (40.2, 59.8):
        pencil.oval(x, 54.6, 4.2, 3, "#e0625a", alpha=0.2, clip=inside)


def _features(pencil: Pencil, look: Look) -> None:
    skin, hair = look.skin_colour, look.hair_colour
    brow = (
        mix(hair, INK, 0.35)
        if look.hair not in {"white", "grey", "fair"}
        else mix(hair, "#6b5540", 0.45)
    )
    shadow = mix(skin, "#6e2a26", 0.36)
    for x, side in ((42.6, -1), (57.4, 1)):
        arch = [
            (x - 3.6, 41.6 + (0.5 if side < 0 else -0.1)),
            (x, 39.9),
            (x + 3.6, 41.6 + (0.5 if side > 0 else -0.1)),
        ]
        pencil.line(arch, brow, 1.25 * look.brow, smooth=True)
        pencil.oval(x, 46.6, 1.75, 2.25, INK)
        pencil.oval(x + 0.6, 45.8, 0.6, 0.6, "#ffffff")
    side = 1 if look.flipped else -1
    pencil.line(
        [(50 + 0.3 * side, 46.5), (50 + 2.2 * side, 53.2), (50 - 0.6 * side, 54.2)],
        shadow,
        1.1,
        smooth=True,
    )
    lip = mix(skin, "#8e2434", 0.52)
    match look.mouth:
        case "open":
            pencil.shape(ring(50, 58.7, 5.6, 4.6, start=0, end=180), "#7c2430")
            pencil.shape(ring(50, 58.7, 5, 1.9, start=0, end=180), WHITE)
        case "smile":
            pencil.line(ring(50, 57, 5, 3.9, start=18, end=162), lip, 1.35)
        case "half":
            pencil.line([(45.6, 60.2), (49.5, 61.2), (54.6, 58.9)], lip, 1.35, smooth=True)
        case _:
            pencil.line([(45.6, 60), (50, 60.8), (54.4, 60)], lip, 1.35, smooth=True)


def _beard(pencil: Pencil, look: Look) -> None:
    hair = look.hair_colour
    if not look.beard:
        return
    outline = face(look)
    inside = pencil.mask_of(outline)
    full = path(
        "31,46 35.2,51 38.5,56.5 44,56.4 50,55.8 56,56.4 61.5,56.5 64.8,51 69,46 70,64 50,78 30,64"
    )
    skin = look.skin_colour
    match look.beard:
        case "full":
            pencil.blob(path("35,58 38,66 44,71.2 50,72.8 56,71.2 62,66 65,58 50,60"), hair)
            pencil.blob(full, hair, clip=inside)
            pencil.oval(50, 60.4, 6.6, 3.1, skin if look.mouth != "open" else hair)
        case "stubble":
            pencil.blob(full, hair, alpha=0.24, clip=inside)
        case "goatee":
            pencil.line(path("44.2,62 45,57.2 50,56 55,57.2 55.8,62"), hair, 1.7, smooth=True)
            pencil.blob(path("44,62.5 50,63.8 56,62.5 55,69 50,71.4 45,69"), hair)
        case "moustache":
            pencil.blob(
                path("42.6,59.2 46,56.2 50,56.4 54,56.2 57.4,59.2 53,58.9 50,58.2 47,58.9"), hair
            )


def _glasses(pencil: Pencil, look: Look) -> None:
    if not look.glasses:
        return
    frame = "#3a3340" if look.skin < 5 else "#e4c98a"
    for x in (42.2, 57.8):
        if look.glasses == "round":
            lens = ring(x, 46.8, 5.7, 5.5)
        else:
            lens = curve(
                [(x - 6, 43), (x, 42.4), (x + 6, 43), (x + 5.7, 49.6), (x, 51), (x - 5.7, 49.6)],
                steps=8,
            )
        pencil.shape(lens, "#ffffff", alpha=0.2)
        pencil.line([*lens, lens[0]], frame, 1.15)
    pencil.line(ring(50, 46.6, 2.4, 1.5, start=190, end=350), frame, 1.1)
    for x, ear in ((36.3, 32.6), (63.7, 67.4)):
        pencil.line([(x, 45.6), (ear, 45)], frame, 1.1)


def _extras(pencil: Pencil, look: Look) -> None:
    shadow = mix(look.skin_colour, "#6e2a26", 0.4)
    match look.extra:
        case "freckles":
            for x, y in (
                (40, 52.4),
                (42.4, 53.8),
                (38.6, 54.4),
                (44, 52),
                (60, 52.4),
                (57.6, 53.8),
                (61.4, 54.4),
                (56, 52),
            ):
                pencil.oval(x, y, 0.5, 0.5, shadow, alpha=0.8)
        case "lines":
            for x, side in ((36.4, -1), (63.6, 1)):
                for rise in (-1.5, 0.6):
                    pencil.line([(x, 46 + rise * 0.4), (x + 2 * side, 46 + rise)], shadow, 0.6)
        case "hoops":
            for x in (31.6, 68.4):
                pencil.line(ring(x, 55.4, 2.3, 2.6), "#e3b64f", 1)
        case "studs":
            for x in (31.8, 68.2):
                pencil.oval(x, 52.4, 1.1, 1.1, "#f3d27a")
