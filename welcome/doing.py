"""What is done with the answer to a step: each part by the action that everybody uses.

A refused part (somebody who left meanwhile, a word that is no tag) is told, and costs nothing else.
"""

from collections.abc import Callable, Iterable
from typing import Any, Final

from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from access.viewer import Viewer
from communities.actions import join_community, request_to_join
from communities.models import Community
from content.actions import follow_tag
from core.errors import ActionError, Invalid
from profiles.actions import edit_profile, follow_person, set_portrait
from profiles.forms import PortraitForm
from profiles.models import Person
from welcome.actions import choose_mails

MOST_CHOSEN: Final = 100


def answer_step(
    *, actor: Person, viewer: Viewer, step: str, sent: QueryDict, files: MultiValueDict[str, Any]
) -> list[str]:
    """Do what was chosen; returns what was refused, in words.

    Raises ActionError where nothing of it could be done.
    """
    if step == "portrait":
        form = PortraitForm(sent, files)
        if "photo" not in files:
            raise Invalid(_("Choose a picture, or skip this step."), field="photo")
        if not form.is_valid():
            raise Invalid(str(next(iter(form.errors.values()))[0]), field="photo")
        photo = form.cleaned_data["photo"]
        set_portrait(actor=actor, person=actor, data=photo.read(), crop=form.crop())
    elif step == "skills":
        mine = list(actor.skills.values_list("name", flat=True))
        edit_profile(actor=actor, person=actor, skills=[*mine, *_words(sent, "skill")])
    elif step == "tags":
        return _each(_words(sent, "tag"), lambda word: follow_tag(actor=actor, word=word))
    elif step == "people":
        ids = sent.getlist("person")[:MOST_CHOSEN]
        chosen = Person.objects.visible_to(viewer).active().filter(public_id__in=ids)
        return _each(chosen, lambda person: follow_person(actor=actor, person=person))
    elif step == "communities":
        ids = sent.getlist("community")[:MOST_CHOSEN]
        circles = Community.objects.visible_to(viewer).active().filter(public_id__in=ids)
        return _each(circles, lambda circle: _come_into(actor, circle))
    elif step == "mails":
        choose_mails(actor=actor, level=sent.get("level", ""))
    return []


def _come_into(actor: Person, circle: Community) -> None:
    if circle.type == Community.Type.OPEN:
        join_community(actor=actor, community=circle)
    else:
        request_to_join(actor=actor, community=circle)


def _words(sent: QueryDict, name: str) -> list[str]:
    """Ticked boxes, and what was typed with commas between."""
    texts = [*sent.getlist(name)[:MOST_CHOSEN], sent.get("words", "")]
    found = [word.strip() for text in texts for word in text.replace("\x00", "").split(",")]
    return [word for word in found if word][:MOST_CHOSEN]


def _each[T](things: Iterable[T], deed: Callable[[T], object]) -> list[str]:
    refused = []
    for thing in things:
        try:
            deed(thing)
        except ActionError as error:
            refused.append(error.message)
    return refused
