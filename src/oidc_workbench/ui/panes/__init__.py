"""The panes; each is a presenter (no Qt) and a view."""
