"""Rulebook files to values and back: YAML, CEL, check and compile; knows no server and no desk."""
