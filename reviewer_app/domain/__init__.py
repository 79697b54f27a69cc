"""What reviewing is: cases, evidence, verdicts, rounds and rulebook values; pure, with no clock, disk, network or screen."""
