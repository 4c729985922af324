"""Markdown with merge expressions: read into one tree, written as HTML and as plain text."""
