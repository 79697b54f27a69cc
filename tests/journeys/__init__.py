"""Whole ways through the product, in a real window against the real server."""
