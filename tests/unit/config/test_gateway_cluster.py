"""A cluster class that is a gateway's own is that gateway, once, not a class beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from purdue_dask_lab.config import loader

HERE = "  factory: {module: dask_gateway, class: GatewayCluster, args: [], kwargs: {%s}}\n"
SITE = "gateway: {address: 'http://site.example.org'}\n"


def read(directory: Path, text: str) -> loader.Configuration:
    (directory / "site.yaml").write_text(text)
    return loader.read()


@pytest.mark.parametrize(
    ("kwargs", "module"),
    [
        ("", "dask_gateway"),
        ("", "dask_gateway.client"),
        ("address: 'http://site.example.org/'", "dask_gateway"),
    ],
)
def test_dask_gateways_own_is_there_once(
    own_dask_configuration: Path, kwargs: str, module: str
) -> None:
    text = f"{SITE}labextension:\n{HERE % kwargs}".replace(
        "module: dask_gateway", f"module: {module}"
    )
    found = read(own_dask_configuration, text)
    assert [(one.id, one.type) for one in found.gateways] == [("dask-gateway", "remote")]
    assert found.problems == []


def test_one_that_only_the_class_names_is_the_gateway_with_its_login_options_and_size(
    own_dask_configuration: Path,
) -> None:
    kwargs = (
        "address: 'http://hub.example.org/services/dask-gateway', proxy-address: 8786, "
        "public_address: 'https://hub.example.org/services/dask-gateway', auth: jupyterhub, "
        "worker-cores: 2, cluster_options: {image: 'pangeo/notebook'}"
    ).replace("worker-cores", "worker_cores")
    text = f"labextension:\n{HERE % kwargs}  default: {{adapt: {{minimum: 1, maximum: 9}}}}\n"
    found = read(own_dask_configuration, text)
    (gateway,) = found.gateways
    assert gateway.address == "http://hub.example.org/services/dask-gateway"
    assert (gateway.proxy_address, gateway.public_address) == (
        8786,
        "https://hub.example.org/services/dask-gateway",
    )
    assert gateway.auth is not None
    assert gateway.auth.type == "jupyterhub"
    offered = gateway.offered()
    assert offered is not None
    assert (offered.minimum, offered.maximum) == (1, 9)
    assert found.option_defaults == {"image": "pangeo/notebook", "worker_cores": 2}
    assert found.problems == []


def test_it_is_the_one_of_labextension_gateways_that_has_its_address(
    own_dask_configuration: Path,
) -> None:
    text = (
        f"labextension:\n{HERE % 'address: http://two.example.org'}"
        "  default: {workers: 3}\n"
        "  gateways:\n"
        "    one: {address: 'http://one.example.org', size: {workers: 7}}\n"
        "    two: {address: 'http://two.example.org'}\n"
    )
    found = read(own_dask_configuration, text)
    sizes = {one.id: one.offered() for one in found.gateways}
    assert {name: size and size.maximum for name, size in sizes.items()} == {"one": 7, "two": 3}


def test_what_it_cannot_be_made_on_or_with_is_said(own_dask_configuration: Path) -> None:
    file = own_dask_configuration / "site.yaml"
    found = read(own_dask_configuration, f"labextension:\n{HERE % ''}")
    assert [one.id for one in found.gateways] == ["local"]
    assert list(map(str, found.problems)) == [
        f"{file}, line 2: labextension.factory is a GatewayCluster and names no address: say it "
        "in gateway.address, or in labextension.gateways."
    ]
    found = read(
        own_dask_configuration, f"{SITE}labextension:\n{HERE % ''}  initial: [{{workers: 1}}]\n"
    )
    assert [one.id for one in found.gateways] == ["dask-gateway"]
    assert list(map(str, found.problems)) == [
        f"{file}, line 3: labextension.initial is not used with a GatewayCluster, whose clusters "
        "outlive Jupyter: each start of it would add some. Create them in the panel."
    ]
    found = read(own_dask_configuration, f"labextension:\n{HERE % 'address: nothing'}")
    (problem,) = map(str, found.problems)
    assert "labextension.factory.address" in problem
