"""Which dashboards may be shown, and where they answer."""
