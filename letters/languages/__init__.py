"""What each language says in a letter: labels, dates, salutations and closings, as editable data."""

from letters.languages.categories import category_heading, category_name
from letters.languages.courtesy import (
    closing,
    salutation,
    salutation_pattern,
    salutations_by_courtesy,
    woven_closing,
)
from letters.languages.dates import (
    RangeStyle,
    format_date,
    format_deadline,
    format_place_date,
    format_range,
    format_weekday,
)
from letters.languages.formulas import Formulas
from letters.languages.loading import load_formulas

__all__ = [
    "Formulas",
    "RangeStyle",
    "category_heading",
    "category_name",
    "closing",
    "format_date",
    "format_deadline",
    "format_place_date",
    "format_range",
    "format_weekday",
    "load_formulas",
    "salutation",
    "salutation_pattern",
    "salutations_by_courtesy",
    "woven_closing",
]
