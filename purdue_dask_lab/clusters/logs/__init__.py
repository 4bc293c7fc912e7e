"""The logs of a cluster: live from its scheduler, from files, or what was kept of them."""
