"""The one write-read loop: plan, push, pull, settle, report."""
