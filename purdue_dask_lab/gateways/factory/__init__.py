"""Clusters of any class through dask-labextension's manager, a child process of Jupyter."""
