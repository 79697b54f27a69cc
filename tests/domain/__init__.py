"""The domain room: cases, rounds, leases, fates and rulebook values, as pure functions."""
