"""The wire room: what client and server say to each other."""
