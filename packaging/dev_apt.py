"""Installs Debian packages where this user may, and otherwise says the one command that somebody who may can paste."""

import os
import shutil

from dev_run import output_of

_QUIET = {"DEBIAN_FRONTEND": "noninteractive"}
_updated = False


def _prefix() -> list[str] | None:
    """How apt-get can be run here without a question: as root, through sudo, or (None) not at all."""
    if shutil.which("apt-get") is None:
        return None
    if os.geteuid() == 0:
        return ["env"]
    if shutil.which("sudo") and output_of(["sudo", "-n", "true"])[0] == 0:
        return ["sudo", "-n", "env"]
    return None


def _apt(prefix: list[str], *words: str) -> bool:
    settings = [f"{name}={value}" for name, value in _QUIET.items()]
    patience = ["-o", "DPkg::Lock::Timeout=120"]  # a machine that just started may be updating itself
    status, said = output_of([*prefix, *settings, "apt-get", "-q", "-y", *patience, *words])
    for line in said.splitlines() if status else ():
        if line.startswith("E: "):
            print(f"  apt-get: {line[3:]}")
    return status == 0


def install(packages: list[str]) -> bool:
    """Install `packages` if apt may be used here; False when it may not or when one of them could not be had."""
    global _updated
    prefix = _prefix()
    if prefix is None or not packages:
        return False
    print(f"installing system packages: {' '.join(packages)}", flush=True)
    if not _updated:
        _updated = _apt(prefix, "update")
    recommended = ("install", "--no-install-recommends")
    if _apt(prefix, *recommended, *packages):
        return True
    # One name apt does not know makes it refuse them all; newer releases add t64 to some of these names.
    each = [_apt(prefix, *recommended, name) or _apt(prefix, *recommended, f"{name}t64") for name in packages]
    return all(each)


def advice(packages: list[str]) -> str:
    """The command to paste that installs `packages` on a Debian-like system."""
    return f"Install it with:\n    sudo apt-get update && sudo apt-get install -y {' '.join(packages)}"
