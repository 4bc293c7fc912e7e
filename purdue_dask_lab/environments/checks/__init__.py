"""What keeps workers from an environment or a file."""
