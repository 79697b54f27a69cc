"""The device's identity and place in its chain."""

from __future__ import annotations

from reviewer_app.client.ids import fresh_id
from reviewer_app.client.store.driver import EncryptedFile, Writer
from reviewer_app.client.store.values import DeviceState
from reviewer_app.domain.clock import Clock
from reviewer_app.domain.verdicts import CHAIN_START


class Device:
    """Who this device is to the server, and where its chain of operations stands."""

    def __init__(self, file: EncryptedFile, clock: Clock) -> None:
        self._file, self._clock = file, clock

    def state(self) -> DeviceState:
        """The device; it is minted when first asked for."""
        with self._file.transaction() as writer:
            return state_in(writer, fresh_id(self._clock))

    def be(self, device: str) -> None:
        """Goes by an id under which a session was opened before there was a store; one that it has already stays."""
        with self._file.transaction() as writer:
            state_in(writer, device)

    def meet(self, last_seq: int, last_link: str) -> bool:
        """Compares with what the server has from this device, as it says at sign-in.

        True where the server knows more than is written here or other links: this profile is a copy or an old
        snapshot. The device then goes on under a new id with a chain of its own, so that no sequence number is used
        twice; operations that wait are sealed under the new id.
        """
        with self._file.transaction() as writer:
            here = state_in(writer, fresh_id(self._clock))
            if last_seq < here.next_seq - 1 or (last_seq == here.next_seq - 1 and last_link == here.last_link):
                return False
            begin_again(writer, fresh_id(self._clock))
            return True


def state_in(writer: Writer, fresh: str) -> DeviceState:
    """The device's state inside an open transaction; made with the id `fresh` where there is none."""
    writer.run("INSERT INTO device VALUES (1, ?, 1, ?) ON CONFLICT DO NOTHING", (fresh, CHAIN_START))
    found = writer.row("SELECT device, next_seq, last_link FROM device")
    if found is None:
        raise LookupError("device")
    return DeviceState(*found)


def begin_again(writer: Writer, fresh: str) -> None:
    """Goes on under the id `fresh` with a chain of its own, inside an open transaction."""
    writer.run("UPDATE device SET device = ?, next_seq = 1, last_link = ?", (fresh, CHAIN_START))
