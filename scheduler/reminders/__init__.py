"""Reminders: planned relative to each ask's deadline, approved with their texts, sent to who is silent."""
