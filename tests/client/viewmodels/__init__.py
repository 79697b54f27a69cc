"""Tests of the view models: no Qt, no disk, no server."""
