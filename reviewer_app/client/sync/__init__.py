"""The one write-read loop: plan, push, pull, settle, report."""

from reviewer_app.client.sync.loop import SyncLoop
from reviewer_app.client.sync.prefetch import Prefetch
from reviewer_app.client.sync.prepare import Preparation
from reviewer_app.client.sync.report import Report
from reviewer_app.client.sync.run import Sync

__all__ = ["Prefetch", "Preparation", "Report", "Sync", "SyncLoop"]
