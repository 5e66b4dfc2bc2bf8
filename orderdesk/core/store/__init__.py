"""The store: tables, migrations, unit of work, listing and search; alone in knowing SQL.

Services need `open_store` (engine), `store.unit()` and `store.reader()`, `load_orders`, `events`, `jobs`,
`slices` and `listing`; each is imported from its own module.
"""
