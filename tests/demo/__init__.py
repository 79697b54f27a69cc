"""Tests of the sample cases that are shipped."""
