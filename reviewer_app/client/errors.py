"""Known trouble of the profile, the disk and the evidence files, beside what `client.trouble` names."""

from __future__ import annotations

from reviewer_app.client.trouble import Trouble
from reviewer_app.client.words import N_


class WrongKey(Trouble):
    """No key at hand opens the profile, or its first page is damaged."""

    what = N_("The key at hand does not open your saved work.")
    safe = N_("Nothing was changed; your saved work is still there, locked.")
    todo = N_("Unlock the system's keyring, enter the passphrase again, or use the recovery key.")


class KeyHeaderLost(Trouble):
    """The key header is gone or unreadable while databases exist."""

    what = N_("The file that holds the locked keys of your saved work is missing or damaged.")
    safe = N_("Nothing was changed and nothing new was made over it.")
    todo = N_("Put keys.json back from a backup of the profile folder, or ask an operator.")


class ProfileInUse(Trouble):
    """Another program has the profile open."""

    what = N_("The workstation is open already for this account.")
    safe = N_("Nothing was changed.")
    todo = N_("Use the window that is open, or close it first.")


class NothingKeptHere(Trouble):
    """The account never worked on this computer, so there is nothing to set aside."""

    what = N_("Nothing of this account is kept on this computer.")
    safe = N_("Nothing was changed.")
    todo = N_("Sign in to begin.")


class NoVault(Trouble):
    """The system has no keyring that may be trusted with a key."""

    what = N_("This system offers no keyring that can be trusted.")
    safe = N_("Nothing was stored.")
    todo = N_("Protect your work with a passphrase instead.")


class VaultSilent(Trouble):
    """The keyring did not answer in time, or answered with an error; it is probably locked."""

    what = N_("The system's keyring does not answer.")
    safe = N_("Nothing was changed.")
    todo = N_("Unlock the keyring and try again, or use the passphrase.")


class NewerFile(Trouble):
    """The database or the key header was written by a newer version of the program."""

    what = N_("Your saved work was written by a newer version of the workstation.")
    safe = N_("Nothing was changed.")
    todo = N_("Update the workstation, then sign in again.")


class PlainFile(Trouble):
    """A database file that should be encrypted is plain SQLite."""

    what = N_("A file in the profile folder is not encrypted as it must be.")
    safe = N_("It was neither read nor changed.")
    todo = N_("Move the profile folder away and tell an operator.")


class DamagedFile(Trouble):
    """A page of the database fails its authentication."""

    what = N_("Your saved work is damaged on the disk.")
    safe = N_("Nothing was overwritten; what can be read is kept.")
    todo = N_("Close the workstation, keep the profile folder, and ask an operator.")


class AssetDamaged(Trouble, OSError):
    """An evidence file on disk fails its authentication or is not the file it should be."""

    what = N_("A file of the evidence is damaged on this computer.")
    safe = N_("The original is on the server.")
    todo = N_("It will be fetched again; the case can be decided once it is here.")


class AssetMissing(Trouble, OSError):
    """An evidence file is not on this computer (yet)."""

    what = N_("A file of the evidence is not on this computer yet.")
    safe = N_("The original is on the server.")
    todo = N_("Wait for it to be fetched, or go online.")


class AssetNotShown(AssetMissing):
    """An evidence file is of a kind that is opened nowhere, so it is not fetched either."""

    what = N_("A file of the evidence cannot be shown: its bytes are of a kind that is not opened here.")
    todo = N_("Hold the case; it is listed for the operator.")


class PaperTooLarge(Trouble):
    """A file of an earlier filing is larger than what is held in memory beside the case."""

    what = N_("The earlier paper is too large to be laid beside today's.")
    safe = N_("What was declared and read then is here.")


class DecidedAlready(Trouble):
    """A decision on the same case, round and attempt is on its way."""

    what = N_("You have decided this case already.")
    safe = N_("The first decision stands and nothing was added to it.")
    todo = N_("Take the first decision back if it is wrong.")
