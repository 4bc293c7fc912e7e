"""The environment variables that workers get."""
