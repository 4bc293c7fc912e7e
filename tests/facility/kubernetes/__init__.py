"""A Kubernetes of the facility's own: what dask-gateway's own backend and controller talk to.

``apiserver`` keeps objects and tells of their changes, as the real one does as far as
dask-gateway, this project and the tests ask: resource versions, conflicts, selectors, watches
that end and expire, the status as a part of its own, graceful deletion, quotas, roles.
``scheduler``, ``endpoints`` and ``garbage`` are what a control plane does besides, and
``kubelet`` runs pods as processes of this machine. ``traefik`` tells dask-gateway's own proxy
of the routes that dask-gateway's controller writes.

All of them speak to an API server by HTTP and nothing else. Where ``KUBE_APISERVER`` and
``KUBE_TOKEN`` name a real one (with its scheduler and controllers, and no node but ours;
``KUBE_CA_FILE`` holds its authority), the pieces that are then not needed are left out. It has
to be of this machine, as one test ends it and starts it again; its scheduler and controllers
have to outlive that, so they run with ``--leader-elect=false``. Its pods get addresses of
10.200.0.0/16, for it takes none below 127.0.0.0/8. Version 1.34 was run.
"""
