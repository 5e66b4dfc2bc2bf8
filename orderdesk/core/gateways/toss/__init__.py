"""Toss Payments: refunds and cash receipts over its core API."""
