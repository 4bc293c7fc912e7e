"""What workers can see of this machine's disks, by what an administrator declared."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ..schemas.gateways import Storage, StorageAccess

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
    as_others
        They read environments as somebody else than the user.
    """

    label: str
    storage: Sequence[Storage] = ()
    is_here: bool = False
    as_others: bool = False
    _plain: set[str] = field(default_factory=set, repr=False, compare=False)
    """Directories that were seen not to be links; a sight is of one moment."""

    def hidden(self, path: Path) -> str | None:
        """The place that keeps a path from workers, None where nothing says so.

        Every link on the way counts: each of them has to be there for workers too.
        """
        if all(one.access is not StorageAccess.none for one in self.storage):
            return None
        for place in self._stations(path):
            rule = self._rule(place)
            if rule is not None and rule.access is StorageAccess.none:
                return rule.path if place == os.path.normpath(path) else f"{rule.path} ({place})"
        return None

    def elsewhere(self, path: Path) -> str | None:
        """The place of which each machine has its own, where no rule says otherwise."""
        place = os.path.realpath(path)
        if self.is_here or self._rule(place) is not None:
            return None
        return next((one for one in _OWN_TO_EACH_MACHINE if _lies(place, one)), None)

    def closed(self, prefix: Path) -> Path | None:
        """What others cannot read of a prefix, where workers come as others."""
        if not self.as_others:
            return None
        place = Path(os.path.realpath(prefix))
        for path in (*reversed(place.parents), place, place / "bin", place / "lib"):
            wanted = stat.S_IXOTH if path in place.parents else stat.S_IXOTH | stat.S_IROTH
            try:
                if path.stat().st_mode & wanted != wanted:
                    return path
            except OSError:
                continue
        return None

    def readable(self) -> list[str]:
        """The places that workers do see."""
        return [one.path for one in self.storage if one.access is not StorageAccess.none]

    def _stations(self, path: Path) -> Iterator[str]:
        """A path as it is written, then each place that a link on it leads to."""
        place = os.path.normpath(path)
        yield place
        for _ in range(_MOST_LINKS):
            link = self._first_link(place)
            if link is None:
                return
            target = os.path.join(os.path.dirname(link), os.readlink(link))
            place = os.path.normpath(target + place[len(link) :])
            yield place

    def _first_link(self, place: str) -> str | None:
        end = 0
        while end != -1:
            end = place.find("/", end + 1)
            part = place if end == -1 else place[:end]
            if part not in self._plain:
                if os.path.islink(part):
                    return part
                self._plain.add(part)
        return None

    def _rule(self, place: str) -> Storage | None:
        """The most specific rule about a place."""
        fitting = [one for one in self.storage if _lies(place, os.path.normpath(one.path))]
        return max(fitting, key=lambda one: len(os.path.normpath(one.path)), default=None)


def _lies(place: str, folder: str) -> bool:
    return place == folder or place.startswith(folder.rstrip("/") + "/")
