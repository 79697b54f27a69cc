"""The time line of a clip: one painted widget with a lane for each kind of thing that lies in its time."""

from reviewer_app.ui.evidence.lanes.view import LanesView

__all__ = ["LanesView"]
