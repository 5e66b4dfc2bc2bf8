"""The reusable parts of the screens."""
