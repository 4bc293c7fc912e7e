"""What workers run in: kernels and environments, and their variables."""
