"""The one door to the server: all HTTP of the workstation."""
