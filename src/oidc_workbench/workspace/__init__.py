"""What the user keeps: providers, clients, key records, settings; no secret among it."""
