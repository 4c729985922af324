"""Replies: what organisations answered to each ask of a letter, how it came, and what it counts for."""
