"""A person signs in: Authorization Code with PKCE through the system browser."""
