"""The demo shop 우리상점: any number of believable orders, the same for the same seed and time."""
