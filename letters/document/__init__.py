"""The letter as a document on paper: written as lines of data, merged, read back and set as a PDF."""
