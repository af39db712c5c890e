"""The window: panes over presenters, presenters over flows."""
