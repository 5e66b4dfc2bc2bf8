"""Excel and CSV in and out, and order sheets."""
