"""Widgets used by more than one pane."""
