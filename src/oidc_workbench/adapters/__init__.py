"""The real ports: HTTP, keyring, loopback listener, browser, clock, files."""
