"""The set of signs people may react with."""

from django.contrib import admin

from content.models import Reaction, ReactionChoice
from core.administration import VocabularyAdmin


@admin.register(ReactionChoice)
class ReactionChoiceAdmin(VocabularyAdmin):
    """Their order, their names, and whether they are offered. A used one is taken off the offer."""

    list_display = ("emoji", "name", "position", "is_offered")
    list_editable = ("position", "is_offered")
    ordering = ("position", "id")

    def is_used(self, obj: ReactionChoice) -> bool:
        """Did anybody ever react with it?"""
        return Reaction.objects.filter(choice=obj).exists()
