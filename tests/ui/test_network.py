"""That the system's word of another network reaches the one who asks the server."""

from __future__ import annotations

import pytest
from PySide6.QtNetwork import QNetworkInformation
from pytestqt.qtbot import QtBot

from reviewer_app.ui.network import NetworkWatch


def test_every_change_of_the_network_is_passed_on_until_it_is_stopped(qtbot: QtBot) -> None:
    told: list[int] = []
    watch = NetworkWatch(lambda: told.append(1))
    info = QNetworkInformation.instance()
    if info is None:
        pytest.skip("this system tells nobody of its network")
    info.reachabilityChanged.emit(QNetworkInformation.Reachability.Online)
    info.transportMediumChanged.emit(QNetworkInformation.TransportMedium.WiFi)
    assert len(told) == 2
    watch.stop()
    info.reachabilityChanged.emit(QNetworkInformation.Reachability.Disconnected)
    assert len(told) == 2
