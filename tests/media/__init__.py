"""The media room: the gate, the worker process, exact frames, pages and pictures."""
