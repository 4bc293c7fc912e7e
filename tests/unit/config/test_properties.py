"""Whatever stands in a file or a variable, reading it ends in a value or a named problem."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from purdue_dask_lab.config import environ, loader, units, values
from purdue_dask_lab.config.files import parsed
from purdue_dask_lab.config.marks import ConfigProblem, walk
from purdue_dask_lab.config.schema import GatewaySettings
from purdue_dask_lab.config.templates import TemplateError, filled_in

FILE = Path("/etc/dask/labextension.yaml")
PIECES = st.sampled_from(
    [
        "labextension",
        "gateways",
        "env_override",
        ": ",
        "\n",
        "  ",
        "- ",
        "[",
        "]",
        "{",
        "}",
        "&a ",
        "*a",
        "<<",
        "!!int ",
        "!x ",
        "~",
        "1",
        "no",
        "2024-01-01",
        "'",
        '"',
        "|",
        ">",
        "#",
        "? ",
        ",",
        "---",
        "\t",
        "\\0",
        "é",
        "\x85",
        "\ufeff",
        "address",
        "http://a",
        "facility",
        "users",
        "x",
    ]
)
TEXTS = st.lists(PIECES, max_size=30).map("".join) | st.text(max_size=60)
PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats(allow_nan=False)
    | st.text(st.characters(codec="utf-8", exclude_characters="\0\x85\u2028\u2029"), max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text("abc-_9~", max_size=6), inner, max_size=3)
    ),
    max_leaves=15,
)


@given(TEXTS | st.binary(max_size=60))
def test_no_content_makes_reading_fail(text: str | bytes) -> None:
    content = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    found = parsed(FILE, content)
    for problem in found.problems:
        assert str(FILE) in str(problem)
    if found.root is not None:
        for _, value in walk(found.root):
            assert value.origin.file == FILE
            assert value.origin.line >= 1
        loader._understood([found], [])


@given(st.dictionaries(st.text("abc", min_size=1, max_size=5), PLAIN, max_size=4))
def test_what_yaml_itself_reads_is_read_alike(content: dict[str, Any]) -> None:
    text = yaml.safe_dump(content, allow_unicode=True)
    found = parsed(FILE, text.encode())
    assert (found.root.plain() if found.root else {}) == yaml.safe_load(text), found.problems


SECTION = st.dictionaries(
    st.sampled_from(
        [
            "facility",
            "gateways",
            "env_override",
            "env-override",
            "worker-variables",
            "factory",
            "default",
            "initial",
            "monitoring-url",
            "gatways",
        ]
    ),
    PLAIN
    | st.dictionaries(
        st.sampled_from(["a", "b", "module", "class", "inherit", "exclude", "KEY"]),
        PLAIN
        | st.dictionaries(st.sampled_from(sorted(GatewaySettings.model_fields)), PLAIN, max_size=4),
        max_size=3,
    ),
    max_size=4,
)


@given(SECTION, st.dictionaries(st.sampled_from(["address", "auth", "cluster"]), PLAIN))
def test_no_section_makes_understanding_fail(section: dict[str, Any], own: dict[str, Any]) -> None:
    text = yaml.safe_dump({"labextension": section, "gateway": own})
    problems: list[ConfigProblem] = []
    found = loader._understood([parsed(FILE, text.encode())], problems)
    assert found.gateways
    for gateway in found.gateways:
        gateway.known_limits().model_dump_json()
        gateway.storage_of("somebody")
        if gateway.factory is not None:
            gateway.factory.offered()


@given(
    st.dictionaries(
        st.sampled_from(
            [
                "DASK_LABEXTENSION",
                "DASK_LABEXTENSION__GATEWAYS",
                "DASK_GATEWAY",
                "DASK_",
                "DASK___",
                "DASK_GATEWAY__ADDRESS",
                "DASK_LABEXTENSION__FACILITY",
                "DASK_INTERNAL_INHERIT_CONFIG",
                "DASK_LABEXTENSION__ENV_OVERRIDE__A",
            ]
        ),
        st.text("{}[]()'\":,1ax.- \\", max_size=20) | st.text(max_size=20),
    )
)
def test_no_variable_makes_reading_fail(variables: dict[str, str]) -> None:
    problems: list[ConfigProblem] = []
    environ.read(variables, problems)
    assert all(str(problem).startswith("The variable DASK_") for problem in problems)


@given(st.text("{}ABCDEFGH!:.[]0_", max_size=20) | st.text(max_size=20))
def test_a_template_is_filled_in_as_python_does_or_refused(text: str) -> None:
    known = {"A": "1", "B": "{2}", "AB": ""}
    try:
        found = filled_in(text, known)
    except TemplateError:
        return
    assert found == text.format(**known)


@given(
    st.integers(0, 10**6) | st.floats(0, 10**6),
    st.sampled_from(["s", "seconds", "m", "minutes", "h", "hours", "d", "days", "w", "ms"]),
    st.sampled_from(["", " ", "  "]),
)
def test_durations_are_those_of_dask(number: float, unit: str, space: str) -> None:
    from dask.utils import parse_timedelta

    text = f"{number}{space}{unit}"
    if "e" not in str(number):
        assert units.seconds(text) == pytest.approx(parse_timedelta(text))


@given(st.text(max_size=30) | st.text("0123456789.eE+-hms GBkiM", max_size=20))
def test_no_text_makes_units_and_values_fail_otherwise_than_by_name(text: str) -> None:
    checks = (
        units.seconds,
        units.gibibytes,
        values.as_address,
        values.as_public_address,
        values.as_proxy_address,
        values.as_link,
        values.as_gateway_id,
        values.as_storage_path,
        values.as_folder,
        values.as_user_pattern,
        values.as_variable_pattern,
    )
    for check in checks:
        try:
            check(text)
        except ValueError as error:
            assert type(error) is ValueError
            assert len(str(error)) < 500


@pytest.mark.parametrize(
    "text",
    [
        "a: " + "[" * 100_000,
        "- " * 100_000,
        "".join(f"k{at}: v\n" for at in range(45_000)),
        "a: &a [x]\n" + "".join(f"b{at}: *a\n" for at in range(20_000)),
        "a: &a {x: 1}\nb: {" + ", ".join(["<<: *a"] * 10_000) + "}",
        "".join(
            f"a{at}: &a{at} {{<<: *a{at - 1}, k{at}: 1}}\n" if at else "a0: &a0 {}\n"
            for at in range(2000)
        ),
        "x: " + "1" * 1_000_000,
        "x: 1" + ":59" * 100_000,
        "? " * 50_000,
        "!" * 100_000,
        "# " + "x" * 1_000_000,
        "'" * 200_000,
        "{" * 30 + "a: " * 50_000,
    ],
    ids=lambda text: repr(text[:12]),
)
def test_a_large_file_has_an_end(text: str) -> None:
    # More than linear work would be stopped by the limit that each test has.
    assert parsed(FILE, text.encode()).path == FILE


def test_a_file_larger_than_any_configuration_is_refused() -> None:
    (problem,) = parsed(FILE, b"#" * 3_000_000).problems
    assert str(problem) == f"{FILE} is larger than 2 MiB."
    assert os.path.basename(FILE) in str(problem)
