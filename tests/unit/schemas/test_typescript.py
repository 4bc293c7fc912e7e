"""The browser's types are those of the server's models."""

from __future__ import annotations

import subprocess
from pathlib import Path

from purdue_dask_lab.schemas.__main__ import schema

ROOT = Path(__file__).parents[3]


def test_the_browsers_types_are_generated_from_the_models_as_they_are() -> None:
    done = subprocess.run(["jlpm", "wire"], cwd=ROOT, capture_output=True, text=True, timeout=80)
    assert done.returncode == 0, done.stderr
    assert (ROOT / "src/api/models.ts").read_text() == done.stdout, (
        "run jlpm wire > src/api/models.ts"
    )


def test_everything_that_is_sent_is_described_with_all_its_keys() -> None:
    described = schema()["$defs"]
    assert {"Cluster", "Gateway", "ErrorAnswer", "ClusterChanges"} <= set(described)
    assert set(described["Cluster"]["required"]) == set(described["Cluster"]["properties"])
    assert described["NewCluster"]["required"] == ["gateway"]
