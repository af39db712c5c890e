"""One file per runnable flow; a flow yields its steps as it goes, over ports."""
