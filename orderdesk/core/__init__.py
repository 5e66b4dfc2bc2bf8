"""The shared core of the desk: rules, store, services and files. It knows no screen."""
