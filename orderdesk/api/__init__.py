"""The HTTP API for third parties; it calls the same services as the screens."""
