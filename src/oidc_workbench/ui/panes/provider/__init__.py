"""The provider pane: providers, what they say of themselves, and their clients."""
