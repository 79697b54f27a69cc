"""The viewers of evidence: clips, listings and filings, each place in them exact."""
