"""The keys pane: the private keys in the vault, by their public side."""
