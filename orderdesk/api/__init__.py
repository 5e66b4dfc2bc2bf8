"""The HTTP API for other systems: the services of the screens and their refusals, by keys with scopes."""
