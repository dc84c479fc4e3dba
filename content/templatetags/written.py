"""Text of lower rooms, shown like everything people write: Markdown through the one pipeline."""

from functools import lru_cache

from django import template
from django.template.defaultfilters import linebreaks_filter, urlize
from django.utils.safestring import SafeString

from content.markdown import TextRefused, render

register = template.Library()


@register.filter
@lru_cache(maxsize=512)
def written(source: str) -> SafeString:
    """`source` as clean HTML; what the pipeline refuses is shown as plain lines with links.

    For short texts that belong to a page rather than to a stream, such as what a community is
    about. Nobody is told of a mention in them.
    """
    try:
        return render(source).html
    except TextRefused:
        return linebreaks_filter(urlize(source))
