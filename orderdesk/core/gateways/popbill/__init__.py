"""Popbill: cash receipts and what came into bank accounts."""
