"""The ui room: widgets, keys, themes and languages, off screen."""
