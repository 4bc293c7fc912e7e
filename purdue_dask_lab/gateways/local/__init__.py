"""The gateway on this machine, a child process of Jupyter."""
