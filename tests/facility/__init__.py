"""A small analysis facility, for real, on one Debian machine: SLURM, Dask Gateways, users.

It needs root and Debian's packages ``slurm-wlm``, ``munge`` and ``sudo``, which
``scripts/facility --install`` brings. Everything is of its own: daemons run in the
foreground as children, with configuration, state and ports that no other installation
shares, in a new directory below ``/opt/purdue-dask-lab-facility`` (or ``FACILITY_HOME``);
Python environments are kept there for the next run. Only the accounts ``pete`` (group
``purdue``) and ``bob-cern`` stay on the machine.

As root a part that is missing is a failure; without root tests skip.

For tests
---------
The fixture ``facility`` (of a session) starts a part with its first use and ends all of
it afterwards. ``slurm_gateway`` and ``kubernetes_gateway`` are gateways that ask for no
password; any name will do as user, ``pete`` and ``bob-cern`` have accounts. ::

    from facility.gateways import declare
    from facility.user import User

    async def test_something(own_dask_configuration, slurm_gateway, facility, ask):
        declare(own_dask_configuration, slurm_gateway)   # labextension.yaml, id "slurm"
        ...
        User(slurm_gateway, "pete").stop_all()           # past our extension

``facility.environment`` is the prefix of a Python environment with Dask that all users
can run: what ``conda_env`` needs, with ``env: {PATH: ...}``.

``Gateway``
    ``address``, ``proxy_address``, ``public_address``, ``stop()``, ``kill()``, ``start()``,
    ``restart(start_timeout=5)``, ``suspend()``, ``resume()``, ``kill_scheduler(name)``,
    ``kill_workers(name)``, ``log``, ``declaration()``. Clusters outlive the server.
    ``gateways.DEFAULTS`` are the settings that ``start``, ``restart`` and
    ``facility.gateway(kind, name, version=..., **settings)`` take.
``facility.slurm``
    ``squeue()``, ``drain()``, ``undrain()``, ``occupied()`` (nothing fits any more while it
    lasts), ``run("scontrol", ...)``; ``commands`` is a directory for PATH whose ``squeue``
    asks this installation, ``configuration`` is what SLURM_CONF has to name.
``facility.kubernetes``
    ``set_quota(pods="0")``, ``lift_quota()``, ``set_room(cpu="1")``, ``make_room()``,
    ``suspend()``, ``kill()``, ``revive()``, ``objects(kinds.PODS, cluster)``, ``apply(manifest)``,
    ``account_token(name)``. See ``kubernetes/__init__.py``. Its gateway can ``hold_routes()``.
``facility.hub``
    JupyterHub below ``/hub-prefix/``, where ``browser.Browser(facility.hub, "pete")`` logs in
    and asks as a page would; the gateways ``hub.gateways["slurm"]`` and ``["kubernetes"]`` ask
    the Hub who somebody is.
``User``
    A user at a gateway by plain HTTP, for what our extension must not be asked.

These calls wait; in a test with an event loop, write ``await asyncio.to_thread(...)``.

By hand
-------
``scripts/facility`` brings everything up, prints one line of JSON with all addresses, and
ends everything at Ctrl-C, SIGTERM or the end of its input. A line of input is an order,
answered by a line: ``stop slurm``, ``start slurm``, ``suspend kubernetes``, ``drain``, ...
"""
