"""People: who they are and what they know, who follows whom, how they come and go."""

from profiles.models.details import Detail, DetailQuerySet
from profiles.models.going import (
    GuestReminder,
    HandedGuest,
    HandOver,
    HandOverItem,
    Suspension,
)
from profiles.models.imports import FileLine, PeopleFile
from profiles.models.network import Block, Mute
from profiles.models.people import (
    Department,
    Follow,
    FollowQuerySet,
    Location,
    NamePart,
    NameWord,
    Person,
    PersonQuerySet,
    PersonSkill,
    Skill,
)
from profiles.models.relations import Relation
from profiles.models.skills import GivenSkill, SkillAlias, SkillPart
from profiles.models.statuses import Status, StatusQuerySet

__all__ = [
    "Block",
    "Department",
    "Detail",
    "DetailQuerySet",
    "FileLine",
    "Follow",
    "FollowQuerySet",
    "GivenSkill",
    "GuestReminder",
    "HandOver",
    "HandOverItem",
    "HandedGuest",
    "Location",
    "Mute",
    "NamePart",
    "NameWord",
    "PeopleFile",
    "Person",
    "PersonQuerySet",
    "PersonSkill",
    "Relation",
    "Skill",
    "SkillAlias",
    "SkillPart",
    "Status",
    "StatusQuerySet",
    "Suspension",
]
