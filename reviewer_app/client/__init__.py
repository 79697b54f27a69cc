"""The workstation without a screen."""
