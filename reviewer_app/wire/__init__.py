"""What client and server say to each other: requests, replies, problems, version."""
