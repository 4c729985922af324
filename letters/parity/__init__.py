"""Whether the versions of a letter say the same: what each prints, held side by side."""
