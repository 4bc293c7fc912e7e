"""The services as tools for assistants, by way of jupyter-server-mcp.

Same checks, same refusals and the same rules about secrets as in the sidebar: a
tool calls the service that a route calls.
"""

from __future__ import annotations

TOOLS = [
    f"{__name__}.tools:{name}"
    for name in (
        "dask_list_gateways",
        "dask_gateway_options",
        "dask_list_environments",
        "dask_list_clusters",
        "dask_create_cluster",
        "dask_scale_cluster",
        "dask_rename_cluster",
        "dask_stop_cluster",
        "dask_explain_failure",
        "dask_client_code",
        "dask_doctor",
    )
]
"""What the entry point of ``jupyter_server_mcp.tools`` names."""
