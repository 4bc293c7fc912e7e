"""What knows one Dask Gateway."""
