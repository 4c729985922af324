"""A real letter as a file, and how facts and sentences cut from it become a letter folder."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Seed:
    """One real letter as it lies in the shared folder, its lines counted from 1."""

    text: str

    @classmethod
    def read(cls, folder: Path, number: str) -> Seed:
        (path,) = folder.glob(f"{number}_*.txt")
        return cls(path.read_text(encoding="utf-8"))

    def line(self, number: int) -> str:
        return self.text.split("\n")[number - 1].strip(" \t\n")

    def after(self, number: int, label: str) -> str:
        """What stands on a line after its label."""
        assert self.line(number).startswith(label), (number, label)
        return self.line(number).removeprefix(label).strip()

    def lines(self, first: int, last: int) -> str:
        return "\n".join(self.text.split("\n")[first - 1 : last])


def write_folder(folder: Path, facts: Mapping[str, Any], front: Mapping[str, Any], body: str) -> Path:
    """The folder of a letter in French. JSON is YAML too, and front matter may hold it."""
    folder.mkdir()
    shared = {"languages": ["fr"], "fallback": "none", "time_zone": "Europe/Zurich", **facts}
    (folder / "letter.yaml").write_text(json.dumps(shared, ensure_ascii=False, indent=1), encoding="utf-8")
    front_text = json.dumps(front, ensure_ascii=False, indent=1)
    (folder / "fr.md").write_text(f"---\n{front_text}\n---\n\n{body}\n", encoding="utf-8")
    return folder


def category(category: str, label: str) -> dict[str, str]:
    return {"category": category, "label": label}
