"""The Jupyter server extension: an administrator's knobs, start and stop."""

from __future__ import annotations

import asyncio
import importlib
import math
import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jupyter_core.paths import jupyter_data_dir
from jupyter_server.extension.application import ExtensionApp
from jupyter_server.gateway.gateway_client import GatewayClient
from jupyter_server.utils import url_path_join
from traitlets import Bool, Float, Int, Type, Unicode, default

from .handlers import routes
from .system.concurrency import executors
from .translation import follow_jupyterlab

if TYPE_CHECKING:
    from .schemas.clusters import ClusterChanges
    from .services import Services
    from .site_classes import SiteClasses

NAME = "purdue_dask_lab"
FRAME_KEY_OPTION = "purdueDaskLabFrameKey"
"""The name of the key in JupyterLab's page configuration."""

EVENTS = "https://purdue-dask-lab/events/clusters/v1"
_EVENT_SCHEMA = Path(__file__).parent / "events" / "clusters.yaml"


class LateType(Type):  # type: ignore[type-arg]
    """A class, or its path, which is imported when it is needed and not when Jupyter starts."""

    def __init__(self, path: str, **kwargs: Any) -> None:
        super().__init__(default_value=path, klass=object, **kwargs)

    def _resolve_classes(self) -> None:
        """Leave the default a path."""

    def validate(self, obj: Any, value: Any) -> Any:
        """Take a path as it is."""
        return value if isinstance(value, str) else super().validate(obj, value)


class FiniteFloat(Float):  # type: ignore[type-arg]
    """A number that can be counted with: neither infinity nor what is no number fits bounds."""

    def validate(self, obj: Any, value: Any) -> float:
        """Take a finite number within the bounds."""
        found: float = super().validate(obj, value)
        if not math.isfinite(found):
            self.error(obj, value)
        return found


class DaskLab(ExtensionApp):
    """Dask Gateway clusters for JupyterLab.

    The services are built at the first request: until somebody opens the
    panel, neither Dask nor pydantic is imported.
    """

    name = NAME
    extension_url = "/lab"
    load_other_extensions = True

    gateway_timeout = FiniteFloat(
        10.0, min=0.1, help="Seconds that one answer of a gateway may take."
    ).tag(config=True)

    poll_seconds = FiniteFloat(
        1.0, min=0.1, help="Seconds between two questions to a gateway while somebody looks."
    ).tag(config=True)

    watch_seconds = FiniteFloat(
        30.0, min=0.0, help="Seconds for which gateways are asked after a browser has asked last."
    ).tag(config=True)

    compare_versions = Bool(
        True,
        help="Whether workers that run in an image are asked, once for each cluster, which "
        "versions they have.",
    ).tag(config=True)

    worker_cpu_clusters = Int(
        4,
        min=0,
        max=100,
        help="Clusters whose workers' CPU is read at a time while somebody looks, each by a "
        "process of about 70 MB; 0 for none.",
    ).tag(config=True)

    scan_environments = Bool(
        True,
        help="Whether environments of conda, pixi and projects are offered besides kernels.",
    ).tag(config=True)

    allow_local_gateway = Bool(
        True, help="Whether users may run clusters on the machine of Jupyter itself."
    ).tag(config=True)

    ended_clusters = Int(
        50,
        min=0,
        max=1000,
        help="Clusters of each gateway that are listed after their end; 0 for none.",
    ).tag(config=True)

    ended_days = FiniteFloat(
        14.0, min=0.0, max=3650.0, help="Days for which clusters are listed after their end."
    ).tag(config=True)

    gateway_client_class = LateType(
        "purdue_dask_lab.gateways.client.GatewayClient",
        help="Who speaks to gateways: a subclass of the default, or its path.",
    ).tag(config=True)

    environment_finder_class = LateType(
        "purdue_dask_lab.environments.finder.EnvironmentFinder",
        help="Who finds environments that only a site knows of: a subclass, or its path.",
    ).tag(config=True)

    client_code_class = LateType(
        "purdue_dask_lab.clusters.client_code.ClientCodeWriter",
        help="Who writes the code that connects notebooks: a subclass, or its path.",
    ).tag(config=True)

    data_directory = Unicode(
        help="Where labels and worker ranges of clusters are kept across restarts."
    ).tag(config=True)

    @default("data_directory")
    def _data_directory(self) -> str:
        return str(Path(jupyter_data_dir()) / "purdue-dask-lab")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._building: asyncio.Task[Services] | None = None
        self.frame_key = secrets.token_urlsafe(32)
        """Stands in JupyterLab's page, and lets that page alone show dashboards in frames."""

    def initialize_settings(self) -> None:
        """Declare the event by which changes reach the browser, and take JupyterLab's language."""
        assert self.serverapp is not None and self.serverapp.event_logger is not None
        self.serverapp.event_logger.register_event_schema(_EVENT_SCHEMA)
        follow_jupyterlab()
        # JupyterHub sets its policy when its own extension is loaded, maybe after this one.
        self.serverapp.io_loop.add_callback(self._tell_frame_key)

    def _tell_frame_key(self) -> None:
        """Put the key of frames into JupyterLab's page where frames are forbidden without it."""
        assert self.serverapp is not None
        settings = self.serverapp.web_app.settings
        policy = settings.get("headers", {}).get("Content-Security-Policy", "")
        if "frame-ancestors 'none'" in policy:
            page = settings.setdefault("page_config_data", {})
            page[FRAME_KEY_OPTION] = self.frame_key

    def initialize_handlers(self) -> None:
        """Register the routes."""
        self.handlers.extend(routes())

    async def services(self) -> Services:
        """The services; the first call builds them off the event loop."""
        if self._building is None:
            self._building = asyncio.create_task(self._build())
        try:
            return await asyncio.shield(self._building)
        except asyncio.CancelledError:
            raise
        except Exception:
            self._building = None
            raise

    async def stop_extension(self) -> None:
        """End the gateway on this machine with its clusters; others live on."""
        if self._building is not None:
            await (await self._building).close()

    async def _build(self) -> Services:
        package = __package__
        names = [f"{package}.services", f"{package}.config.loader"]
        services, config = [
            await executors.code.run(name, importlib.import_module, name) for name in names
        ]
        discovery = importlib.import_module(f"{package}.environments.discovery")
        classes: SiteClasses = await importlib.import_module(f"{package}.site_classes").load(
            {
                "gateway_client": self.gateway_client_class,
                "environment_finder": self.environment_finder_class,
                "client_code": self.client_code_class,
            }
        )
        configuration = await executors.work.run("Dask's configuration", config.read)
        assert self.serverapp is not None and self.serverapp.kernel_spec_manager is not None
        built: Services = services.Services(
            configuration,
            discovery.EnvironmentDiscovery(
                self.serverapp.kernel_spec_manager.get_all_specs,
                self.serverapp.kernel_manager.default_kernel_name,
                Path(self.serverapp.root_dir),
                site_finder=classes.environment_finder,
                scans=self.scan_environments,
                remote_kernels=GatewayClient.instance().gateway_enabled,
            ),
            base_url=url_path_join(self.serverapp.base_url, "/"),
            data_directory=Path(self.data_directory),
            publish=self._publish,
            gateway_timeout=self.gateway_timeout,
            poll_seconds=self.poll_seconds,
            watch_seconds=self.watch_seconds,
            log=self.log,
            compare_versions=self.compare_versions,
            worker_cpu_clusters=self.worker_cpu_clusters,
            classes=classes,
            allow_local=self.allow_local_gateway,
            history_limits=services.HistoryLimits(self.ended_clusters, self.ended_days),
        )
        return built

    def _publish(self, changes: ClusterChanges) -> None:
        assert self.serverapp is not None and self.serverapp.event_logger is not None
        self.serverapp.event_logger.emit(
            schema_id=EVENTS, data=changes.model_dump(mode="json", by_alias=True)
        )
