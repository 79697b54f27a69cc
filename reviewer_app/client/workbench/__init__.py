"""The verbs of a working day: take, draft, decide, undo, release; each returns Changes."""
