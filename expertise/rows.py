"""What lists of people who know show: who, why in words, and the evidence as links."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from content.markdown import excerpt
from content.models import Entry
from expertise.finder import Expert
from expertise.topics import Topic


def row_of(expert: Expert, me: int | None) -> dict[str, Any]:
    """What a row of the page shows: who, why they are here in words, and the evidence."""
    return {
        "person": expert.person,
        "is_me": expert.person.pk == me,
        "reasons": reasons(expert),
        "evidence": [line_of(entry) for entry in expert.evidence],
    }


def reasons(expert: Expert) -> list[str]:
    """Why somebody is in the list, a sentence each."""
    words = []
    if expert.declared:
        names = ", ".join(skill.name for skill in expert.declared)
        words.append(_("Says they know %(skills)s") % {"skills": names})
    if expert.givers:
        said = ngettext("%(n)s colleague says so", "%(n)s colleagues say so", expert.givers)
        words.append(said % {"n": expert.givers})
    if expert.texts:
        wrote = ngettext("Wrote about it once", "Wrote about it %(n)s times", expert.texts)
        words.append(wrote % {"n": expert.texts})
    return words


def line_of(entry: Entry) -> dict[str, Any]:
    """A link to a text: its title, or how it begins."""
    return {
        "id": entry.public_id,
        "url": entry.get_absolute_url(),
        "title": entry.title or excerpt(entry.text, 80) or _("A picture"),
        "at": entry.published_at,
    }


def ask_url(topic: Topic) -> str:
    """The composer, with a question about the topic begun."""
    text = _("Who knows about %(topic)s?") % {"topic": topic.name}
    tag = f" #{topic.tag}" if topic.tag else ""
    return f"{reverse('updates:update-publish')}?{urlencode({'text': f'{text}{tag}'})}"
