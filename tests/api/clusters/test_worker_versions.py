"""Workers in an image are asked what they run, and a card says what differs."""

from __future__ import annotations

from pathlib import Path

import pytest
from fake_gateway import entry, fake_gateways
from plain_services import plain_services
from prefixes import make_conda
from rest import until

from purdue_dask_lab.clusters.code_service import CodeService
from purdue_dask_lab.clusters.code_snippets import direct_code
from purdue_dask_lab.schemas.clusters import NewCluster


async def test_what_differs_is_said_once_workers_are_there(
    own_dask_configuration: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import dask
    from distributed import LocalCluster

    versions = {"dask": "2019.1.0", "distributed": "2019.1.0", "dask-gateway": "2023.9.0"}
    prefix = make_conda(tmp_path / "envs" / "coffea", versions)
    async with (
        # Stands for a scheduler in an image, behind the gateway's proxy.
        LocalCluster(
            n_workers=1,
            processes=False,
            protocol="tcp",
            asynchronous=True,
            dashboard_address="127.0.0.1:0",
        ) as cluster,
        fake_gateways(own_dask_configuration, "image", "prefix") as (image, prefixed),
        plain_services(tmp_path, compare_versions=True) as services,
    ):

        async def connecting_code(self: CodeService, gateway: str, name: str) -> str:
            return direct_code(cluster.scheduler_address)

        monkeypatch.setattr(CodeService, "connecting_code", connecting_code)
        image.options = [{"field": "image", "default": "x", "spec": {"type": "string"}}]
        prefixed.options = [{"field": "conda_env", "default": "", "spec": {"type": "string"}}]
        for gateway in (image, prefixed):
            wanted = NewCluster(gateway=gateway.name, environment=str(prefix))
            made = await services.clusters.create(wanted)
            gateway.clusters[made.name] = entry(made.name)

        async def said() -> str | None:
            listed = (await services.clusters.listing()).clusters
            return next((one.notice for one in listed if one.gateway == "image"), None)

        notice = await until(said)
        assert notice.startswith("Workers run other software than ")
        assert f"dask {dask.__version__} instead of 2019.1.0" in notice
        # Where workers run in the environment itself there is nothing to ask.
        listed = (await services.clusters.listing()).clusters
        (other,) = [one for one in listed if one.gateway == "prefix"]
        assert (other.workers.running, other.notice) == (2, None)
