"""A workstation that dies while somebody writes: `python -m tests.journeys.crash URL PROFILES SECONDS [unsafe]`.

The passphrase comes on standard input. It signs in with the server away, opens the next case in hand,
types WORDS, waits so many seconds, and ends with no chance to put anything away. `unsafe` leaves out that drafts are
written a moment after the last key: then they are lost, or whoever looks for them is blind.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

WORDS = "Written in the minute before the lights went out."


def main(url: str, profiles: str, seconds: str, unsafe: str = "") -> None:
    """Never returns."""
    from reviewer_app.client.viewmodels import saving
    from reviewer_app.ui import app as application
    from reviewer_app.ui.tour.hands import rest
    from tests.journeys.station import Person

    if unsafe:
        saving.SAVE_AFTER = 3600.0
    application.make_app(sys.argv[:1], "light", "en")
    person = Person(Path(profiles))
    person.arrive(url, passphrase=sys.stdin.readline().strip())
    person.press("F3", "Ctrl+Return")
    person.until("a case", lambda: person.desk.case is not None)
    person.press("W")
    person.type(WORDS)
    rest(int(1000 * float(seconds)))
    os._exit(9)


if __name__ == "__main__":
    main(*sys.argv[1:])
