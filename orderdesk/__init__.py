"""orderdesk: a keyboard-first order desk for the terminal."""

__version__ = "0.1.0"
