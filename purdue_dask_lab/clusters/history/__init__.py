"""What clusters have used, their last hour, and what is kept of them when they have ended."""
