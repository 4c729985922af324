"""Every table of the house in one metadata, for migrations and for the tests that guard them."""

from __future__ import annotations

import importlib
import pkgutil
from typing import Final

import letters
import mailer
import recipients
import scheduler
from mailer.database import Base

for _package in (mailer, recipients, letters, scheduler):
    for _module in pkgutil.walk_packages(_package.__path__, f"{_package.__name__}."):
        if "child" not in _module.name and "__main__" not in _module.name:
            importlib.import_module(_module.name)

METADATA: Final = Base.metadata
