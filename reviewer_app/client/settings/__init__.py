"""Preferences, profile folders, and the keys that open them."""

from reviewer_app.client.settings.keys import KeyFile, ProfileKeys
from reviewer_app.client.settings.locks import PassphraseLock, RecoveryLock, VaultLock, Way
from reviewer_app.client.settings.preferences import Preferences
from reviewer_app.client.settings.profile import Profile, open_profile, profiles_root
from reviewer_app.client.settings.vault import KeyringVault, Vault, VaultSession, system_vault

__all__ = [
    "KeyFile",
    "KeyringVault",
    "PassphraseLock",
    "Preferences",
    "Profile",
    "ProfileKeys",
    "RecoveryLock",
    "Vault",
    "VaultLock",
    "VaultSession",
    "Way",
    "open_profile",
    "profiles_root",
    "system_vault",
]
