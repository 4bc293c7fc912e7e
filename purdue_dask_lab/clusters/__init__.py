"""All clusters of the user, each known once."""
