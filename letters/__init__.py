"""WHAT: letters in their languages, checked, approved, numbered and rendered."""
