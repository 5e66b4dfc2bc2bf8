"""One dialog a module; each says what will happen before it happens."""
