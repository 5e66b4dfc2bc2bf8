"""Goodsflow: prints couriers' labels, gives their numbers, and tells where the parcels are."""
