"""The rulebooks room: files to values and back, checks, and the versions that are shipped."""
