"""Whatever a configuration file holds: it is named with its place, and all else holds."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from faults.reading import read

SITE = "labextension:\n  gateways:\n    site: {address: 'http://127.0.0.1:1'}\n"
GOOD = "GOOD: kept\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "site.yaml").write_text(SITE)
    return folder


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("env_override:\n    A: [1", "labextension.yaml is not valid YAML: line"),
        ("A: 'x", "is not valid YAML: line"),
        ("A: x\n B: y", "is not valid YAML: line 2"),
        ("\tA: x", "is not valid YAML: line 1"),
        ("a: 1\n---\nb: 2", "line 2 begins a second document"),
        ("[" * 5000, "is not valid YAML"),
        ("{a: " * 5000, "nested more than 40 deep"),
        ("- " * 2000 + "x", "nested more than 40 deep"),
    ],
)
def test_a_broken_file_costs_itself_alone(folder: Path, text: str, place: str) -> None:
    (folder / "labextension.yaml").write_text(text)
    found = read(folder)
    (error,) = found.errors
    assert error.startswith(str(folder / "labextension.yaml"))
    assert place in error
    assert found.gateways == ["site"]


VARIABLES = "labextension:\n  env_override:\n    {key}: x\n"


@pytest.mark.parametrize(
    ("place", "key", "kind"),
    [
        *(
            (VARIABLES, key, kind)
            for key, kind in [
                ("NO", "a truth value"),
                ("on", "a truth value"),
                ("1", "a number"),
                ("1.5", "a number"),
                ("0x1f", "a number"),
                ("1:30", "a number"),
                ("~", "nothing"),
                ("null", "nothing"),
                ("2024-01-01", "a date"),
            ]
        ),
        ("{key}: x\n", "NO", "a truth value"),
        ("distributed:\n  worker:\n    - a\n    - {key}: x\n", "1", "a number"),
        ("labextension:\n  gateways:\n    {key}: {{address: 'http://a'}}\n", "1", "a number"),
        ("labextension:\n  gateways:\n    {key}:\n", "~", "nothing"),
    ],
)
def test_a_key_that_is_not_text_is_named_with_its_line(
    folder: Path, place: str, key: str, kind: str
) -> None:
    text = place.format(key=key)
    (folder / "labextension.yaml").write_text(GOOD + text)
    found = read(folder)
    line = 1 + text.count("\n")
    (error,) = found.errors
    assert error.startswith(f"{folder / 'labextension.yaml'}, line {line}: ")
    assert f"{key} is {kind} in YAML" in error
    assert (found.gateways, found.variables) == (["site"], {"GOOD": "kept"})


@pytest.mark.parametrize(
    ("text", "key", "words"),
    [
        ("labextension: &a {x: *a}", "labextension.x", "holds itself"),
        ("labextension: {env_override: &e {A: *e}}", "labextension.env_override.A", "holds itself"),
        ("labextension: {facility: [a]}", "labextension.facility", "must be the name"),
        ("labextension: {facility: {a: b}}", "labextension.facility", "must be the name"),
        ("labextension: {facility: 5}", "labextension.facility", "must be the name"),
        (
            "labextension: {facility: ../site}",
            "labextension.facility",
            "give the whole path",
        ),
        ("labextension: 5", "labextension", "must be a mapping"),
        ("labextension: [1]", "labextension", "must be a mapping"),
        ("labextension: {gateways: 5}", "labextension.gateways", "must be a mapping"),
        ("labextension: {gateways: {a: [1]}}", "labextension.gateways.a", "must be a mapping"),
        ("labextension: {gatways: {}}", "labextension.gatways", "Did you mean gateways?"),
        ("labextention: {gateways: {}}", "labextention", "Did you mean labextension?"),
        ("labextension: {worker-variables: 5}", "labextension.worker-variables", "must be a map"),
        ("labextension: {factory: {module: 5, class: A}}", "labextension.factory.module", "valid"),
        (
            "labextension: {factory: {module: a, class: A}, default: {adapt: {minimum: x}}}",
            "labextension.factory.default",
            "numbers of workers",
        ),
        ("A: !!python/object:os.system x", "A", "tag that is not known"),
        ("A: !secret x", "A", "tag that is not known"),
        ("A: 2024-13-45", "A", "is not a date"),
        ("A: !!int x", "A", "is not a number"),
        ("A: *nothing", "A", "refers to *nothing"),
        ('A: "\\0"', "A", "zero character"),
        ("? [a, b]\n: c", "?", "key of several values"),
        ("gateway: [1]", "gateway", "must be a mapping"),
        ("gateway: {address: '{HOME.x}'}", "gateway.address", "no name of a variable"),
        ("gateway: {address: '{HOME!r:>9999999}'}", "gateway.address", "no name of a variable"),
        ("gateway: {address: '{NOT_SET}'}", "gateway.address", "NOT_SET, which is not set"),
        ("gateway: {address: 'http://{'}", "gateway.address", "brace"),
    ],
)
def test_an_odd_value_is_named_with_its_key(folder: Path, text: str, key: str, words: str) -> None:
    (folder / "a.yaml").write_text(text)
    (folder / "labextension.yaml").write_text(GOOD)
    # The user's own file is labextension.yaml; plain keys of others are nobody's variables.
    if text.startswith(("A:", "?")):
        (folder / "labextension.yaml").write_text(f"{text}\n{GOOD}")
    found = read(folder)
    assert any(f"line 1: {key} " in error and words in error for error in found.errors), found
    assert (found.gateways[0], found.variables) == ("site", {"GOOD": "kept"})


@pytest.mark.parametrize(
    ("settings", "key", "words"),
    [
        ("lifetime: banana", "lifetime", "'banana' is no duration"),
        ("lifetime: ''", "lifetime", "'' is no duration"),
        ("lifetime: 1 fortnight", "lifetime", "'1 fortnight' is no duration"),
        ("lifetime: [1]", "lifetime", "is refused"),
        ("lifetime: -1", "lifetime", "is refused"),
        ("lifetime: .inf", "lifetime", "is refused"),
        ("lifetime: .nan", "lifetime", "is refused"),
        ("lifetime: yes", "lifetime", "a duration is a number"),
        ("limits: {memory: lots}", "limits.memory", "'lots' is no amount of memory"),
        ("limits: {memory: 1e999}", "limits.memory", "is refused"),
        ("limits: {cores: many}", "limits.cores", "is refused"),
        ("limit: {cores: 1}", "limit", "Did you mean limits?"),
        ("limits: {core: 1}", "limits.core", "Did you mean cores?"),
        ("auth: {typ: basic}", "auth.typ", "Did you mean type?"),
        ("address: 'not an address'", "address", "is no address"),
        ("address: 'ftp://host'", "address", "is no address"),
        ("address: 'http://'", "address", "is no address"),
        ("address: 'http://[::1'", "address", "is no address"),
        ("address: 'http://a:99999'", "address", "is no address"),
        ("address: 'http://a\\b'", "address", "is no address"),
        ("proxy-address: 0", "proxy-address", "is no port"),
        ("proxy-address: 'a b:1'", "proxy-address", "is no address"),
        ("public-address: 'javascript:alert(1)'", "public-address", "is no address"),
        ("public-address: '//evil'", "public-address", "is no address"),
        ("type: remotely", "type", "is refused"),
        ("id: x", "id", "is not known"),
    ],
)
def test_an_odd_gateway_is_left_out_and_its_neighbors_stay(
    folder: Path, settings: str, key: str, words: str
) -> None:
    text = "labextension:\n  gateways:\n    odd:\n"
    if not settings.startswith("address"):
        text += "      address: http://127.0.0.1:2\n"
    (folder / "z.yaml").write_text(f"{text}      {settings}\n")
    found = read(folder)
    line = text.count("\n") + 1
    (error,) = found.errors
    assert error.startswith(f"{folder / 'z.yaml'}, line {line}: labextension.gateways.odd.{key} ")
    assert words in error
    assert found.gateways == ["site"]


@pytest.mark.parametrize("name", ["a/b", "..", ".", "a?b", "a#b", "'a\\b'", "' a'", "x" * 101])
def test_an_id_that_is_no_part_of_an_address_is_named(folder: Path, name: str) -> None:
    text = f"labextension: {{gateways: {{? {name} : {{address: 'http://127.0.0.1:2'}}}}}}"
    (folder / "z.yaml").write_text(text)
    found = read(folder)
    assert "z.yaml, line 1: labextension.gateways." in found.errors[0]
    assert found.gateways == ["site"]


@pytest.mark.parametrize(
    ("settings", "key"),
    [
        ("monitoring-url: 'javascript:alert(1)'", "monitoring-url"),
        ("monitoring-url: /grafana", "monitoring-url"),
        ("monitoring-url: 'file:///etc/passwd'", "monitoring-url"),
        ("storage: [{path: depot, access: read}]", "storage.0.path"),
        ("storage: [{path: /x, access: read}, {path: '~/x', access: read}]", "storage.1.path"),
        ("storage: [{path: /x/*, access: read}]", "storage.0.path"),
        ("storage: [{path: /x, access: reed}]", "storage.0.access"),
        ("users: {deny: ['']}", "users.deny.0"),
        ("users: {allow: ['*'], deny: ['a b', 'c/d']}", "users.deny.1"),
        ("scheduler-logs: logs", "scheduler-logs"),
        ("scheduler-logs: ~nosuchuser/logs", "scheduler-logs"),
    ],
)
def test_what_fits_nothing_is_left_out_of_its_gateway_alone(
    folder: Path, settings: str, key: str
) -> None:
    (folder / "z.yaml").write_text(
        "labextension:\n  gateways:\n    odd:\n      address: http://127.0.0.1:2\n"
        f"      {settings}\n"
    )
    found = read(folder)
    assert any(f"z.yaml, line 5: labextension.gateways.odd.{key} " in one for one in found.errors)
    assert found.gateways == ["site", "odd"]


@pytest.mark.parametrize("pattern", ["MY-*", "a b", "", "Ä*"])
def test_a_pattern_that_fits_no_variable_is_named(folder: Path, pattern: str) -> None:
    (folder / "z.yaml").write_text(
        f"labextension: {{worker-variables: {{exclude: ['{pattern}']}}}}"
    )
    (error,) = read(folder).errors
    assert "labextension.worker-variables.exclude.0 is refused" in error


@pytest.mark.parametrize(
    ("variables", "name", "gateways"),
    [
        ({"DASK_LABEXTENSION": "5"}, "DASK_LABEXTENSION", ["site"]),
        ({"DASK_LABEXTENSION__GATEWAYS": "x"}, "DASK_LABEXTENSION__GATEWAYS", ["site"]),
        ({"DASK_LABEXTENSION__FACILITY": "[1]"}, "DASK_LABEXTENSION__FACILITY", ["site"]),
        ({"DASK_LABEXTENSION": "{1: 2}"}, "DASK_LABEXTENSION", ["site"]),
        ({"DASK_LABEXTENSION__X": "{" * 1000}, "DASK_LABEXTENSION__X", ["site"]),
        ({"DASK_INTERNAL_INHERIT_CONFIG": "x"}, "DASK_INTERNAL_INHERIT_CONFIG", ["site"]),
        ({"DASK_GATEWAY": "x"}, "DASK_GATEWAY", ["site"]),
        (
            {"DASK_GATEWAY": "x", "DASK_GATEWAY__ADDRESS": "http://127.0.0.1:3"},
            "DASK_GATEWAY",
            ["site", "dask-gateway"],
        ),
        (
            {"DASK_GATEWAY__ADDRESS__X": "1", "DASK_GATEWAY__ADDRESS": "http://127.0.0.1:3"},
            "DASK_GATEWAY__ADDRESS",
            ["site"],
        ),
        (
            {
                "DASK_GATEWAY__ADDRESS": "http://127.0.0.1:3",
                "DASK_GATEWAY__CLUSTER__OPTIONS__IMAGE": "{NOT_SET}",
            },
            "DASK_GATEWAY__CLUSTER__OPTIONS__IMAGE",
            ["site", "dask-gateway"],
        ),
    ],
)
def test_an_odd_variable_is_named_and_the_files_hold(
    folder: Path, variables: dict[str, str], name: str, gateways: list[str]
) -> None:
    found = read(folder, **variables)
    assert any(f"The variable {name}" in error for error in found.errors), found.errors
    assert found.gateways == gateways


def test_every_kind_of_file_that_dask_reads_is_read(folder: Path) -> None:
    for name in ("a.json", "b.yml", "c.YAML", "d.Json"):
        gateway = f'{{"{name[0]}": {{"address": "http://127.0.0.1:9"}}}}'
        (folder / name).write_text(f'{{"labextension": {{"gateways": {gateway}}}}}')
    (folder / "e.toml").write_text("[")
    found = read(folder)
    assert (sorted(found.gateways), found.errors) == (["a", "b", "c", "d", "site"], [])


def test_an_unreadable_file_and_one_that_is_no_text_are_named(folder: Path) -> None:
    (folder / "a.yaml").mkdir()
    (folder / "b.yaml").write_bytes(b"A: \xff")
    (folder / "c.yaml").symlink_to(folder / "c.yaml")
    found = read(folder)
    assert [error.split(":")[0].partition(" cannot")[0] for error in found.errors] == [
        str(folder / f"{name}.yaml") for name in "abc"
    ]
    assert found.gateways == ["site"]


def test_a_file_that_hangs_costs_its_own_content_alone(folder: Path) -> None:
    os.mkfifo(folder / "labextension.yaml")
    os.mkfifo(folder / "z.yaml")
    found = read(folder)
    assert [error.split(" did not answer")[0] for error in found.errors] == [
        str(folder / "labextension.yaml"),
        str(folder / "z.yaml"),
    ]
    assert found.gateways == ["site"]


def test_an_empty_key_does_not_take_away_what_another_file_says(folder: Path) -> None:
    (folder / "z.yaml").write_text("labextension:\n  gateways:\n  # none of my own\n")
    assert read(folder).gateways == ["site"]
    (folder / "z.yaml").write_text("labextension:\n")
    assert read(folder).gateways == ["site"]
    (folder / "z.yaml").write_text(
        "labextension: {gateways: {site: false, a: {address: 'http://a'}}}"
    )
    assert read(folder).gateways == ["a"]


def test_a_thousand_lines_are_read_and_aliases_take_no_memory(folder: Path) -> None:
    lines = "".join(f"    V{at}: value {at}\n" for at in range(1000))
    (folder / "labextension.yaml").write_text(f"labextension:\n  env_override:\n{lines}")
    found = read(folder)
    assert (len(found.variables), found.errors) == (1000, [])
    bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"a{at}: &a{at} [{', '.join([f'*a{at - 1}'] * 9)}]\n" for at in range(1, 10)
    )
    (folder / "labextension.yaml").write_text(bomb)
    found = read(folder)
    assert "holds more than 50000 values" in found.errors[0]
    assert found.gateways == ["site"]


def test_a_password_in_an_odd_address_is_not_repeated(folder: Path) -> None:
    (folder / "z.yaml").write_text(
        "labextension: {gateways: {odd: {address: 'http://me:hush@host:99999'}}}"
    )
    (error,) = read(folder).errors
    assert "'http://…@host:99999' is no address" in error
    assert "hush" not in error


def test_a_file_whose_name_is_no_text_can_be_named(folder: Path) -> None:
    name = os.fsencode(folder) + b"/caf\xe9.yaml"
    with open(name, "wb") as file:
        file.write(b"A: [")
    (error,) = read(folder).errors
    assert error.encode()
    assert "caf\\udce9.yaml is not valid YAML" in error


def test_dask_itself_is_not_imported(folder: Path) -> None:
    # It would read all files, and raise with the first that is odd.
    assert not read(folder).dask
