"""The preferences' page."""
