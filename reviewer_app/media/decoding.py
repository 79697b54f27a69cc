"""Owns what is known of a long decode while it runs: how far it is, and whether anybody still waits for it."""

from reviewer_app.media.errors import CannotShow, Reason


class Decoding:
    """One decode of a clip to its end. Who asked for it keeps this, and may look at it from any thread."""

    def __init__(self) -> None:
        self.so_far = 0.0
        """The share of the clip's time that has been decoded, 0 to 1."""
        self._given_up = False

    def give_up(self) -> None:
        """Ends it where it is, or keeps it from beginning: who waits for it gets CannotShow (closed)."""
        self._given_up = True

    def tell(self, share: float) -> bool:
        """It is so far; whether it goes on."""
        self.so_far = share
        return not self._given_up

    def check(self) -> None:
        """Raises CannotShow (closed) where it was given up."""
        if self._given_up:
            raise CannotShow(Reason.CLOSED, "nobody waits for it")
