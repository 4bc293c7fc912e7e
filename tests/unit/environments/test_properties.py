"""Whatever conda, pixi, SLURM and the environment may have written down, reading never fails."""

from __future__ import annotations

import os
from pathlib import Path
from unittest import mock

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from purdue_dask_lab.environments import conda, condarc, pixi
from purdue_dask_lab.gateways.http_proxy import proxy_for
from purdue_dask_lab.gateways.slurm import read_jobs

SOME = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
CONTENT = st.binary(max_size=200) | st.text(max_size=200).map(
    lambda text: text.encode("utf-8", "surrogatepass")
)
NAMES = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=40)


@SOME
@given(CONTENT)
@example(b"envs_dirs: [1, {a: b}, ~, '']")
@example(b"envs_dirs: &a [*a]")
def test_a_condarc_names_folders_or_what_is_odd(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "condarc"
    file.write_bytes(content)
    folders, odd = condarc.envs_dirs(file, {}, tmp_path)
    assert all(folder.is_absolute() for folder in folders)
    assert all(str(file) in said for said in odd)


@SOME
@given(st.text(max_size=200), st.dictionaries(NAMES, NAMES, max_size=4))
@example("$A" * 60, {"A": "x" * 4000})
@example("~nosuchuser/$A/${B", {})
def test_a_folder_is_expanded_or_leads_nowhere(folder: str, variables: dict[str, str]) -> None:
    found = condarc.expanded(folder, variables, Path("/home/somebody"))
    assert found is None or found.is_absolute()


@SOME
@given(CONTENT)
@example(b"/nowhere\n~nosuchuser/x\n\0\n" + b"x" * 5000)
def test_condas_list_of_environments_is_read_line_by_line(tmp_path: Path, content: bytes) -> None:
    place = tmp_path / ".conda"
    place.mkdir(exist_ok=True)
    (place / "environments.txt").write_bytes(content)
    conda.environments({}, tmp_path)


@SOME
@given(CONTENT)
@example(b"[workspace]\nname = 1\n[environments]\n'' = 5")
@example(b"a = " + b"[" * 5000)
def test_a_pixi_manifest_is_a_project_or_not_one(tmp_path: Path, content: bytes) -> None:
    manifest = tmp_path / "pixi.toml"
    manifest.write_bytes(content)
    found = pixi.project_of(manifest)
    assert found is None or all(name and "/" not in name for name in found.names)


@SOME
@given(st.lists(st.text(max_size=30), max_size=8))
def test_a_pixi_command_names_a_manifest_or_none(words: list[str]) -> None:
    pixi.chosen(["pixi", "run", *words], Path("/home/somebody"))


@SOME
@given(st.text(max_size=300))
@example("1|RUNNING|None|9-99:99:99|/x/one/dask-worker-1.log|\n")
@example("1|RUNNING|None|" + "9" * 500 + ":00|/x/one/dask-worker-1.log|\n")
def test_whatever_squeue_prints_is_jobs_or_left_out(output: str) -> None:
    for job in read_jobs(output):
        assert job.cluster


@SOME
@given(st.sampled_from(["http", "https", "ftp", ""]), NAMES, NAMES)
@example("http", "[::1", "*")
def test_an_address_has_a_proxy_or_none(scheme: str, host: str, excepted: str) -> None:
    variables = {"http_proxy": "http://proxy.example.edu:3128", "no_proxy": excepted}
    with mock.patch.dict(os.environ, variables):
        try:
            found = proxy_for(f"{scheme}://{host}/")
        except ValueError:
            # What is no URL at all is refused where it is configured.
            return
    assert found in (None, "http://proxy.example.edu:3128")
