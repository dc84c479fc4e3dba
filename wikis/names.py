"""What the pages of an import are found by besides their titles: where they lay, aliases, and what
they were called once."""

from collections.abc import Iterable
from typing import Final

from content.files import old_path
from wikis.files import PageFile, site_path
from wikis.histories import Then
from wikis.models import key_of

MARKDOWN: Final = (".md", ".markdown")


class Names:
    """Which page each name means: one each, and the stronger claim comes first."""

    def __init__(self) -> None:
        self.owners: dict[str, str] = {}
        self.claimed: dict[str, list[str]] = {}
        # Aliases that mean another page: who wanted it, the alias, who has it.
        self.refused: list[tuple[str, str, str]] = []

    def add_all(self, files: list[PageFile]) -> None:
        """Where each stands now, and then its aliases."""
        for file in files:
            if not file.is_export:
                self.claim(file.path, [path_key(site_path(file.path))])
        for file in files:
            for alias in file.old:
                key = key_of(alias) if file.is_export else path_key(alias)
                if not self.claim(file.path, [key]):
                    self.refused.append((file.path, alias, self.owners[key]))

    def claim(self, path: str, keys: Iterable[str]) -> bool:
        """A page is called so; says whether all of these names were free or its own."""
        free = True
        for key in keys:
            if not key:
                continue
            if self.owners.setdefault(key, path) == path:
                self.claimed.setdefault(path, []).append(key)
            else:
                free = False
        return free

    def of(self, path: str) -> list[str]:
        """The names of a page, each once."""
        return list(dict.fromkeys(self.claimed.get(path, ())))


def path_key(path: str) -> str:
    """A path as `PageName` keeps it: folded, without slashes around it and without `.md`."""
    bare = old_path(path)
    return key_of(site_path(bare) if bare.lower().endswith(MARKDOWN) else bare)


def roots_of(histories: dict[str, list[Then]]) -> list[str]:
    """Folders in which all pages lay once, the longest first: `_pages/` of `_pages/tools/mail.md`,
    where the page is `tools/mail.md` now."""
    found = {
        then.path.removesuffix(then.page)
        for rows in histories.values()
        for then in rows
        if then.path.endswith(f"/{then.page}")
    }
    return sorted(found, key=len, reverse=True)


def path_below(path: str, roots: list[str]) -> str:
    """A path of then, below the folder in which all pages lay."""
    for root in roots:
        if path.startswith(root):
            return path.removeprefix(root)
    return path
