"""The read rule about people, as parts of statements in raw SQL.

Both say what `rules.person_q` says; a test over a random corpus proves them equal. Their parameters
are those of `asked_by`.
"""

from typing import Any, Final

from access.viewer import Viewer

# Whom a guest may know of, to start from: few, where everybody else is never walked past.
KNOWN_TO_GUEST: Final = """(SELECT m.person_id FROM access_audiencemember m
       WHERE m.audience_id = ANY(%(mine)s) UNION SELECT %(me)s)"""


def known(column: str) -> str:
    """The condition that the viewer may know of the person named by `column`."""
    return f"""(%(employee)s OR {column} = %(me)s OR EXISTS (
           SELECT 1 FROM access_audiencemember m
            WHERE m.person_id = {column} AND m.audience_id = ANY(%(mine)s)))"""


def asked_by(viewer: Viewer) -> dict[str, Any]:
    """Who is looking, as the statements name it."""
    return {
        "me": viewer.person_id,
        "employee": viewer.is_employee,
        "mine": sorted(viewer.audience_ids),
    }
