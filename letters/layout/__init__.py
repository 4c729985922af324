"""The letter as blocks on a page: built from facts and text, written as HTML and as plain text."""
