"""A service gets a token by itself: client credentials."""
