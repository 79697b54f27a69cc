"""How the screens look: pictures, sizes, languages and themes."""
