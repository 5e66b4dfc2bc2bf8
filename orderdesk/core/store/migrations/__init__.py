"""The schema's history; applied by `orderdesk.core.store.migrate` only."""
