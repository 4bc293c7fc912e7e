"""A gateway for many clusters at once: schedulers and workers live in its own process."""

import os

from dask_gateway_server.backends.inprocess import InProcessBackend
from dask_gateway_server.options import Integer, Mapping, Options

c = get_config()  # noqa: F821
c.DaskGateway.backend_class = InProcessBackend
c.DaskGateway.address = "127.0.0.1:0"
c.Proxy.address = f"127.0.0.1:{os.environ['BENCHMARK_PORT']}"
c.Proxy.tcp_address = c.Proxy.address
# Clusters carry the variables of their workers, as many as a Hub's server has.
variables = {f"VARIABLE_{number}": f"/somewhere/{number}" for number in range(60)}
c.Backend.cluster_options = Options(
    Integer("worker_cores", default=1),
    Mapping("env", default=variables, target="environment"),
)
