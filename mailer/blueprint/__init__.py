"""Blueprints: a message compiled once, with its headers, templates and annexes, and filled for each copy."""

from mailer.blueprint.filling import Filling
from mailer.blueprint.mailbox import Mailbox, needs_smtputf8
from mailer.blueprint.parts import PartRef
from mailer.blueprint.skeleton import Blueprint
from mailer.blueprint.spec import ENGINE, BlueprintSpec

__all__ = ["ENGINE", "Blueprint", "BlueprintSpec", "Filling", "Mailbox", "PartRef", "needs_smtputf8"]
