"""The one door to the server: all HTTP of the workstation."""

from typing import TYPE_CHECKING

from reviewer_app.client import late

if TYPE_CHECKING:
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
# A start needs to know what trouble there is, and not how to speak to a server.
__getattr__ = late.names(
    __name__,
    {
        "api": (
            "ApiClient",
            "BadReply",
            "Download",
            "Refused",
            "ServerFailed",
            "SessionEnded",
            "Unreachable",
            "Untrusted",
        ),
        "http": ("HttpApi",),
    },
)
