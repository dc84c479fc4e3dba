"""Tags and filters of the UI kit: icons, appearance, short times, marks, small drawings.

Nothing here reads the database or knows a model; elements hand in plain values.
"""

import hashlib
import zlib
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Final

from django import template
from django.core.cache import caches
from django.http import HttpRequest
from django.template.context import Context
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.appearance import Appearance
from core.folding import steady

register = template.Library()

HUES: Final = 12
MARK_START: Final = "\x02"
MARK_END: Final = "\x03"


@lru_cache(maxsize=512)
def _icon(sprite: str, name: str, size: str, label: str) -> SafeString:
    class_name = f"icon icon--{size}" if size else "icon"
    if label:
        return format_html(
            '<svg class="{}" role="img" aria-label="{}"><use href="{}#{}"></use></svg>',
            class_name,
            label,
            sprite,
            name,
        )
    return format_html(
        '<svg class="{}" aria-hidden="true"><use href="{}#{}"></use></svg>',
        class_name,
        sprite,
        name,
    )


@register.simple_tag
@steady
def icon(name: str, size: str = "", label: str = "") -> SafeString:
    """One drawing of `static/icons.svg`. Without a label it is decoration and not read out."""
    return _icon(static("icons.svg"), name, size, str(label))


@register.simple_tag(takes_context=True)
def kept(context: Context, element: str, **values: object) -> SafeString:
    """An element of the kit included with plain values, rendered once for the same of them.

    For what many pages repeat for the same person. `values` are text, numbers, and lists and
    dictionaries of these; who may see them was decided where they come from.
    """
    said = repr((element, get_language(), sorted(values.items())))
    key = "kept." + hashlib.blake2b(said.encode(), digest_size=20).hexdigest()
    html: SafeString | None = caches["cards"].get(key)
    if html is None:
        page = context.template
        assert page is not None  # a tag is rendered by a template
        html = page.engine.get_template(element).render(context.new(values))
        caches["cards"].set(key, html)
    return html


@register.simple_tag(takes_context=True)
def appearance(context: Context) -> SafeString:
    """The `data-` attributes of <html> that the reader chose: theme, text size, shortcuts."""
    chosen = _appearance(context)
    return format_html_join("", ' data-{}="{}"', chosen.attributes())


@register.simple_tag(takes_context=True)
def chosen_appearance(context: Context) -> Appearance:
    """The reader's appearance as a value, for forms that show which choice is on."""
    return _appearance(context)


def _appearance(context: Context) -> Appearance:
    request = context.get("request")
    cookies = request.COOKIES if isinstance(request, HttpRequest) else {}
    return Appearance.from_cookies(cookies)


@register.simple_tag(takes_context=True)
def current(context: Context, path: str, *, exact: bool = False) -> SafeString:
    """`aria-current` for a link of the navigation when the page lies at or below `path`."""
    request = context.get("request")
    here = request.path if isinstance(request, HttpRequest) else ""
    if here == path:
        return format_html(' aria-current="{}"', "page")
    if not exact and path != "/" and here.startswith(path):
        return format_html(' aria-current="{}"', "true")
    return format_html("{}", "")


@register.filter
def short_time(moment: datetime | None) -> str:
    """A moment in the reader's zone, as short as it can be said without the present hour.

    Today gives the clock, this year day and month, else the year too. The page's script turns
    it into "5 min ago"; without the script this is what stays.
    """
    if moment is None:
        return ""
    local, now = timezone.localtime(moment), timezone.localtime()
    if local.date() == now.date():
        return date_format(local, "H:i")
    return date_format(local, "j M" if local.year == now.year else "j M Y")


@register.filter
def full_time(moment: datetime | None) -> str:
    """The exact moment in words, in the reader's zone, for the hover text."""
    return date_format(timezone.localtime(moment), "l j F Y, H:i") if moment else ""


@register.filter
def hue(value: object) -> int:
    """One of the twelve hues (0-11), always the same for the same value."""
    return zlib.crc32(str(value).encode()) % HUES


@register.filter
def initials(name: str) -> str:
    """One or two letters standing for a name."""
    words = str(name).split()
    return "".join(word[0] for word in words[:1] + words[1:][-1:]).upper()


@register.filter
def compact(number: int | None) -> str:
    """A count in at most four signs: 999, 1.2k, 16k, 1.4M."""
    value = number or 0
    for limit, sign in ((1_000_000, "M"), (1_000, "k")):
        if value >= limit:
            short = value / limit
            return f"{short:.1f}".removesuffix(".0") + sign if short < 10 else f"{short:.0f}{sign}"
    return str(value)


@register.filter
def marked(text: str) -> SafeString:
    """Text whose hits lie between STX and ETX, with the hits in <mark> and all else escaped."""
    parts: list[SafeString] = []
    for index, piece in enumerate(str(text).split(MARK_START)):
        hit, end, rest = piece.partition(MARK_END)
        if index and end:
            parts.append(format_html("<mark>{}</mark>{}", hit, rest))
        else:  # marks without a partner mean nothing
            parts.append(format_html("{}{}", hit, rest))
    return format_html_join("", "{}", ((part,) for part in parts))


@register.filter
def spark_points(values: Sequence[float]) -> str:
    """Points of a polyline 100 wide and 24 high through the values, first left, last right."""
    if len(values) < 2:
        return "0,12 100,12"
    low, high = min(values), max(values)
    span = (high - low) or 1
    step = 100 / (len(values) - 1)
    return " ".join(
        f"{index * step:.1f},{22 - (value - low) / span * 20:.1f}"
        for index, value in enumerate(values)
    )


@register.filter
def bar_shapes(values: Sequence[float]) -> list[dict[str, str]]:
    """Bars 8 wide and at most 60 high in columns of 10, the highest value full; none is a line."""
    high = max(values, default=0) or 1
    heights = [max(60 * value / high, 1) for value in values]
    return [
        {"x": f"{index * 10 + 1}", "y": f"{60 - height:.1f}", "height": f"{height:.1f}"}
        for index, height in enumerate(heights)
    ]


@register.filter
def undo_url(message_tags: str) -> str:
    """The address after `undo:` in a message's extra tags; '' when the deed has no way back."""
    for tag in (message_tags or "").split():
        if tag.startswith("undo:"):
            return tag.removeprefix("undo:")
    return ""


@register.filter
def banner_kind(level_tag: str) -> str:
    """The kit's word for a level of Django's messages framework."""
    return {"debug": "info", "error": "danger"}.get(level_tag, level_tag or "info")


BROWSERS: Final = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS: Final = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


@register.filter
def device_name(user_agent: str) -> str:
    """What a person calls the device behind a User-Agent header; the header itself if unknown.

    The order matters: each browser also names the ones it descends from.
    """
    browser = next((name for sign, name in BROWSERS if sign in user_agent), "")
    system = next((name for sign, name in SYSTEMS if sign in user_agent), "")
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or user_agent[:60] or _("Unknown device")


@register.filter
def percent_of(part: float, whole: float) -> int:
    """How much of the whole the part is, 0 to 100."""
    return round(100 * max(0.0, min(1.0, part / whole))) if whole else 0


@register.filter
def reacted_by(reaction: dict[str, object]) -> str:
    """What a reaction button says to a screen reader: its name and how many chose it."""
    count = int(str(reaction.get("count") or 0))
    return _("%(name)s, %(count)d") % {"name": reaction.get("name", ""), "count": count}
