"""Screens without a screen: what each page shows and what its keys do."""
