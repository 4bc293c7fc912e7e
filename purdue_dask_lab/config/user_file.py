"""The user's own ``labextension.yaml``: in a hidden folder, where no file browser opens it."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from datetime import datetime, timezone
from pathlib import Path

from ..config import loader
from ..errors import FileUnusable, InvalidValue, sendable
from ..schemas.variables import UserFile
from ..system.concurrency import executors
from ..translation import later, trans
from .yaml_reader import MOST_BYTES

EXAMPLE = """\
# Environment variables of the workers of every Dask cluster that is made from JupyterLab.
# This file is read anew for each cluster: nothing has to be restarted.
#
# Remove the marks at the beginning of the lines that you want:
#
# labextension:
#   env_override:
#     # Modules and libraries of your own:
#     PYTHONPATH: "${PYTHONPATH}:~/analysis"
#     LD_LIBRARY_PATH: "/depot/my-group/lib"
#     # A proxy on a disk that workers can read, for data by way of XRootD:
#     X509_USER_PROXY: "/depot/my-group/x509up"
#     OMP_NUM_THREADS: 1
"""


async def read() -> UserFile:
    """Return the file, or the example that it would begin with.

    Raises
    ------
    FileUnusable
        It is there and cannot be read.
    """
    return await executors.configuration.run(loader.user_file(), _read)


async def make() -> UserFile:
    """Make it with a commented example if it is absent.

    Raises
    ------
    FileUnusable
        It cannot be made or read.
    """
    return await executors.configuration.run(loader.user_file(), _make)


async def write(content: str) -> UserFile:
    """Put a new content in its place, all of it or nothing.

    Raises
    ------
    FileUnusable
        It cannot be written.
    """
    return await executors.configuration.run(loader.user_file(), _write, content)


def _read() -> UserFile:
    file = loader.user_file()
    try:
        with file.open("rb") as opened:
            read = opened.read(MOST_BYTES + 1)
            changed_at = os.fstat(opened.fileno()).st_mtime
        if len(read) > MOST_BYTES:
            raise FileUnusable(
                trans(
                    "{file} is larger than {most_bytes} MiB.",
                    file=file,
                    most_bytes=MOST_BYTES // 2**20,
                )
            )
        content = read.decode("utf-8")
    except FileNotFoundError:
        return UserFile(path=sendable(str(file)), content=EXAMPLE, exists=False)
    except (OSError, ValueError) as error:
        raise _unusable(later("{file} cannot be read: {said}."), file, error) from None
    return UserFile(
        path=sendable(str(file)),
        content=content,
        exists=True,
        changed_at=datetime.fromtimestamp(changed_at, timezone.utc),
    )


def _make() -> UserFile:
    file = loader.user_file()
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("x", encoding="utf-8") as new:
            try:
                new.write(EXAMPLE)
                new.flush()
            except OSError:
                # Half an example on a full disk would be taken for the user's own.
                file.unlink(missing_ok=True)
                raise
    except FileExistsError:
        pass
    except (OSError, ValueError) as error:
        raise _unusable(later("{file} cannot be made: {said}."), file, error) from None
    return _read()


def _write(content: str) -> UserFile:
    file = loader.user_file()
    if len(content.encode()) > MOST_BYTES:
        raise InvalidValue(
            trans(
                "The content is larger than {most_bytes} MiB: shorten it.",
                most_bytes=MOST_BYTES // 2**20,
            ),
            field="content",
        )
    # Many keep such files elsewhere and have a link here: what it leads to is written.
    place = Path(os.path.realpath(file))
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        mode = place.stat().st_mode & 0o777 if place.exists() else 0o600
        handle, temporary = tempfile.mkstemp(dir=place.parent, prefix=".", suffix=".part")
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="") as new:
                new.write(content)
            os.chmod(temporary, mode)
            os.replace(temporary, place)
        except BaseException:
            # A full disk must not fill further.
            with suppress(OSError):
                os.unlink(temporary)
            raise
    except (OSError, ValueError) as error:
        raise _unusable(later("{file} cannot be written: {said}."), file, error) from None
    return _read()


def _unusable(sentence: str, file: Path, error: Exception) -> FileUnusable:
    said = error.strerror if isinstance(error, OSError) else trans("it is not UTF-8 text")
    return FileUnusable(trans(sentence, file=file, said=said))
