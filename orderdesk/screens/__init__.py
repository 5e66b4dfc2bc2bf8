"""What an operator sees: one module a screen."""
