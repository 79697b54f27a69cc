"""Visible checks of a filing: sums over what papers and forms say, each with its source, none with an opinion."""
