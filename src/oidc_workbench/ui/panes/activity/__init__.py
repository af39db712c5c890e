"""The activity pane: every request and response of this session."""
