"""The configuration of a gateway server; what differs comes from the file in FACILITY_GATEWAY."""

import json
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from dask_gateway_server import auth
from options import cluster_options

c = get_config()  # noqa: F821
given = json.loads(Path(os.environ["FACILITY_GATEWAY"]).read_text())

c.DaskGateway.address = f"127.0.0.1:{given['server_port']}"
c.Proxy.address = f"127.0.0.1:{given['port']}"
c.Proxy.tcp_address = f"127.0.0.1:{given['scheduler_port']}"
c.Proxy.proxy_status_period = 2

if given["auth"] == "jupyterhub":
    c.DaskGateway.authenticator_class = "dask_gateway_server.auth.JupyterHubAuthenticator"
    c.JupyterHubAuthenticator.jupyterhub_api_url = given["hub_api_url"]
    c.JupyterHubAuthenticator.jupyterhub_api_token = given["hub_token"]
    if hasattr(auth.JupyterHubAuthenticator, "jupyterhub_service_name"):
        c.JupyterHubAuthenticator.jupyterhub_service_name = given["hub_service"]

c.Backend.cluster_options = cluster_options(given)
c.CappedBackend.clusters_per_user = given["clusters_per_user"]

c.ClusterConfig.idle_timeout = given["idle_timeout"]
c.ClusterConfig.adaptive_period = 1
c.ClusterConfig.scheduler_cores = 1
c.ClusterConfig.scheduler_memory = "1 G"

if given["kind"] == "kubernetes":
    import kube

    c.DaskGateway.backend_class = kube.Kubernetes
    c.KubeBackend.gateway_instance = given["instance"]
    c.KubeClusterConfig.namespace = given["namespace"]
    c.KubeClusterConfig.image = given["image"]
    # A scheduler is found to be ready within a second, so that tests need not wait for five.
    c.KubeClusterConfig.scheduler_extra_container_config = {"readinessProbe": {"periodSeconds": 1}}
else:
    import backends

    # Whatever ran before a restart is found again.
    c.DBBackendBase.db_url = f"sqlite:///{given['database']}"
    c.DBBackendBase.db_encrypt_keys = [given["database_key"]]
    c.DBBackendBase.stop_clusters_on_shutdown = False

    # Everything is noticed within seconds, so that tests need not wait for minutes.
    c.DBBackendBase.cluster_start_timeout = given["start_timeout"]
    c.DBBackendBase.worker_start_timeout = given["start_timeout"]
    c.DBBackendBase.cluster_heartbeat_period = given["heartbeat"]
    c.DBBackendBase.cluster_heartbeat_timeout = 3 * given["heartbeat"]
    c.DBBackendBase.check_timeouts_period = 1
    c.DBBackendBase.cluster_status_period = given["heartbeat"]
    c.DBBackendBase.worker_status_period = given["heartbeat"]

if given["kind"] == "slurm":
    c.DaskGateway.backend_class = backends.Slurm
    commands = Path(given["slurm_commands"])
    c.SlurmBackend.submit_command = str(commands / "sbatch")
    c.SlurmBackend.cancel_command = str(commands / "scancel")
    c.SlurmBackend.status_command = str(commands / "squeue")
    launcher = Path(sys.executable).parent / "dask-gateway-jobqueue-launcher"
    c.SlurmBackend.dask_gateway_jobqueue_launcher = str(launcher)
    c.SlurmClusterConfig.partition = given["slurm_partition"]
    c.SlurmClusterConfig.account = "cms"
elif given["kind"] == "manners":
    c.DaskGateway.backend_class = backends.KubernetesManners
    c.KubernetesManners.unseen_for = given["unseen_for"]
    c.LocalBackend.clusters_directory = given["pods"]
    c.LocalBackend.sigint_timeout = 2
    c.LocalBackend.sigterm_timeout = 1
