"""Tests of the visible checks of filings, one file for each family or two."""
