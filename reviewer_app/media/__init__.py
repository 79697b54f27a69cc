"""Everything that opens untrusted bytes: gate, probe, exact frames, pages, pictures; its worker is its own process."""
