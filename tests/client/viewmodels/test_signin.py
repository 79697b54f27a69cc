"""Signing in without a screen: what is asked for, what goes out, what is said, and the ways around a lock."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from reviewer_app.client.errors import DamagedFile, NewerFile, PlainFile, ProfileInUse, WrongKey
from reviewer_app.client.lanes import InlineLanes
from reviewer_app.client.remote.api import BadReply, Refused, Unreachable, Untrusted
from reviewer_app.client.settings.standing import Standing
from reviewer_app.client.trouble import Offline, Trouble
from reviewer_app.client.viewmodels.doorwords import door_words
from reviewer_app.client.viewmodels.signin import (
    Credentials,
    Known,
    Passphrase,
    SignInModel,
)
from reviewer_app.client.workbench.entrance import BehindLock
from reviewer_app.wire.address import plausible
from reviewer_app.wire.problems import Code, problem
from tests.client.samples import NOW


class FakeDoor:
    """A door that opens for one password."""

    def __init__(self, passphrase: Passphrase = Passphrase.NONE, trouble: Trouble | None = None) -> None:
        self.passphrase, self.trouble = passphrase, trouble
        self.seen: list[Credentials] = []
        self.aside: list[tuple[str, str]] = []

    @staticmethod
    def locked(server: str, account: str) -> BehindLock:
        """What lies behind the lock of an account."""
        return BehindLock(server, account, True, True, Standing(drafts=len(account), unsent=2, at=NOW))

    def remembered(self) -> tuple[str, str]:
        """Who was here last."""
        return "https://server.example", "reviewer-1"

    def look(self, server: str, account: str) -> Known:
        """What is known of an account."""
        return Known(self.passphrase, self.passphrase is Passphrase.OPEN)

    def speak(self, language: str) -> None:
        """Remembers nothing."""

    def enter(self, credentials: Credentials) -> object:
        """Opens, or raises the trouble."""
        self.seen.append(credentials)
        if self.trouble:
            raise self.trouble
        return "session"

    def behind_lock(self, server: str, account: str) -> BehindLock:
        """Something that can be recovered."""
        return self.locked(server, account)

    def ready(self) -> None:
        """Nothing was stopped."""

    def stop(self) -> None:
        """Nothing waits."""

    def lock_anew(self) -> Passphrase:
        """No keyring here."""
        return Passphrase.CHOOSE

    def set_aside(self, server: str, account: str) -> str:
        """Renames nothing; whoever it was asked for is known."""
        self.aside.append((server, account))
        self.trouble = None
        return f"{account}.aside"


def _sign_in(door: FakeDoor) -> tuple[SignInModel, list[object]]:
    entered: list[object] = []
    model = SignInModel(door, InlineLanes(), entered.append)
    model.begin()
    return model, entered


def test_what_is_remembered_is_filled_in() -> None:
    """Server and account; never a password."""
    model, _entered = _sign_in(FakeDoor())
    assert (model.state.server, model.state.account) == ("https://server.example", "reviewer-1")


def test_signing_in_tidies_the_address() -> None:
    """No scheme means https, and http for this computer."""
    door = FakeDoor()
    model, entered = _sign_in(door)
    assert model.enter(Credentials("localhost:8800/", " ann ", "secret"))
    assert entered == ["session"]
    assert (door.seen[0].server, door.seen[0].account) == ("http://localhost:8800", "ann")
    assert "secret" not in repr(door.seen[0])


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        (Credentials("not an address", "a", "b"), "server"),
        (Credentials("ftp://host", "a", "b"), "server"),
        (Credentials("", "a", "b"), "server"),
        (Credentials("host", " ", "b"), "account"),
        (Credentials("host", "a", ""), "password"),
        (Credentials("host", "a", "b", "short"), "passphrase"),
    ],
)
def test_what_cannot_be_used_is_named(typed: Credentials, field: str) -> None:
    """The field is named and nothing is sent."""
    door = FakeDoor(Passphrase.CHOOSE)
    model, entered = _sign_in(door)
    assert not model.enter(typed)
    assert model.state.wrong is not None
    assert model.state.wrong[0] == field
    assert door.seen == []
    assert entered == []


LONG = "a long passphrase"


@pytest.mark.parametrize(
    ("again", "field"), [("", "again"), ("a long passphrasf", "again"), (LONG + " ", "again"), (LONG, ""), (None, "")]
)
def test_a_passphrase_that_is_chosen_is_typed_twice(again: str | None, field: str) -> None:
    """Before anything goes out; what was handed over by a program was not typed, and counts as it is."""
    door = FakeDoor(Passphrase.CHOOSE)
    model, entered = _sign_in(door)
    model.enter(Credentials("host", "a", "b", LONG, again=again))
    assert (model.state.wrong[0] if model.state.wrong else "") == field
    assert (door.seen == []) is bool(field)
    assert (entered == ["session"]) is not bool(field)


def test_who_is_quicker_than_the_look_still_chooses_with_care() -> None:
    """The account before had a passphrase to type once; the next one has one to choose, and chose it in a hurry."""

    class TwoAccounts(FakeDoor):
        def look(self, server: str, account: str) -> Known:
            return Known(Passphrase.OPEN, True) if account == "anna" else Known(Passphrase.CHOOSE)

    door, lanes = TwoAccounts(), LateLanes()
    model = SignInModel(door, lanes, lambda session: None)
    model.begin("host", "anna")
    lanes.answer()
    told: list[tuple[bool, str]] = []
    model.watch(lambda: told.append((model.state.busy, model.state.wrong[0] if model.state.wrong else "")))
    assert model.enter(Credentials("host", "bert", "b", LONG, again=""))
    assert model.state.busy
    lanes.answer()
    assert (door.seen, model.state.busy, model.state.wrong) == ([], False, ("again", "Enter the passphrase once more."))
    assert told[-2:] == [(True, ""), (False, "again")], "the page sees the answer as one"
    assert model.enter(Credentials("host", "bert", "b", LONG, again=LONG))
    lanes.answer()
    assert len(door.seen) == 1


def test_one_that_only_opens_is_typed_once() -> None:
    """Its lock says whether it was right."""
    model, entered = _sign_in(FakeDoor(Passphrase.OPEN))
    assert model.enter(Credentials("host", "a", "b", LONG, again=""))
    assert entered == ["session"]


@pytest.mark.parametrize("account", ["two words", "林晓满", "-lin", "a" * 129, "lin@example"])
def test_what_can_be_no_account_goes_nowhere(account: str) -> None:
    """The server's messages would not take it, and that must not be a failure of ours."""
    door = FakeDoor()
    model, _entered = _sign_in(door)
    assert not model.enter(Credentials("host", account, "b"))
    assert model.state.wrong is not None
    assert model.state.wrong[0] == "account"
    assert door.seen == []


def test_plain_http_is_refused_for_what_it_is() -> None:
    """Whoever types it should learn what to type in its place."""
    model, _entered = _sign_in(FakeDoor())
    model.enter(Credentials("http://reviews.example", "a", "b"))
    assert model.state.wrong is not None
    assert "begin with https://" in model.state.wrong[1]


def test_it_begins_with_who_is_named_else_with_who_was_here() -> None:
    """At once, before the keyring or the disk has answered; and with the trouble that led here."""
    for named, shown in (
        (("", ""), ("https://server.example", "reviewer-1")),
        (("host:8443/", " ann "), ("https://host:8443", "ann")),
        (("", "ann"), ("https://server.example", "ann")),
    ):
        model = SignInModel(FakeDoor(), LateLanes(), lambda session: None)
        model.begin(*named)
        assert (model.state.server, model.state.account) == shown
    model = SignInModel(FakeDoor(), InlineLanes(), lambda session: None)
    model.begin("https://[", "ann", ProfileInUse())
    assert model.state.wrong == ("server", "This is not the address of a server.")
    assert isinstance(model.state.trouble, ProfileInUse)


AWAY = "Nothing was made on this computer. The first sign-in needs the server: check the address and the network"


@pytest.mark.parametrize(
    ("here", "trouble", "blamed", "said"),
    [
        (False, Unreachable("ConnectionError"), "server", f"The server cannot be reached. {AWAY}"),
        (True, Unreachable("ConnectionError"), "server", "is safe and was not changed. Check the address and the"),
        (
            False,
            BadReply("a redirection"),
            "server",
            "this computer. Check that the address is that of a review server",
        ),
        (
            False,
            Untrusted("SSLError"),
            "server",
            "computer. Check the address; if it is right",
        ),
        (True, Unreachable("too_many", 30), "", "wait a little. What you have on this computer is safe"),
        (False, Refused(problem(Code.WRONG_CREDENTIALS)), "password", "password is wrong. Nothing was made"),
        (
            True,
            Refused(problem(Code.WRONG_CREDENTIALS)),
            "password",
            "wrong. What you have on this computer",
        ),
        (True, Refused(problem(Code.ACCOUNT_DISABLED)), "account", "disabled"),
        (True, WrongKey(), "passphrase", "This passphrase does not open your saved work"),
        (True, DamagedFile(), "", "damaged on the disk. Nothing was overwritten."),
        (True, NewerFile(), "", "newer version of the workstation. Nothing was changed. Update the workstation"),
        (True, ProfileInUse(), "", "open already"),
    ],
)
def test_trouble_says_what_happened_what_is_safe_and_what_to_do(
    here: bool, trouble: Trouble, blamed: str, said: str
) -> None:
    """In words for whoever stands at the door; and the field that a person would look at first is named."""
    model, _entered = _sign_in(FakeDoor(Passphrase.OPEN if here else Passphrase.CHOOSE, trouble))
    model.enter(Credentials("https://server.example", "reviewer-1", "b", LONG))
    assert said in door_words(model.state)
    assert model.state.blamed == blamed


def test_damage_offers_to_set_aside_and_no_key() -> None:
    """What lies there cannot be read by any key; a lock that does not open is another matter."""
    for trouble, damaged in ((DamagedFile(), True), (PlainFile(), True), (WrongKey(), False)):
        model, _entered = _sign_in(FakeDoor(Passphrase.OPEN, trouble))
        model.enter(Credentials("host", "a", "b", LONG))
        assert model.state.locked is not None
        assert model.state.damaged is damaged


def test_trouble_at_the_door_is_said() -> None:
    """And the person may try again."""
    model, entered = _sign_in(FakeDoor(trouble=Offline()))
    model.enter(Credentials("host", "a", "b"))
    assert isinstance(model.state.trouble, Offline)
    assert not model.state.busy
    assert entered == []


def test_a_lock_that_does_not_open_offers_the_two_ways() -> None:
    """The recovery key with a new passphrase, or setting the work aside; both end at the same form."""
    door = FakeDoor(Passphrase.OPEN, WrongKey())
    model, entered = _sign_in(door)
    model.enter(Credentials("host", "a", "b", "not the passphrase"))
    assert model.state.locked == door.locked("https://host", "a")
    model.recover()
    assert model.state.passphrase is Passphrase.CHOOSE
    assert not model.enter(Credentials("host", "a", "b", "a new long passphrase"))
    assert model.state.wrong == ("recovery", "Enter the recovery key.")
    typed = Credentials("host", "a", "b", "a new long passphrase", "AAAA-BBBB")
    assert model.enter(typed)
    assert isinstance(model.state.trouble, WrongKey)
    assert "AAAA" not in repr(typed)
    model.set_aside()
    assert (model.state.aside, model.state.locked, model.state.recovering) == ("a.aside", None, False)
    assert door.aside == [("https://host", "a")]
    assert model.enter(Credentials("host", "a", "b", "another passphrase"))
    assert entered == ["session"]


class LateLanes(InlineLanes):
    """Lanes whose network answers when it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[Callable[[], None]] = []

    def network(self, work: Any, then: Any, failed: Any = None) -> None:
        """Waits."""
        self.asked.append(lambda: super(LateLanes, self).network(work, then, failed))

    def answer(self) -> None:
        """Answers all that was asked until now."""
        asked, self.asked = self.asked, []
        for one in asked:
            one()


def _mistyped(recovering: bool = False) -> tuple[SignInModel, FakeDoor]:
    door = FakeDoor(Passphrase.OPEN, WrongKey())
    model, _entered = _sign_in(door)
    model.enter(Credentials("host", "anna", "b", "mistyped"))
    assert model.state.locked == door.locked("https://host", "anna")
    if recovering:
        model.recover()
    assert model.state.recovering is recovering
    return model, door


@pytest.mark.parametrize("looked", [True, False], ids=["the field was left", "Return in the field"])
@pytest.mark.parametrize("recovering", [True, False])
def test_a_lock_of_one_account_says_nothing_of_another(looked: bool, recovering: bool) -> None:
    """Its ways are not offered for whoever signs in next, and nothing typed for it goes to the next one's lock."""
    model, door = _mistyped(recovering)
    door.trouble = Refused(problem(Code.WRONG_CREDENTIALS))
    if looked:
        model.look("host", "bert")
        assert (model.state.locked, model.state.recovering) == (None, False)
        assert model.state.passphrase is Passphrase.OPEN
    assert model.enter(Credentials("host", "bert", "wrong password", "his passphrase", "AAAA-BBBB"))
    assert (door.seen[-1].account, door.seen[-1].recovery) == ("bert", "")
    assert (model.state.account, model.state.locked, model.state.recovering) == ("bert", None, False)
    assert model.state.passphrase is Passphrase.OPEN
    model.set_aside()
    assert door.aside == []


def test_a_lock_that_opened_at_last_is_offered_no_way() -> None:
    """The passphrase was right this time, only the password was not."""
    model, door = _mistyped()
    door.trouble = Refused(problem(Code.WRONG_CREDENTIALS))
    model.enter(Credentials("host", "anna", "wrong password", "her passphrase"))
    assert model.state.locked is None


def test_leaving_the_field_of_the_same_account_keeps_its_ways() -> None:
    """However its server is spelled; and a recovery goes on when the server refused the password."""
    model, door = _mistyped(recovering=True)
    model.look("host/", " anna ")
    assert model.state.recovering
    door.trouble = Refused(problem(Code.WRONG_CREDENTIALS))
    model.enter(Credentials("host", "anna", "wrong password", "a new long passphrase", "AAAA-BBBB"))
    assert door.seen[-1].recovery == "AAAA-BBBB"
    assert (model.state.locked, model.state.recovering) == (door.locked("https://host", "anna"), True)


def test_what_is_found_late_is_not_shown_for_another_account() -> None:
    """The disk may answer about a lock after somebody else was typed."""
    door, lanes = FakeDoor(Passphrase.OPEN, WrongKey()), LateLanes()
    model = SignInModel(door, lanes, lambda session: None)
    model.look("host", "anna")
    lanes.answer()
    model.enter(Credentials("host", "anna", "b", "mistyped"))
    lanes.answer()
    model.look("host", "bert")
    for _each in range(3):
        lanes.answer()
    assert (model.state.account, model.state.locked) == ("bert", None)
    model.recover()
    lanes.answer()
    assert not model.state.recovering


def test_addresses() -> None:
    """Hosts with ports and IPv6 are addresses; ports beyond the range are not."""
    assert plausible("https://[2001:db8::1]:8000")
    assert not plausible("https://host:99999")
    assert not plausible("https://")
