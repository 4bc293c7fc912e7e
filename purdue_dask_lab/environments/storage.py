"""What workers can see of this machine's disks, by what an administrator declared."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ..schemas.gateways import Storage, StorageAccess
from ..translation import trans
from . import reading

_MOST_LINKS = 40
_OWN_TO_EACH_MACHINE = ("/tmp", "/var/tmp", "/dev/shm", "/run")  # noqa: S108 - named, not used


@dataclass(frozen=True)
class StorageView:
    """What one gateway's workers can see.

    Parameters
    ----------
    label
        The gateway's.
    storage
        What this user's workers may do, path by path.
    is_here
        They run on this machine.
    shares_files
        They see this machine's files where no rule says otherwise.
    as_others
        They read environments as somebody else than the user.
    """

    label: str
    storage: Sequence[Storage] = ()
    is_here: bool = False
    shares_files: bool = True
    as_others: bool = False
    _plain: set[str] = field(default_factory=set, repr=False, compare=False)
    """Cache of directories known not to be links; valid for one check."""

    def hidden(self, path: Path) -> str | None:
        """Return the place that keeps a path from workers, None where nothing says so.

        Every link on the way counts: each of them has to be there for workers too.
        """
        if self.shares_files and all(one.access is not StorageAccess.none for one in self.storage):
            return None
        for place in self._stations(path):
            rule = self._rule(place)
            if rule is None and not self.shares_files:
                return trans("this machine")
            if rule is not None and rule.access is StorageAccess.none:
                return rule.path if place == os.path.normpath(path) else f"{rule.path} ({place})"
        return None

    def elsewhere(self, path: Path) -> str | None:
        """Return the place that is local to each machine, where no rule says otherwise."""
        place = reading.real(path)
        if self.is_here or self._rule(place) is not None:
            return None
        return next((one for one in _OWN_TO_EACH_MACHINE if _lies(place, one)), None)

    def closed(self, prefix: Path) -> Path | None:
        """Return what others cannot read of a prefix, where workers come as others."""
        if not self.as_others:
            return None
        place = Path(reading.real(prefix))
        for path in (*reversed(place.parents), place, place / "bin", place / "lib"):
            wanted = stat.S_IXOTH if path in place.parents else stat.S_IXOTH | stat.S_IROTH
            try:
                if path.stat().st_mode & wanted != wanted:
                    return path
            except (OSError, ValueError):
                continue
        return None

    def readable(self) -> list[str]:
        """Return the places that workers do see."""
        return [one.path for one in self.storage if one.access is not StorageAccess.none]

    def _stations(self, path: Path) -> Iterator[str]:
        """Yield a path as it is written, then each place that a link on it leads to."""
        place = os.path.normpath(path)
        yield place
        for _ in range(_MOST_LINKS):
            link = self._first_link(place)
            if link is None:
                return
            try:
                target = os.path.join(os.path.dirname(link), os.readlink(link))
            except (OSError, ValueError):
                return
            place = os.path.normpath(target + place[len(link) :])
            yield place

    def _first_link(self, place: str) -> str | None:
        end = 0
        while end != -1:
            end = place.find("/", end + 1)
            part = place if end == -1 else place[:end]
            if part not in self._plain:
                if "\0" not in part and os.path.islink(part):
                    return part
                self._plain.add(part)
        return None

    def _rule(self, place: str) -> Storage | None:
        """Return the most specific rule about a place."""
        fitting = [one for one in self.storage if _lies(place, os.path.normpath(one.path))]
        return max(fitting, key=lambda one: len(os.path.normpath(one.path)), default=None)


def _lies(place: str, folder: str) -> bool:
    return place == folder or place.startswith(folder.rstrip("/") + "/")
