"""Channels, couriers, tracking and payments behind small protocols; the outbox."""
