"""Client authentication methods, one file each."""
