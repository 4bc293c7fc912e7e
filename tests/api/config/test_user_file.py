"""What a user was told about ``labextension.yaml``."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rest import Ask
from variables import known, user_file, values

from purdue_dask_lab.config import loader
from purdue_dask_lab.config import user_file as editor
from purdue_dask_lab.errors import FileUnusable


async def test_the_file_is_read_anew_every_time(ask: Ask, own_dask_configuration: Path) -> None:
    for value in ("first", "second"):
        user_file(own_dask_configuration, f"KEY1: {value}\n")
        assert (await values(ask))["KEY1"] == (value, "labextension.yaml")
    (own_dask_configuration / "labextension.yaml").unlink()
    assert "KEY1" not in await values(ask)


def test_plain_keys_are_variables_in_a_server_that_started_with_them(
    own_dask_configuration: Path,
) -> None:
    user_file(own_dask_configuration, "KEY1: VALUE1\n")
    code = (
        "from purdue_dask_lab.config import loader; print(loader.read().env_override['KEY1'].value)"
    )
    said = subprocess.check_output([sys.executable, "-c", "import dask.config;" + code], text=True)
    assert said.strip() == "VALUE1"


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("4", "4"),
        ("1.50", "1.50"),
        ("010", "010"),
        ("true", "true"),
        ("2026-11-24", "2026-11-24"),
        ('""', ""),
        ("'a b'", "a b"),
        ('"${HOME}/x"', "{home}/x"),
        ("~/x:~", "{home}/x:{home}"),
        ("a~b", "a~b"),
        ("${KEY2}/lib", "two/lib"),
        ("$${HOME}", "${HOME}"),
        ("$HOME", "$HOME"),
        ("${NAME:-x}", "${NAME:-x}"),
        ("/x:${VALUE}", "/x:"),
    ],
)
async def test_a_value_is_what_a_shell_would_have(
    ask: Ask, own_dask_configuration: Path, written: str, value: str
) -> None:
    user_file(own_dask_configuration, f"VALUE: {written}\nKEY2: two\n")
    home = (await values(ask))["HOME"][0]
    assert (await values(ask))["VALUE"][0] == value.replace("{home}", home)


async def test_a_value_may_extend_the_one_it_overrides(
    ask: Ask, own_dask_configuration: Path
) -> None:
    user_file(own_dask_configuration, "PATH: /depot/bin:${PATH}\n")
    assert (await values(ask))["PATH"][0] == f"/depot/bin:{os.environ['PATH']}"


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("labextension:\n  env_override:\n    KEY1: [1, 2]\n", 3, "KEY1 is a list"),
        ("labextension:\n  env_override:\n    KEY1: {A: 1}\n", 3, "KEY1 is a map"),
        ("labextension:\n  env_override:\n    KEY1:\n", 3, "KEY1 has no value"),
        ('labextension:\n  env_override:\n    "": x\n', 3, " cannot be the name"),
        ("labextension:\n  env_override:\n    MY-KEY: x\n", 3, "MY-KEY cannot be the name"),
        ("labextension:\n  env_override: text\n", 2, "env_override must be a mapping"),
        ("labextension:\n  env_override: [KEY1]\n", 2, "env_override must be a mapping"),
        ("GOOD: 1\nKEY1: [1]\n", 2, "KEY1 is a list"),
        ("GOOD: 1\nKEY1: ~\n", 2, "KEY1 has no value"),
        ("GOOD: 1\nKEY1: ${NOWHERE}\n", 2, "KEY1 refers to NOWHERE, which workers do not get"),
        ("GOOD: 1\nKEY1: ${KEY2}\nKEY2: ${KEY1}\n", 2, "KEY1 goes in a circle by way of KEY2"),
        ('GOOD: 1\nKEY1: "\\0"\n', 2, "KEY1 holds a zero character"),
    ],
)
async def test_a_mistake_is_named_with_file_line_and_key_and_the_rest_holds(
    ask: Ask, own_dask_configuration: Path, text: str, line: int, words: str
) -> None:
    file = user_file(own_dask_configuration, text)
    found = await known(ask)
    assert any(
        error.startswith(f"{file}, line {line}: ") and words in error for error in found["errors"]
    ), found["errors"]
    names = [one["name"] for one in found["variables"]]
    assert "KEY1" not in names
    assert ("GOOD" in names) == ("GOOD" in text)


@pytest.mark.parametrize(
    "content",
    [
        b"KEY: [",
        b"\tKEY: 1",
        b"KEY: 1\nKEY: {",
        b"\xff\xfe\x00",
        b"just a text",
        b"- a\n- list",
        b"a: 1\n---\nb: 2",
        b"KEY: *nothing",
        b"KEY: !python/object:os.system x",
        b"KEY: 2026-13-45",
        b"? [a, b]\n: c",
        b"[" * 3000,
        b"\x01",
        b"labextension: 5",
        b"labextension: [env_override]",
    ],
)
async def test_a_file_broken_in_any_way_is_named_and_stops_nothing(
    ask: Ask, own_dask_configuration: Path, content: bytes
) -> None:
    file = own_dask_configuration / "labextension.yaml"
    file.write_bytes(content)
    found = await known(ask)
    assert any(str(file) in error for error in found["errors"]), found["errors"]
    assert "PATH" in [one["name"] for one in found["variables"]]
    assert file.read_bytes() == content


async def test_a_file_that_cannot_be_read_is_named(ask: Ask, own_dask_configuration: Path) -> None:
    (own_dask_configuration / "labextension.yaml").mkdir()
    assert "labextension.yaml cannot be read" in (await known(ask))["errors"][0]


@given(text=st.text(max_size=200) | st.text("{}[]:-#&*!|>'\"%@` \n\tabK1~$", max_size=60))
def test_no_text_at_all_makes_reading_fail(text: str) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as directory, pytest.MonkeyPatch.context() as patch:
        patch.setenv("DASK_CONFIG", directory)
        patch.setenv("DASK_ROOT_CONFIG", directory)
        (Path(directory) / "labextension.yaml").write_text(text, encoding="utf-8")
        found = loader.read()
        assert all(isinstance(one.value, str) for one in found.env_override.values())


async def test_the_users_file_can_be_made_read_and_written_and_is_never_overwritten_unasked(
    ask: Ask, own_dask_configuration: Path, tmp_path: Path
) -> None:
    file = own_dask_configuration / "labextension.yaml"
    before = (await ask("worker-variables/file")).body
    assert (before["path"], before["exists"]) == (str(file), False)
    made = await ask("worker-variables/file", "POST")
    assert (made.status, made.body["exists"]) == (200, True)
    assert "X509_USER_PROXY" in file.read_text() == made.body["content"]
    assert (await known(ask))["errors"] == []
    content = "KEY1: kept as it is  \n\n"
    written = await ask("worker-variables/file", "PUT", {"content": content})
    assert (written.status, file.read_text()) == (200, content)
    again = await ask("worker-variables/file", "POST")
    assert again.body["content"] == content
    assert (await values(ask))["KEY1"][0] == "kept as it is"


async def test_a_link_in_its_place_stays_one(
    ask: Ask, own_dask_configuration: Path, tmp_path: Path
) -> None:
    target = tmp_path / "dotfiles.yaml"
    target.write_text("A: 1\n")
    target.chmod(0o640)
    file = own_dask_configuration / "labextension.yaml"
    file.symlink_to(target)
    await ask("worker-variables/file", "PUT", {"content": "B: 2\n"})
    assert (file.is_symlink(), target.read_text()) == (True, "B: 2\n")
    assert target.stat().st_mode & 0o777 == 0o640


async def test_a_users_file_that_cannot_be_is_said(ask: Ask, own_dask_configuration: Path) -> None:
    (own_dask_configuration / "labextension.yaml").mkdir()
    for method, body in (("GET", None), ("POST", None), ("PUT", {"content": "x"})):
        answer = await ask("worker-variables/file", method, body)
        assert (answer.status, answer.body["reason"]) == (409, "file")
        assert "labextension.yaml cannot be" in answer.body["message"]


async def test_a_content_that_could_not_be_read_again_is_not_written(
    ask: Ask, own_dask_configuration: Path
) -> None:
    file = user_file(own_dask_configuration, "KEY1: first\n")
    # Fewer characters than bytes are allowed, and more bytes.
    longer = {"content": "# " + "\N{GREEK SMALL LETTER MU}" * 2**20}
    refused = await ask("worker-variables/file", "PUT", longer)
    assert (refused.status, refused.body["field"]) == (422, "content")
    assert file.read_text() == "KEY1: first\n"


async def test_a_full_disk_leaves_no_half_of_an_example(own_dask_configuration: Path) -> None:
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, limits[1]))
    try:
        with pytest.raises(FileUnusable, match="cannot be made"):
            await editor.make()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert list(own_dask_configuration.iterdir()) == []
    assert "env_override" in (await editor.make()).content
