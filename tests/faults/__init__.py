"""Faults put in on purpose, each with an unsafe switch under which its test must fail."""
