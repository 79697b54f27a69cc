"""The keyring: backends that can be trusted pass by their full class name, all others are no keyring at all."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from typing import Any

import keyring
import keyring.errors
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import SecretService, chainer, fail, kwallet, libsecret, null

from reviewer_app.client.errors import NoVault, VaultSilent
from reviewer_app.client.settings import keyring_vault as vaults
from reviewer_app.client.settings.keyring_vault import (
    FREE,
    NATIVE,
    TRUSTED,
    KeyringVault,
    name_of,
    offered_here,
    system_vault,
)
from reviewer_app.client.settings.vault_session import VaultSession
from reviewer_app.client.sitting import Sitting
from reviewer_app.domain.leases import LeasePolicy
from reviewer_app.wire.messages import SessionOpened
from tests.client.made import START, Maker


class Memory(KeyringBackend):
    """A keyring in memory that can be locked, slow, or forgetful."""

    priority = 1  # type: ignore[assignment]  # a class attribute is how backends say it

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}
        self.error: Exception | None = None
        self.gate: threading.Event | None = None
        self.cut: int | None = None

    def get_password(self, service: str, username: str) -> str | None:
        if self.gate is not None:
            self.gate.wait(10)
        if self.error is not None:
            raise self.error
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password[: self.cut]

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


class PlaintextKeyring(Memory):
    """What keyrings.alt would put in the place of a keyring."""


class Sly(SecretService.Keyring):
    """A subclass made elsewhere, under a trusted class."""


def bare(kind: type[Any]) -> Any:
    """A backend without its connection: only its class is looked at."""
    return object.__new__(kind)


@pytest.mark.parametrize("kind", [SecretService.Keyring, libsecret.Keyring, kwallet.DBusKeyring])
def test_trusted_backends_pass(kind: type[Any]) -> None:
    assert isinstance(system_vault(bare(kind)), KeyringVault)


def test_the_list_names_the_backends_of_every_system() -> None:
    assert {name.split(".")[2] for name in TRUSTED} == {"SecretService", "kwallet", "libsecret", "Windows", "macOS"}


@pytest.mark.parametrize("kind", [fail.Keyring, null.Keyring, PlaintextKeyring, Sly])
def test_all_others_are_no_keyring(kind: type[Any]) -> None:
    with pytest.raises(NoVault):
        system_vault(bare(kind))


def test_a_chain_is_as_weak_as_its_weakest_link(monkeypatch: pytest.MonkeyPatch) -> None:
    links: list[Any] = [bare(SecretService.Keyring), bare(PlaintextKeyring)]
    monkeypatch.setattr(chainer.ChainerBackend, "backends", links)
    with pytest.raises(NoVault, match="PlaintextKeyring"):
        system_vault(chainer.ChainerBackend())
    links.pop()
    assert isinstance(system_vault(chainer.ChainerBackend()), KeyringVault)
    links.clear()
    with pytest.raises(NoVault):
        system_vault(chainer.ChainerBackend())


def test_without_a_desktop_there_is_none() -> None:
    assert isinstance(keyring.get_keyring(), fail.Keyring)  # how the tests are run
    with pytest.raises(NoVault):
        system_vault()


@pytest.fixture
def backend(monkeypatch: pytest.MonkeyPatch) -> Memory:
    monkeypatch.setattr(vaults, "TRUSTED", frozenset({name_of(bare(Memory))}))
    return Memory()


def test_it_keeps_and_forgets(backend: Memory) -> None:
    vault = system_vault(backend)
    session = VaultSession(vault, "profile")
    assert session.get() is None
    opened = SessionOpened(
        token="t",
        account="a",
        name="A",
        roles=(),
        expires_at=START,
        server_id=Maker().id(),
        policy=LeasePolicy(),
        now=START,
    )
    session.put(opened)
    kept = session.get()
    assert kept is not None
    assert kept.whole() == opened
    assert kept == Sitting.of(opened)
    vault.put("session profile", "{}")
    assert session.get() is None
    session.drop()
    session.drop()
    assert session.get() is None


def test_a_locked_keyring_does_not_answer(backend: Memory) -> None:
    backend.error = keyring.errors.KeyringLocked("locked")
    with pytest.raises(VaultSilent, match="KeyringLocked"):
        system_vault(backend).get("name")


def test_a_keyring_that_cuts_in_silence_is_caught(backend: Memory) -> None:
    backend.cut = 3
    with pytest.raises(VaultSilent):
        system_vault(backend).put("name", "longer than three")


def test_a_prompt_nobody_answers_is_not_waited_for_without_end(backend: Memory) -> None:
    backend.gate = threading.Event()
    try:
        with pytest.raises(VaultSilent, match="in time"):
            system_vault(backend, patience=0.05).get("name")
    finally:
        backend.gate.set()


class _Answers:
    """A class of keyring as `keyring` sees one."""

    viable, priority = True, 5.0


def test_the_keyring_of_this_system_that_ranks_first_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    kinds = {name: type(name, (_Answers,), {}) for name in FREE}
    kinds[FREE[0]].viable = False
    kinds[FREE[1]].priority = 4.9
    kinds[FREE[2]].priority = 5.1
    monkeypatch.delenv("PYTHON_KEYRING_BACKEND")
    monkeypatch.setattr(vaults.core, "load_config", lambda: None)
    monkeypatch.setattr(vaults, "NATIVE", {})
    monkeypatch.setattr(vaults, "_kind_of", kinds.__getitem__)
    assert type(offered_here()) is kinds[FREE[2]]
    for kind in kinds.values():
        kind.viable = False
    with pytest.raises(NoVault):
        offered_here()


def test_nothing_else_that_is_installed_is_loaded_to_find_it() -> None:
    program = (
        "import sys; from reviewer_app.client.settings import keyring_vault as vaults\n"
        "try: vaults.offered_here()\nexcept vaults.NoVault: pass\n"
        "print(*(name for name in sys.modules if name.startswith('keyring.backends.')))"
    )
    unset = {name: value for name, value in os.environ.items() if name != "PYTHON_KEYRING_BACKEND"}
    found = subprocess.run([sys.executable, "-c", program], env=unset, capture_output=True, text=True, check=True)
    native = {name.rpartition(".")[0] for name in NATIVE.get(sys.platform, FREE)}
    loaded = set(found.stdout.split())
    assert native <= loaded
    assert loaded - native <= {"keyring.backends.fail", "keyring.backends.chainer"}
