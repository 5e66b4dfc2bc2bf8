"""The store: tables, migrations, unit of work, listing and search; alone in knowing SQL."""
