"""What Jupyter runs on: the account, the machine, and threads for what blocks."""
