"""The figures that `dev.py bench` prints, each beside its reference in the same run."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_LOGGING_RULES", "qt.multimedia.*=false")  # before Qt is loaded: it reads them once
