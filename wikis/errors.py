"""What saving a page may answer when another version came in between."""

from typing import Any

from django.utils.translation import gettext as _

from content.merging import Merged
from core.errors import ActionError, Conflict


class NoBase(ActionError):
    """A save that does not say which version it began from is refused before anything is read."""

    code = "base_revision_required"
    status = 428

    def __init__(self) -> None:
        super().__init__(
            _("Say which version of the page your text began from."), field="base_revision"
        )


class EditConflict(Conflict):
    """Somebody else changed the same lines. Both texts are here, and the writer's is kept.

    `revision` is the version now, from which the next save begins.
    """

    code = "edit_conflict"

    def __init__(
        self, mine: dict[str, Any], theirs: dict[str, Any], merged: Merged, revision: int, base: int
    ) -> None:
        super().__init__(
            _(
                "Somebody else changed the same lines. Nothing is lost: your text is kept, and "
                "below you see both."
            ),
            code=self.code,
        )
        self.mine, self.theirs, self.merged = mine, theirs, merged
        self.revision, self.base = revision, base
