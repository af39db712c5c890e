"""The protocol without I/O: it builds requests and reads responses, and never sends."""
