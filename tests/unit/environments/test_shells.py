"""Kernels that a shell starts: what a line or a script surely does is understood, and no more."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prefixes import make_conda

from purdue_dask_lab.environments import kernelspecs, shell_scripts
from purdue_dask_lab.environments.kernelspecs import Candidate, KernelContext

KERNEL = ["-m", "ipykernel_launcher", "-f", "{connection_file}"]
LINE = "-m ipykernel_launcher -f {connection_file}"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    for name in ("coffea", "other"):
        make_conda(tmp_path / "envs" / name, {})
    make_conda(tmp_path / "miniforge3", {})
    return tmp_path


def look(home: Path, argv: list[str]) -> Candidate:
    prefixes = [home / "envs" / "coffea", home / "envs" / "other", home / "miniforge3"]
    environ = {"PATH": "/usr/bin:/bin", "SITE": str(home)}
    around = KernelContext(environ, home, home, None, None, prefixes)
    words = [word.replace("HOME", str(home)) for word in argv]
    spec = {"language": "python", "argv": words, "display_name": "K"}
    found = kernelspecs.candidate("k", {"spec": spec, "resource_dir": str(home)}, around)
    assert found is not None
    return found


def script(home: Path, text: str) -> str:
    file = home / "helper.sh"
    file.write_text(text.replace("HOME", str(home)))
    file.chmod(0o755)
    return str(file)


@pytest.mark.parametrize(
    "line",
    [
        # kernda's, and what Open OnDemand's and NERSC's users are told to write.
        'source "HOME/miniforge3/bin/activate" "HOME/envs/coffea" && '
        f"exec HOME/envs/coffea/bin/python {LINE}",
        f"source activate coffea && python {LINE}",
        f"source ~/.bashrc; conda activate coffea; exec python {LINE}",
        f"module load python && conda activate HOME/envs/coffea && python {LINE}",
        f"source HOME/envs/coffea/bin/activate && python3 {LINE}",
        f"micromamba activate coffea && nice python {LINE}",
        f"conda run -n coffea python {LINE}",
        f'eval "$(conda shell.bash hook)"; conda activate coffea; python {LINE}',
        f"export OMP_NUM_THREADS=1; exec $SITE/envs/coffea/bin/python {LINE}",
        f"module load cuda; A=1 HOME/envs/coffea/bin/python {LINE}",
    ],
    ids=lambda line: line[:50],
)
@pytest.mark.parametrize(
    "shell", [["bash", "-c"], ["/bin/sh", "-lc"], ["bash", "-l", "-c"]], ids=str
)
def test_a_line_that_ends_in_a_known_environment_is_understood(
    home: Path, shell: list[str], line: str
) -> None:
    assert look(home, [*shell, line]).prefix == home / "envs" / "coffea"


@pytest.mark.parametrize(
    "line",
    [
        f"module load coffea && python {LINE}",
        f"source /site/setup.sh && python {LINE}",
        f"export PATH=/x/bin:$PATH; python {LINE}",
        f"conda activate $MY_ENV && python {LINE}",
        f"conda activate nothing-of-this-name && python {LINE}",
        f"if true; then HOME/envs/coffea/bin/python {LINE}; fi",
        f"$(which python) {LINE}",
        f"conda activate coffea || conda activate other; python {LINE}",
        f"conda activate coffea && python {LINE} || python3 {LINE}",
        f"cat x | python {LINE}",
        "HOME/envs/coffea/bin/python start.py",
        "'unclosed",
        "",
    ],
    ids=lambda line: repr(line[:50]),
)
def test_a_line_that_depends_on_what_a_shell_finds_cannot_be_told(home: Path, line: str) -> None:
    found = look(home, ["bash", "-c", line])
    assert found.prefix is None
    assert "does not tell the environment" in found.obstacle


@pytest.mark.parametrize(
    "text",
    [
        '#!/bin/bash\nmodule load python\nsource activate coffea\nexec "$@"\n',
        "#! /bin/bash -l\n\n# conda activate other\nconda activate coffea\nmkdir -p /tmp/x\n$@\n",
        '#!/bin/sh\nset -e\nexec HOME/envs/coffea/bin/python -m ipykernel_launcher \\\n  "$@"\n',
    ],
)
def test_a_helper_beside_the_kernel_is_read(home: Path, text: str) -> None:
    helper = script(home, text)
    assert look(home, [helper, "python", *KERNEL]).prefix == home / "envs" / "coffea"
    assert look(home, ["{resource_dir}/helper.sh", "python", *KERNEL]).prefix is not None
    assert look(home, ["bash", helper, "python", *KERNEL]).prefix is not None


JULICH = """#!/bin/bash

# Purge all modules
module purge >/dev/null 2>&1

# Load what is needed
module load Stages/2024 || true
module load Python 2> /dev/null
source HOME/envs/coffea/bin/activate

export PYTHONPATH=HOME/envs/coffea/lib/python3.11/site-packages:${PYTHONPATH}
exec python -Xfrozen_modules=off -m ipykernel_launcher "$@"
"""
NESI = """#!/usr/bin/env bash

set -e

module purge
module load slurm NeSI || true
export PYTHONNOUSERSITE=True
source $(conda info --base)/etc/profile.d/conda.sh
conda activate HOME/envs/coffea
python $@
"""


@pytest.mark.parametrize(
    ("text", "argv"),
    [(JULICH, ["-f", "{connection_file}"]), (NESI, KERNEL)],
    ids=["Jülich", "NeSI"],
)
def test_helpers_of_sites_tell_what_they_activate(home: Path, text: str, argv: list[str]) -> None:
    helper = script(home, text)
    assert look(home, [helper, *argv]).prefix == home / "envs" / "coffea"
    # With a module between, which may put another Python first, it is not certain.
    later = text.replace("exec python", "module load x\nexec python")
    later = later.replace("\npython $@", "\nmodule load x\npython $@")
    assert look(home, [script(home, later), *argv]).prefix is None


@pytest.mark.parametrize(
    ("text", "where"),
    [
        # A course's at Riverside, and one for shifter and for a batch job.
        (
            "exec /usr/bin/singularity exec /x.sif /opt/conda/bin/python3 -m ipykernel_launcher $@",
            "sing",
        ),
        ('if [ -e /x ]; then\n  shifter --image=x "$@"\nfi', "shifter"),
        ('ssh node7 "$@"', "ssh"),
        ('srun -n 1 -c 4 "$@"', "srun"),
    ],
)
def test_a_helper_that_hands_the_kernel_elsewhere_is_named(
    home: Path, text: str, where: str
) -> None:
    helper = script(home, f"#!/bin/bash\nexport PATH=/opt/conda/bin:$PATH\n{text}\n")
    for program in ("python", "HOME/envs/coffea/bin/python"):
        found = look(home, [helper, program, *KERNEL])
        assert found.prefix is None
        assert f"is started by {where}" in found.obstacle


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('exec "/x/libexec/pyenv" exec "$program" "$@"', "pyenv"),
        ('conda run -n other python "$@"', "conda"),
        ('exec apptainer exec /x.sif python "$@"', "in a container"),
    ],
)
def test_an_interpreter_that_is_a_script_is_not_taken_for_one(
    home: Path, text: str, said: str
) -> None:
    python = home / "shims" / "python"
    python.parent.mkdir()
    python.write_text(f"#!/usr/bin/env bash\n{text}\n")
    python.chmod(0o755)
    found = look(home, [str(python), *KERNEL])
    assert found.prefix is None
    assert said in found.obstacle


@given(st.text(alphabet="ab \n'\"$();&|{}=/\\#`@~", max_size=60), st.lists(st.text(max_size=3)))
def test_no_text_at_all_makes_following_fail(text: str, words: list[str]) -> None:
    shell_scripts.elsewhere(text)
    shell_scripts.chooses(text)
    found = shell_scripts.followed(text, words, {"a": "b"})
    assert found is None or found.words
