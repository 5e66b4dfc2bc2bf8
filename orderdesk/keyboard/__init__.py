"""The table of actions, their keys, and Korean input as keys."""
