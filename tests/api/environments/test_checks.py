"""What would keep workers from an environment or a variable is said before anything is sent."""

from __future__ import annotations

import tempfile
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from prefixes import DASK, as_conda, kernel_of, make_conda, make_venv, write_storage
from rest import Ask, Clusters


@pytest.fixture
def disks(tmp_path: Path, own_dask_configuration: Path) -> dict[str, Path]:
    """A place that workers see, one that they don't, and one of which nothing is said."""
    places = {name: tmp_path / name for name in ("depot", "work", "scratch")}
    for place in places.values():
        place.mkdir()
    rules = {
        places["depot"]: "write",
        places["work"]: "none",
        places["work"] / "shared": "read",
    }
    write_storage(own_dask_configuration, rules)
    return places


async def problems(ask: Ask, name: str, **query: str) -> list[dict[str, Any]]:
    answer = await ask("environments", params={"gateway": "local", **query})
    (found,) = [one for one in answer.body if one["name"] == name]
    return found["problems"]  # type: ignore[no-any-return]


async def creation(ask: Ask, name: str, **more: Any) -> tuple[int, Any, str]:
    body = {"gateway": "local", "environment": name, **more}
    answer = await ask("clusters", "POST", body)
    return answer.status, answer.body.get("field"), answer.body.get("message", "")


class TestStorage:
    async def test_an_environment_that_workers_cannot_read_is_refused_with_a_place_they_can(
        self, ask: Ask, jp_data_dir: Path, disks: dict[str, Path]
    ) -> None:
        prefix = make_venv(disks["work"] / "me" / "env", dask=True)
        kernel_of(jp_data_dir, "hidden", prefix)
        (problem,) = await problems(ask, "hidden")
        assert (problem["severity"], problem["blocks"]) == ("error", True)
        assert problem["message"] == (
            f"{prefix} is on {disks['work']}, which workers of Somewhere cannot read. "
            f"Make or choose one on {disks['depot']} or {disks['work'] / 'shared'}."
        )
        assert await creation(ask, "hidden") == (422, "environment", problem["message"])

    async def test_the_most_specific_rule_wins_and_no_rule_says_nothing(
        self, ask: Ask, jp_data_dir: Path, disks: dict[str, Path]
    ) -> None:
        places = {"shared": disks["work"] / "shared", "unknown": disks["scratch"]}
        for name, place in places.items():
            kernel_of(jp_data_dir, name, make_venv(place / "env", dask=True))
            assert not any(one["blocks"] for one in await problems(ask, name))

    async def test_a_neighbor_of_a_hidden_place_is_not_hidden(
        self, ask: Ask, jp_data_dir: Path, disks: dict[str, Path]
    ) -> None:
        kernel_of(jp_data_dir, "neighbor", make_venv(disks["work"].parent / "works", dask=True))
        assert await problems(ask, "neighbor") == []

    @pytest.mark.parametrize("link", ["the prefix", "a directory above it", "its Python"])
    async def test_a_link_into_a_hidden_place_is_seen_through(
        self, ask: Ask, jp_data_dir: Path, disks: dict[str, Path], link: str
    ) -> None:
        visible = disks["depot"] / "me"
        if link == "its Python":
            prefix = make_venv(visible / "env", dask=True)
            python = prefix / "bin" / "python"
            real = disks["work"] / "python3.11"
            real.symlink_to(python.resolve())
            python.unlink()
            python.symlink_to(real)
        else:
            hidden = make_venv(disks["work"] / "me" / "env", dask=True)
            visible.mkdir()
            prefix = visible / "env"
            if link == "the prefix":
                prefix.symlink_to(hidden)
            else:
                visible.rmdir()
                visible.symlink_to(hidden.parent)
        kernel_of(jp_data_dir, "linked", prefix)
        (problem,) = await problems(ask, "linked")
        assert str(disks["work"]) in problem["message"]
        assert (await creation(ask, "linked"))[:2] == (422, "environment")

    async def test_a_link_on_a_hidden_place_is_not_there_for_workers_wherever_it_leads(
        self, ask: Ask, jp_data_dir: Path, disks: dict[str, Path]
    ) -> None:
        prefix = make_venv(disks["depot"] / "env", dask=True)
        (disks["work"] / "link").symlink_to(prefix)
        kernel_of(jp_data_dir, "linked", disks["work"] / "link")
        assert (await creation(ask, "linked"))[:2] == (422, "environment")

    async def test_the_default_is_one_that_workers_can_use(
        self, ask: Ask, jp_data_dir: Path, disks: dict[str, Path], own_dask_configuration: Path
    ) -> None:
        import sys

        good = make_venv(disks["depot"] / "env", dask=True)
        kernel_of(jp_data_dir, "good", good)
        hidden = {Path(sys.prefix): "none", disks["depot"]: "read"}
        write_storage(own_dask_configuration, hidden)
        first = (await ask("environments", params={"gateway": "local"})).body[0]
        assert (first["name"], first["is_default"]) == ("good", True)

    @pytest.mark.parametrize("closed", ["", "bin"])
    async def test_where_workers_come_as_others_an_environment_must_be_open_to_them(
        self,
        ask: Ask,
        jp_data_dir: Path,
        tmp_path: Path,
        own_dask_configuration: Path,
        closed: str,
    ) -> None:
        write_storage(own_dask_configuration, {}, **{"environments-for-others": True})
        for folder in (tmp_path, *tmp_path.parents):
            if folder.stat().st_mode & 0o001 == 0:
                folder.chmod(folder.stat().st_mode | 0o011)
        prefix = make_venv(tmp_path / "private", dask=True)
        kernel_of(jp_data_dir, "private", prefix)
        assert await problems(ask, "private") == []
        (prefix / closed).chmod(0o700)
        (problem,) = await problems(ask, "private")
        assert problem["mend"] == f"chmod -R o+rX {prefix / closed}"
        assert (await creation(ask, "private"))[:2] == (422, "environment")

    async def test_what_each_machine_has_for_itself_is_a_warning_for_workers_elsewhere(
        self, ask: Ask, own_dask_configuration: Path
    ) -> None:
        remote = {"type": "remote", "address": "http://127.0.0.1:1"}
        write_storage(own_dask_configuration, {}, **remote)
        file = make_proxy(Path(tempfile.mkdtemp()) / "x509up_u1", timedelta(hours=20))
        body = {"gateway": "local", "variables": {"X509_USER_PROXY": str(file)}}
        (problem,) = (await ask("worker-variables", "POST", body)).body["problems"]
        assert (problem["severity"], problem["blocks"]) == ("warning", False)
        assert "is on /tmp, which is local to each machine" in problem["message"]


class TestPackages:
    @pytest.mark.parametrize("kind", ["venv", "conda", "pixi"])
    async def test_what_is_missing_is_named_with_the_command_that_mends_it(
        self, ask: Ask, jp_data_dir: Path, tmp_path: Path, kind: str
    ) -> None:
        prefix = tmp_path / "env"
        mend = (
            f"{prefix}/bin/python -m ensurepip && {prefix}/bin/python -m pip install dask-gateway"
        )
        if kind == "venv":
            make_venv(prefix)
            site = next(prefix.glob("lib/python3*/site-packages"))
            (site / "dask-2024.5.0.dist-info").mkdir()
            (site / "distributed-2024.5.0.dist-info").mkdir()
        elif kind == "conda":
            make_conda(prefix, {"dask-core": "2024.5.0", "distributed": "2024.5.0"})
            mend = f"conda install --prefix {prefix} --channel conda-forge dask-gateway"
        else:
            (tmp_path / "pixi.toml").write_text("")
            prefix = tmp_path / ".pixi" / "envs" / "default"
            make_conda(prefix, {"dask": "2024.5.0", "distributed": "2024.5.0"})
            mend = f"pixi add --manifest-path {tmp_path} dask-gateway"
        kernel_of(jp_data_dir, "lacking", prefix)
        problem = (await problems(ask, "lacking"))[0]
        assert problem["message"] == (
            f"dask-gateway is missing in {prefix} and required to start a cluster. "
            f"Install it with: {mend}"
        )
        assert (problem["severity"], problem["mend"]) == ("error", mend)

    async def test_where_there_is_no_python_any_more_nothing_is_sent(
        self, ask: Ask, jp_data_dir: Path, tmp_path: Path
    ) -> None:
        kernel_of(jp_data_dir, "removed", tmp_path / "removed")
        (problem,) = await problems(ask, "removed")
        assert problem["message"].startswith(f"There is no Python at {tmp_path / 'removed'}")
        assert (await creation(ask, "removed"))[:2] == (422, "environment")

    async def test_versions_apart_from_the_notebooks_kernel_are_a_warning_in_plain_words(
        self, ask: Ask, jp_data_dir: Path, tmp_path: Path
    ) -> None:
        old = make_conda(tmp_path / "old", DASK, python="3.9.18")
        new = make_conda(tmp_path / "new", {**DASK, "distributed": "2025.1.0"}, python="3.12.1")
        kernel_of(jp_data_dir, "old", old)
        kernel_of(jp_data_dir, "new", new, display_name="Newer")
        python, packages = await problems(ask, "old", kernel="new")
        assert {python["severity"], packages["severity"]} == {"warning"}
        assert python["message"].startswith("Python is 3.9 here and 3.12 in Newer, the kernel that")
        assert "distributed is 2024.5.0 here and 2025.1.0 there" in packages["message"]
        assert "dask-gateway" not in packages["message"]
        assert packages["mend"].endswith(f"{old} --channel conda-forge distributed==2025.1.0")
        assert await problems(ask, "old", kernel="old") == []


def make_proxy(file: Path, lifetime: timedelta) -> Path:
    """A certificate chain as voms-proxy-init writes it; the second certificate lives on."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "pete")])
    now = datetime.now(timezone.utc)
    chain = b""
    for end in (now + lifetime, now + timedelta(days=300)):
        made = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=30))
            .not_valid_after(end)
            .sign(key, hashes.SHA256())
        )
        chain += made.public_bytes(serialization.Encoding.PEM)
        if not chain.count(b"KEY"):
            chain += key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.TraditionalOpenSSL,
                serialization.NoEncryption(),
            )
    file.write_bytes(chain)
    return file


class TestProxy:
    async def said(self, ask: Ask, file: Path | str) -> list[dict[str, Any]]:
        body = {"gateway": "local", "variables": {"X509_USER_PROXY": str(file)}}
        answer = await ask("worker-variables", "POST", body)
        assert all(one["field"] == "variables.X509_USER_PROXY" for one in answer.body["problems"])
        return answer.body["problems"]  # type: ignore[no-any-return]

    async def test_a_good_one_is_not_worth_a_word(self, ask: Ask, disks: dict[str, Path]) -> None:
        proxy = make_proxy(disks["depot"] / "x509up_u1", timedelta(hours=20))
        assert await self.said(ask, proxy) == []

    async def test_one_that_expires_soon_is_a_warning(
        self, ask: Ask, disks: dict[str, Path]
    ) -> None:
        proxy = make_proxy(disks["depot"] / "x509up_u1", timedelta(minutes=20, seconds=10))
        (problem,) = await self.said(ask, proxy)
        assert (problem["severity"], problem["blocks"]) == ("warning", False)
        assert "expires in 20 min" in problem["message"]
        assert problem["mend"] == f"voms-proxy-init --voms cms --out {proxy}"

    async def test_one_that_expired_or_that_workers_cannot_read_is_refused(
        self, ask: Ask, disks: dict[str, Path]
    ) -> None:
        expired = make_proxy(disks["depot"] / "old", -timedelta(hours=5))
        hidden = make_proxy(disks["work"] / "hidden", timedelta(hours=20))
        for proxy, words in ((expired, "expired 5 h ago"), (hidden, "workers of Somewhere cannot")):
            (problem,) = await self.said(ask, proxy)
            assert (problem["severity"], problem["blocks"]) == ("error", True)
            assert words in problem["message"]
            refusal = await creation(ask, "python3", variables={"X509_USER_PROXY": str(proxy)})
            assert refusal == (422, "variables.X509_USER_PROXY", problem["message"])

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (None, "not found. Create it with: voms-proxy-init"),
            (b"nonsense", "holds no certificate"),
        ],
    )
    async def test_one_that_cannot_be_told_is_said_and_left_to_the_user(
        self, ask: Ask, disks: dict[str, Path], content: bytes | None, words: str
    ) -> None:
        file = disks["depot"] / "x509up_u1"
        if content is not None:
            file.write_bytes(content)
        (problem,) = await self.said(ask, file)
        assert (problem["severity"], problem["blocks"]) == ("error", False)
        assert words in problem["message"]

    async def test_a_users_file_with_one_is_checked_too_and_dropping_it_helps(
        self, ask: Ask, disks: dict[str, Path], own_dask_configuration: Path
    ) -> None:
        expired = make_proxy(disks["depot"] / "old", -timedelta(hours=5))
        (own_dask_configuration / "labextension.yaml").write_text(f"X509_USER_PROXY: {expired}\n")
        assert (await creation(ask, "python3"))[1] == "variables.X509_USER_PROXY"
        body = {"gateway": "local", "dropped": ["X509_USER_PROXY"]}
        assert (await ask("worker-variables", "POST", body)).body["problems"] == []


async def test_search_paths_that_workers_cannot_see_are_a_warning(
    ask: Ask, disks: dict[str, Path]
) -> None:
    mixed = f"{disks['depot']}/lib:{disks['work']}/lib::{disks['work']}/shared/lib"
    variables = {"PYTHONPATH": mixed, "LD_LIBRARY_PATH": str(disks["work"])}
    body = {"gateway": "local", "variables": variables}
    found = (await ask("worker-variables", "POST", body)).body["problems"]
    assert [(one["field"], one["severity"], one["blocks"]) for one in found] == [
        ("variables.PYTHONPATH", "warning", False),
        ("variables.LD_LIBRARY_PATH", "warning", False),
    ]
    assert (
        f"PYTHONPATH has {disks['work']}/lib, which is on {disks['work']}" in (found[0]["message"])
    )


async def test_missing_dask_is_said_before_and_can_be_submitted_all_the_same(
    ask: Ask, clusters: Clusters, jp_data_dir: Path, tmp_path: Path
) -> None:
    prefix = as_conda(make_venv(tmp_path / "bare"))
    kernel_of(jp_data_dir, "bare", prefix)
    (missing,) = await problems(ask, "bare")
    assert (missing["severity"], missing["blocks"]) == ("error", False)
    made = await clusters.create(environment="bare")
    failed = await clusters.failed(made["name"])
    assert f"{prefix} has no" in failed["failure"]["reason"]
