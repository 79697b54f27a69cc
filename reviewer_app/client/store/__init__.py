"""The encrypted local databases: all SQL of the workstation."""
