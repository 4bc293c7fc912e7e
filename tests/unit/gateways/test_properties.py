"""Whatever a gateway, a scheduler, SLURM or an address says, it is read or refused by name."""

from __future__ import annotations

import contextlib
import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from worker_page import worker_page

from purdue_dask_lab.config.schema import AuthSettings, GatewaySettings
from purdue_dask_lab.errors import DaskLabError, InvalidValue
from purdue_dask_lab.gateways import untrusted
from purdue_dask_lab.gateways.endpoint import configured_endpoint
from purdue_dask_lab.gateways.error_messages import explained
from purdue_dask_lab.gateways.jobs import scheduler_ends_at, summary
from purdue_dask_lab.gateways.options import DeclaredOptions, read_options
from purdue_dask_lab.gateways.pods import read_pods
from purdue_dask_lab.gateways.report import Counts, Report, ReportReader
from purdue_dask_lab.gateways.slurm import read_jobs
from purdue_dask_lab.gateways.untrusted import InvalidAnswer
from purdue_dask_lab.gateways.worker_report import read_workers

ANY = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters())
    | st.sampled_from(["\ud800", "\0", "../..", "RUNNING", "pending", 10**400, -(2**70)]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
ENTRIES = st.fixed_dictionaries(
    {
        "name": st.just("one") | ANY,
        "status": st.sampled_from(["PENDING", "RUNNING", "FAILED"]) | ANY,
        "start_time": st.integers(0, 2**41) | ANY,
    },
    optional={"stop_time": ANY, "options": ANY, "dashboard_route": ANY, "memory": ANY},
)
COUNTED = st.dictionaries(
    st.sampled_from(
        [
            "workers",
            "cores",
            "clients",
            "desired_workers",
            "tasks",
            "processing",
            "memory",
            "erred",
            "released",
        ]
    ),
    st.integers() | ANY,
)
OPTIONS = st.lists(
    st.fixed_dictionaries(
        {"field": st.sampled_from(["conda_env", "env", "pixi_project", "x"]) | ANY},
        optional={
            "label": ANY,
            "default": ANY,
            "spec": st.dictionaries(
                st.sampled_from(["type", "min", "max", "options"]),
                st.sampled_from(["string", "mapping", "select", "int"]) | ANY,
            )
            | ANY,
        },
    )
    | ANY,
    max_size=6,
)


def sendable(value: Any) -> None:
    """Everything that was read can be sent on to a browser."""
    json.dumps(value, allow_nan=False).encode()


@given(st.binary(max_size=300) | ANY.map(lambda value: json.dumps(value).encode()))
def test_bytes_are_json_or_refused(body: bytes) -> None:
    with contextlib.suppress(InvalidAnswer):
        untrusted.decode_json(body)


@given(ANY)
def test_what_is_bounded_can_be_sent(value: Any) -> None:
    sendable(untrusted.bounded(value))


@given(ANY)
def test_a_text_is_clean_or_none(value: Any) -> None:
    text = untrusted.clean_text(value, 50)
    assert text is None or len(text) <= 50
    sendable(text)


@given(ENTRIES | ANY)
def test_an_entry_is_a_report_or_refused(entry: Any) -> None:
    for direct in (False, True):
        try:
            report = Report.from_json(entry, direct=direct)
        except InvalidAnswer:
            continue
        sendable(report.options)
        assert report.created_at.tzinfo is not None


@given(st.dictionaries(st.text(st.characters()), ENTRIES | ANY, max_size=5))
def test_each_entry_is_read_or_named(listing: dict[str, Any]) -> None:
    reader = ReportReader()
    honest = {"name": "honest", "status": "RUNNING", "start_time": 5}
    for _ in range(2):
        reports, unreadable = reader.read({**listing, "honest": honest})
        assert reports["honest"].name == "honest"
        sendable(unreadable)


@given(COUNTED | ANY)
def test_counts_are_counts_or_refused(counts: Any) -> None:
    try:
        found = Counts.from_json(counts)
    except InvalidAnswer:
        return
    assert min(found.workers, found.clients, *found.tasks.model_dump().values()) >= 0


PODS = st.lists(
    st.fixed_dictionaries(
        {
            "metadata": st.fixed_dictionaries(
                {
                    "name": st.just("pod") | ANY,
                    "namespace": st.just("cms") | ANY,
                    "labels": st.fixed_dictionaries(
                        {
                            "gateway.dask.org/cluster": st.just("1f") | ANY,
                            "app.kubernetes.io/component": st.just("dask-worker") | ANY,
                        }
                    )
                    | ANY,
                }
            )
            | ANY,
            "status": st.dictionaries(
                st.sampled_from(["phase", "reason", "conditions", "containerStatuses"]),
                ANY | st.lists(st.dictionaries(st.sampled_from(["state", "lastState"]), ANY)),
            ),
        }
    )
    | ANY,
    max_size=3,
)


@given(st.fixed_dictionaries({"items": PODS}) | ANY)
def test_pods_are_jobs_or_left_out(answer: Any) -> None:
    with contextlib.suppress(InvalidAnswer):
        found = summary(list(read_pods(answer)))
        if found is not None:
            sendable(found.model_dump(mode="json"))
            assert found.command.isprintable()


@given(
    st.dictionaries(
        st.text(),
        st.dictionaries(
            st.sampled_from(["name", "threads", "memory", "limit", "processing", "stored", "seen"]),
            st.text() | st.floats() | st.integers(),
        ),
        max_size=3,
    ).map(worker_page)
    | st.text()
    | st.from_regex(r"<table>(<t[hdr]>\s?(Worker|Memory use|[a-z0-9 ]{0,9})(</t[hdr]>)?){1,9}")
)
def test_what_workers_use_is_read_or_left_out(page: str) -> None:
    with contextlib.suppress(InvalidAnswer):
        found = read_workers(page)
        for worker in found.workers:
            sendable(worker.model_dump(mode="json"))
        for used in found.memory().values():
            assert used.limit_gib > 0


@given(OPTIONS | ANY)
def test_options_are_a_form_or_refused(declared: Any) -> None:
    try:
        fields = read_options({"cluster_options": declared})
    except InvalidAnswer:
        return
    options = DeclaredOptions(fields)
    sendable(options.form().model_dump(by_alias=True))
    sendable(options.complete({}, None, {"A": "b"}))


@given(st.text(st.characters(), min_size=1))
def test_a_refusal_is_explained(said: str) -> None:
    assert explained(InvalidValue(said), DeclaredOptions([]), "Near", []).message


@given(
    st.text()
    | st.lists(
        st.tuples(
            st.text(max_size=8),
            st.sampled_from(["RUNNING", "PENDING", "X"]),
            st.text(max_size=8),
            st.from_regex(r"(\d{1,9}-)?(\d{1,9}:)?\d{1,9}:\d{1,9}|UNLIMITED", fullmatch=True),
            st.sampled_from(["/home/x/one/dask-scheduler-one.log", "/a/b/dask-worker-7.log", ""]),
        ).map("|".join),
        max_size=5,
    ).map("\n".join)
)
def test_jobs_are_read_or_left_out(output: str) -> None:
    jobs = list(read_jobs(output))
    summary(jobs)
    scheduler_ends_at(jobs)


@given(
    st.text()
    | st.from_regex(r"https?://[^\s]{0,40}", fullmatch=True)
    | st.sampled_from(["http://[::1", "http://x:99999", "http://a:b@c:d", "{HOME", "{HOME.x}"]),
    st.none() | st.integers() | st.text(),
    st.dictionaries(st.sampled_from(["username", "password", "api_token"]), st.text(), max_size=2),
)
def test_an_address_is_an_endpoint_or_refused(
    address: str, proxy: int | str | None, kwargs: dict[str, str]
) -> None:
    # As a configuration that was read before these rules were checked.
    settings = GatewaySettings.model_construct(
        id="near",
        label="Near",
        address=address,
        proxy_address=proxy,
        public_address=None,
        auth=AuthSettings.model_construct(type="basic", kwargs=kwargs),
    )
    try:
        endpoint = configured_endpoint(settings, "pete")
    except DaskLabError:
        return
    assert endpoint.address.startswith(("http://", "https://"))
    assert "@" not in endpoint.address
