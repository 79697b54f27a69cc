"""The one door to the server: all HTTP of the workstation."""

from reviewer_app.client.remote.api import (
    ApiClient,
    BadReply,
    Download,
    Refused,
    ServerFailed,
    SessionEnded,
    Unreachable,
    Untrusted,
)
from reviewer_app.client.remote.http import HttpApi

__all__ = [
    "ApiClient",
    "BadReply",
    "Download",
    "HttpApi",
    "Refused",
    "ServerFailed",
    "SessionEnded",
    "Unreachable",
    "Untrusted",
]
