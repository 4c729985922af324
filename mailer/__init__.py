"""HOW: messages, outbox, delivery ledger and wire; and the cellar every floor stands on."""
