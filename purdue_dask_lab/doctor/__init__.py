"""Looks at everything that a cluster needs, and says what is amiss and how to mend it."""
