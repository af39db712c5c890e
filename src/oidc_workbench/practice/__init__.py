"""The practice provider: a pure request → response core, and its loopback server."""
