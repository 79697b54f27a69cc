"""Preferences, profile folders, and the keys that open them."""
