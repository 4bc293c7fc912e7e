"""JupyterHub's configuration; what differs from run to run comes from the file in FACILITY_HUB."""

import json
import os
import pwd
from pathlib import Path

c = get_config()  # noqa: F821
given = json.loads(Path(os.environ["FACILITY_HUB"]).read_text())

c.JupyterHub.bind_url = given["url"]
c.JupyterHub.hub_ip = "127.0.0.1"
c.JupyterHub.hub_port = given["hub_port"]
c.JupyterHub.db_url = f"sqlite:///{given['directory']}/hub.sqlite"
c.JupyterHub.cookie_secret_file = f"{given['directory']}/cookie-secret"
c.ConfigurableHTTPProxy.command = given["http_proxy"]
c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{given['http_proxy_port']}"
c.ConfigurableHTTPProxy.pid_file = f"{given['directory']}/http-proxy.pid"

c.JupyterHub.authenticator_class = "shared-password"
c.SharedPasswordAuthenticator.user_password = given["password"]
c.Authenticator.allowed_users = set(given["users"])

# The gateways ask the Hub who somebody is; only who may use a gateway is let in there.
c.JupyterHub.services = [
    {"name": name, "api_token": token} for name, token in given["services"].items()
]
c.JupyterHub.services.append({"name": "keys", "api_token": given["keys"]})
access = [f"access:services!service={name}" for name in given["services"]]
c.JupyterHub.load_roles = [
    {"name": "user", "scopes": ["self", *access]},
    {"name": "server", "scopes": ["users:activity!user", "access:servers!server", *access]},
    {"name": "keys", "scopes": ["tokens", "inherit"], "services": ["keys"]},
]

# Servers run as the real accounts, whose numbers the facility tells them.
c.JupyterHub.spawner_class = "jupyterhub.spawner.LocalProcessSpawner"
c.Spawner.cmd = given["command"]
c.Spawner.default_url = "/lab"
c.Spawner.env_keep = ["PATH", "LANG"]
c.Spawner.http_timeout = 60


def environment_of(spawner):
    name = spawner.user.name
    account = pwd.getpwnam(name)
    own = Path(given["homes"]) / name
    for part in ("notebooks", "data", "config", "runtime", "dask"):
        (own / part).mkdir(parents=True, exist_ok=True)
        os.chown(own / part, account.pw_uid, account.pw_gid)
    spawner.notebook_dir = str(own / "notebooks")
    spawner.environment = {
        **given["environment"],
        "NB_UID": str(account.pw_uid),
        "NB_GID": str(account.pw_gid),
        # Nothing of a run stays in the home directories.
        "JUPYTER_DATA_DIR": str(own / "data"),
        "JUPYTER_CONFIG_DIR": str(own / "config"),
        "JUPYTER_RUNTIME_DIR": str(own / "runtime"),
        "IPYTHONDIR": str(own / "data/ipython"),
        "DASK_CONFIG": str(own / "dask"),
    }


c.Spawner.pre_spawn_hook = environment_of
