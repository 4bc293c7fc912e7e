"""What travels to workers of where Jupyter runs, and what stays."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from purdue_dask_lab.config.schema import GatewaySettings, VariableRules
from purdue_dask_lab.config.worker_env import Setting
from purdue_dask_lab.worker_env.merge import MergedVariables, Sources, join

RULES = VariableRules()
JOB = [
    "SLURM_JOB_ID=812345",
    "SLURM_MEM_PER_CPU=2048",
    "SLURM_MEM_PER_NODE=8192",
    "SLURM_CPU_BIND=mask_cpu:0x3",
    "SLURMD_NODENAME=c001",
    "TMPDIR=/local/scratch/812345",
    "PBS_JOBID=12.pbs",
    "_CONDOR_SCRATCH_DIR=/var/lib/condor/execute/dir_1",
    "HOSTNAME=jupyter-jdoe",
    "KUBERNETES_SERVICE_HOST=10.0.0.1",
    "HUB_PORT_8081_TCP_ADDR=10.0.0.9",
    "DASK_SCHEDULER_ADDRESS=tls://10.0.0.5:8786",
    "OMPI_COMM_WORLD_RANK=0",
    "PMI_RANK=0",
    "CUDA_VISIBLE_DEVICES=0",
    "PIXI_IN_SHELL=1",
    "PROMPT_COMMAND=y",
    "LS_COLORS=x",
    "LSB_JOBID=1",
    "SGE_TASK_ID=1",
    "FLUX_JOB_ID=f1",
    "PMIX_RANK=0",
    "NVIDIA_VISIBLE_DEVICES=all",
    "PROXY_PUBLIC_SERVICE_HOST=10.0.0.2",
    "HUB_PORT=tcp://10.0.0.9:8081",
    "XAUTHORITY=/tmp/x",
    "TMP=/tmp",
    # Of other batch systems: SGE, LoadLeveler, OAR, HTCondor's pilots.
    "NSLOTS=4",
    "NHOSTS=1",
    "JOB_SCRIPT=/var/spool/sge/1",
    "LOADL_STEP_ID=1",
    "OAR_JOB_ID=3",
    "GLIDEIN_Site=Purdue",
    "BATCH_SYSTEM=HTCondor",
    "NCPUS=8",
    "LS_SUBCWD=/home/me",
    "SALLOC_PARTITION=debug",
    # Of what starts ranks: jsrun, Cray's ALPS, torchrun, MPICH.
    "JSM_NAMESPACE_RANK=0",
    "ALPS_APP_PE=0",
    "MASTER_ADDR=c001",
    "WORLD_SIZE=2",
    "LOCAL_RANK=1",
    "PMI2_RANK=0",
    "MPIRUN_RANK=0",
    # Of pods and sessions: the downward API, JupyterHub, containers, systemd, modules.
    "POD_NAME=jupyter-jdoe",
    "POD_IP=10.0.0.3",
    "NODE_NAME=n1",
    "HUB_SERVICE_PORT=8081",
    "PROXY_API_PORT=tcp://10.0.0.1:8001",
    "MEM_LIMIT=4294967296",
    "CPU_GUARANTEE=1",
    "APPTAINER_CONTAINER=/images/lab.sif",
    "SINGULARITY_BIND=/depot",
    "LISTEN_FDS=1",
    "LOADEDMODULES=python/3.11",
    "_ModuleTable001_=abc",
    "CUDA_MPS_PIPE_DIRECTORY=/tmp/mps",
    # Of another environment that is active here, and of a Dask worker that Jupyter is in.
    "_CE_CONDA=",
    "POETRY_ACTIVE=1",
    "DASK_GATEWAY_CLUSTER_NAME=x",
    "DASK_WORKER_NAME=w",
]


def joined(server: dict[str, str], **sources: object) -> MergedVariables:
    return join(Sources(server=server, **sources), RULES)  # type: ignore[arg-type]


@pytest.mark.parametrize("variable", JOB, ids=lambda variable: variable.partition("=")[0])
def test_what_names_this_job_stays(variable: str) -> None:
    name, _, value = variable.partition("=")
    assert name not in joined({name: value}).values
    # Who names it sends it, be it a site, a kernel or the user.
    assert joined({}, kernel={name: value}).values[name] == value
    assert joined({}, added={name: value}).values[name] == value
    rules = VariableRules(inherit=["*", name])
    assert join(Sources(server={name: value}), rules).values[name] == value


@pytest.mark.parametrize(
    "variable",
    [
        *("OMP_NUM_THREADS=1", "MY_PORT=8080", "TZ=UTC", "SERVICE=x", "HOSTS=a", "PMILL=1"),
        *("APPTAINER_CACHEDIR=/depot/c", "SLURMX=1", "FRANK=1", "QUEUE=a", "OSG_SITE=x"),
        *("HTTP_PORT=80", "CONDITION=1", "UV_CACHE_DIR=/depot/u", "DASK_LOGGING=x"),
    ],
)
def test_what_merely_resembles_it_travels(variable: str) -> None:
    name, _, value = variable.partition("=")
    assert joined({name: value}).values[name] == value


def test_paths_of_this_machine_stay_where_workers_do_not_share_its_files() -> None:
    found = joined(
        {
            "PATH": "/opt/site/bin:/usr/bin",
            "HOME": "/home/me",
            "SSL_CERT_FILE": "/opt/site/cert.pem",
            "KRB5CCNAME": "FILE:/tmp/krb5cc_1",
            "LANG": "C.UTF-8",
            "URL": "https://example.org/x",
        },
        kernel={"LD_LIBRARY_PATH": "/opt/kernel/lib"},
        override={"X509_USER_PROXY": Setting("/depot/me/x509up")},
        added={"PYTHONPATH": "/depot/me/lib"},
    )
    everywhere = found.for_workers(share_files=True)
    elsewhere = found.for_workers(share_files=False)
    assert everywhere.keys() - elsewhere.keys() == {
        "PATH",
        "HOME",
        "SSL_CERT_FILE",
        "KRB5CCNAME",
        "LD_LIBRARY_PATH",
    }
    # What somebody wrote down for workers is meant for them.
    assert {"X509_USER_PROXY", "PYTHONPATH", "LANG", "URL", "USER"} <= elsewhere.keys()


@pytest.mark.parametrize(
    ("settings", "takes_environment", "share"),
    [
        ({}, True, True),
        ({}, None, True),
        ({}, False, False),
        ({"shares-files": True}, False, True),
        ({"shares-files": False}, True, False),
        ({"type": "local"}, False, True),
    ],
)
def test_whether_workers_share_files_is_said_or_guessed(
    settings: dict[str, object], takes_environment: bool | None, share: bool
) -> None:
    gateway = GatewaySettings.model_validate({"id": "a", "label": "A", **settings})
    assert gateway.workers_share_files(takes_environment) is share


def test_a_kernels_reference_to_nothing_is_left_out_and_its_own_name_is_empty() -> None:
    found = joined({}, kernel={"A": "/x:${A}", "B": "${NOTHING}/x", "C": "$${HOME}"})
    assert (found.values["A"], found.values["C"]) == ("/x:", "${HOME}")
    assert found.errors == ["The kernel's B refers to NOTHING, which workers do not get."]


def test_a_secret_in_a_kernels_variable_is_held_back() -> None:
    token = {"SITE_TOKEN": "hush-hush-1"}
    found = joined(token, kernel={"HEADER": "Token hush-hush-1"})
    assert "HEADER" not in found.values
    assert ("HEADER", "Kernel") in found.held()


TEXT = st.text(max_size=12) | st.sampled_from(["${A}", "~", "/x:~", "\ud800", "\0", "a=b"])
NAMES = st.sampled_from(["A", "B", "PATH", "HOME", "X_TOKEN", "1", "", "a-b", "\ud800"])


@given(*[st.dictionaries(NAMES, TEXT, max_size=4)] * 3, st.lists(NAMES, max_size=3))
def test_nothing_at_all_makes_joining_fail(
    server: dict[str, str], kernel: dict[str, str], added: dict[str, str], names: list[str]
) -> None:
    sources = Sources(server=server, kernel=kernel, added=added, dropped=names, let_through=names)
    found = join(sources, RULES)
    found.shown(Path("/x")).model_dump_json()
    assert all(isinstance(value, str) for value in found.values.values())
