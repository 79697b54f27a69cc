"""The HTTP face of each service, one module per family of paths."""
