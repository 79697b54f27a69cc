"""What reviewing is: cases, evidence, verdicts, rounds, rulebook values; no clock, disk, network or screen."""
