"""Imports: a file is read, reported on, and stored only when the report is accepted."""
