"""Regions: the five groups that are shipped, and those that an office writes itself."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from mailer.errors import Refused
from recipients.countries import country_name
from recipients.regions import ELSEWHERE, NOWHERE, read_regions


def test_the_groups_of_the_united_nations_hold_each_member_state_once() -> None:
    regions = read_regions(None)
    assert Counter(regions.by_country.values()) == {
        "African States": 54,
        "Asia-Pacific States": 54,
        "Eastern European States": 23,
        "Latin American and Caribbean States": 33,
        "Western European and other States": 29,
    }
    assert all(country_name(code) != code for code in regions.by_country)
    assert (regions.of("KE"), regions.of("GL"), regions.of("")) == ("African States", ELSEWHERE, NOWHERE)
    assert list(regions.order)[-2:] == [ELSEWHERE, NOWHERE]


def test_an_office_counts_by_regions_of_its_own(tmp_path: Path) -> None:
    coasts, alps = '["KE", "Norway"]', '["CH"]'
    written = (
        f'[[region]]\nname = "Coasts"\ncountries = {coasts}\n[[region]]\nname = "Alps"\ncountries = {alps}\n'
    )
    (tmp_path / "regions.toml").write_text(written)
    regions = read_regions(tmp_path)
    assert regions.names == ("Coasts", "Alps")
    assert (regions.of("NO"), regions.of("FR")) == ("Coasts", ELSEWHERE)
    assert read_regions(tmp_path / "elsewhere") == read_regions(None)


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("region = [", r"regions\.toml: It cannot be read"),
        ("\xff", r"regions\.toml: It cannot be read"),
        ("", r"below a line \[\[region\]\]"),
        ('[[region]]\ncountries = ["KE"]', "field region 1: Give it a name"),
        ('[[region]]\nname = "A"', "field A: List its countries"),
        ('[[region]]\nname = "A"\ncountries = ["Atlantis"]', "field A: “Atlantis” is no country"),
        ('[[region]]\nname = "A"\ncountries = ["KE", "KE"]', "field A: KE is in A already"),
        ('[[region]]\nname = "A"\ncountries = ["KE"]\n' * 2, "field region 2: There are two regions “A”"),
    ],
)
def test_a_faulty_file_is_told_by_its_place(tmp_path: Path, written: str, sentence: str) -> None:
    (tmp_path / "regions.toml").write_bytes(written.encode("latin-1" if written == "\xff" else "utf-8"))
    with pytest.raises(Refused, match=sentence):
        read_regions(tmp_path)
