"""People in the administration."""

from profiles.admin.going import HandOverAdmin
from profiles.admin.imports import PeopleFileAdmin
from profiles.admin.people import (
    DepartmentAdmin,
    GroupAdmin,
    LocationAdmin,
    PersonAdmin,
    rights_history,
)
from profiles.admin.said import DetailAdmin, StatusAdmin
from profiles.admin.skills import SkillAdmin

__all__ = [
    "DepartmentAdmin",
    "DetailAdmin",
    "GroupAdmin",
    "HandOverAdmin",
    "LocationAdmin",
    "PeopleFileAdmin",
    "PersonAdmin",
    "SkillAdmin",
    "StatusAdmin",
    "rights_history",
]
