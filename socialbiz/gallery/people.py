"""The people of the gallery, all of them invented."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class SamplePerson:
    """Somebody invented, with what the elements ask of a person."""

    public_id: str
    name: str
    initials: str
    hue: int
    title: str = ""
    department: str = ""
    location: str = ""
    photo_url: str = ""
    is_guest: bool = False
    is_organisation: bool = False
    is_authenticated: bool = True
    is_staff: bool = False
    status_now: dict[str, Any] | None = None

    def get_absolute_url(self) -> str:
        """A place on this page, because nobody of the gallery has a profile."""
        return f"/gallery/#{self.public_id}"


MIRA = SamplePerson("mira", "Mira Okonkwo", "MO", 9, "Head of Design", "Design", "Lisbon")
TOMAS = SamplePerson("tomas", "Tomás Lindqvist", "TL", 6, "Field Engineer", "Operations", "Malmö")
AWAY = {
    "icon": "clock",
    "brief": "Away until Monday",
    "words": "Away until Monday, Mira Okonkwo stands in",
    "about": "Walking in the hills",
    "is_away": True,
    "stand_in": MIRA,
}
JUN = SamplePerson(
    "jun", "Jun Watanabe", "JW", 2, "Data Analyst", "Finance", "Osaka", status_now=AWAY
)
PRIYA = SamplePerson("priya", "Priya Raman", "PR", 11, "Product Manager", "Product", "Lisbon")
GUEST = SamplePerson(
    "sol", "Sol Ferreira", "SF", 4, "Architect at Northbeam", "", "Porto", is_guest=True
)
PEOPLE = [MIRA, TOMAS, JUN, PRIYA, GUEST]
