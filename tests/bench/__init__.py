"""The figures that `dev.py bench` prints, each beside its reference in the same run."""
