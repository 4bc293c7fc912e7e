"""The configuration of dask-gateway's controller on Kubernetes."""

import json
import os
from pathlib import Path

c = get_config()  # noqa: F821
given = json.loads(Path(os.environ["FACILITY_GATEWAY"]).read_text())

c.KubeController.gateway_instance = given["instance"]
c.KubeController.address = f"127.0.0.1:{given['controller_port']}"
c.KubeController.api_url = f"http://127.0.0.1:{given['server_port']}/api"
# A lifted quota is noticed within seconds, so that tests need not wait for minutes.
c.KubeController.backoff_max_delay = 2.0
