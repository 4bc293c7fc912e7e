"""A user without a name or a home, as containers make them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from purdue_dask_lab.system import account

PROGRAM = (
    "import os\n"
    "from purdue_dask_lab.system import account\n"
    "os.setuid(54321)\n"
    "print(account.current_user(), account.home(), account.expand_user('~/x'))\n"
)


@pytest.mark.skipif("os.getuid() != 0", reason="only root can be somebody else")
@pytest.mark.parametrize(
    ("environ", "said"),
    [
        ({}, "54321 / /x"),
        ({"HOME": "/nowhere"}, "54321 /nowhere /nowhere/x"),
        ({"USER": "eve"}, "eve / /x"),
        ({"USER": "eve", "JUPYTERHUB_USER": "adam"}, "adam / /x"),
    ],
)
def test_a_number_without_an_account_is_a_user(environ: dict[str, str], said: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], env=environ, capture_output=True, text=True, timeout=30
    )
    assert (done.stdout.strip(), done.stderr) == (said, "")


@pytest.mark.parametrize("text", ["~nosuchuser/x", "~\udcff/x", "a\0b", "~a\0b", "", "~nosuch"])
def test_a_path_of_nobody_is_none(text: str) -> None:
    assert account.expand_user(text) is None


def test_tilde_is_filled_in_at_the_beginning_only() -> None:
    assert account.expand_user("~/x", Path("/home/a")) == Path("/home/a/x")
    assert account.expand_user("~", Path("/home/a")) == Path("/home/a")
    assert account.expand_user("/x/~") == Path("/x/~")
    assert account.expand_user("~root/x") == Path("/root/x")
