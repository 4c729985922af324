"""The merge engine: templates of a small language, filled with plain text and nothing else."""

from mailer.merge.language import NO_CODING, Coding, Escaping
from mailer.merge.limits import LimitedMerger
from mailer.merge.refusals import MergeFailed, Problem, TemplateRefused
from mailer.merge.template import Template, compile_template, fixed_text, problems
from mailer.merge.values import Value, Values
from mailer.merge.wording import ConditionWords, condition_in_words, rows_of

__all__ = [
    "NO_CODING",
    "Coding",
    "ConditionWords",
    "Escaping",
    "LimitedMerger",
    "MergeFailed",
    "Problem",
    "Template",
    "TemplateRefused",
    "Value",
    "Values",
    "compile_template",
    "condition_in_words",
    "fixed_text",
    "problems",
    "rows_of",
]
