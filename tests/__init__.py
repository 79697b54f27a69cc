"""The tests: a folder per room, then what crosses rooms."""
