"""Measures: each runs the program beside a peer, in turns and in one run, and prints the ratio."""
