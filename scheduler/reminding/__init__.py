"""Reminding: plans proposed, approved and started; their rungs opened, sent in waves, stopped, previewed."""
