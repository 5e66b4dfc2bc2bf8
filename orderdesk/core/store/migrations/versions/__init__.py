"""The revisions, in order; never changed once released."""
