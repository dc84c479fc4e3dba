"""Contrast of the tokens in both themes, computed from the style sheet itself.

Formulas: OKLCH to linear sRGB after B. Ottosson (2020), contrast after WCAG 2.2.
"""

import math
import re
from pathlib import Path

import pytest

SHEET = Path(__file__).resolve().parent.parent.parent / "static/css/tokens.css"
OKLCH = r"oklch\(([\d.]+)% ([\d.]+) ([\d.]+)\)"
GROUNDS = ("surface", "ground", "sunken", "float")
TEXTS = ("ink", "ink-mid", "ink-soft", "accent-ink", "danger", "success", "warning", "info")


def values() -> dict[str, tuple[str, str]]:
    """Each token with its light and dark value; a reference is followed."""
    # The block for readers who ask for more contrast says some names again.
    text, more, _ = SHEET.read_text().partition("@media (prefers-contrast: more)")
    assert more
    pairs = {
        name: (light, dark)
        for name, light, dark in re.findall(
            r"--([\w-]+): light-dark\((oklch\([^)]*\)), (oklch\([^)]*\))\);", text
        )
    }
    pairs |= {name: (one, one) for name, one in re.findall(r"--([\w-]+): (oklch\([^)]*\));", text)}
    for name, other in re.findall(r"--([\w-]+): var\(--([\w-]+)\);", text):
        pairs[name] = pairs[other]
    return pairs


def luminance(colour: str) -> float:
    found = re.fullmatch(OKLCH, colour)
    assert found, colour
    light, chroma, hue = float(found[1]) / 100, float(found[2]), math.radians(float(found[3]))
    a, b = chroma * math.cos(hue), chroma * math.sin(hue)
    long = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (light - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short
    red, green, blue = (min(1.0, max(0.0, one)) for one in (red, green, blue))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def weak(pairs: list[tuple[str, str]], least: float) -> list[str]:
    tokens = values()
    return [
        f"{text} on {ground}, {theme}: {found:.2f}"
        for text, ground in pairs
        for side, theme in enumerate(("light", "dark"))
        if (found := contrast(tokens[text][side], tokens[ground][side])) < least
    ]


def test_the_formula_knows_black_on_white() -> None:
    assert contrast("oklch(0% 0 0)", "oklch(100% 0 0)") == pytest.approx(21, abs=0.01)


def test_text_has_4_5_to_1_on_every_ground() -> None:
    assert weak([(text, ground) for text in TEXTS for ground in GROUNDS], 4.5) == []


def test_states_have_4_5_to_1_on_their_own_ground() -> None:
    states = ("success", "warning", "danger", "info")
    pairs = [(state, f"{state}-ground") for state in states]
    pairs += [("ink", f"{state}-ground") for state in states]
    pairs += [("accent-ink", "accent-subtle"), ("ink-mid", "accent-subtle")]
    assert weak(pairs, 4.5) == []


def test_words_on_filled_buttons_have_4_5_to_1() -> None:
    fills = ("accent", "accent-hover", "accent-active", "danger-fill")
    assert weak([("on-accent", fill) for fill in fills], 4.5) == []


def test_lines_of_controls_and_the_focus_ring_have_3_to_1() -> None:
    lines = ("control-line", "focus")
    pairs = [(line, ground) for line in lines for ground in ("surface", "ground", "float")]
    assert weak(pairs, 3) == []
