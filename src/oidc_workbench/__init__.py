"""A workbench that obtains, reads and judges OAuth 2.0 / OpenID Connect tokens."""
