"""Who can be asked where a parcel is."""
