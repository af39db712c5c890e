"""The best-practice catalogue: one module per artefact, one function per rule."""
