"""Dask's configuration files, read and checked."""
