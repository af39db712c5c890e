"""The inspector: what a token is, who signed it, and whether to accept it."""
