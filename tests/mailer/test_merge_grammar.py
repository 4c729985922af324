"""The language of templates: what it allows, and that everything else is refused with a line."""

from __future__ import annotations

import pytest

from mailer.merge import Escaping, TemplateRefused, compile_template, problems
from mailer.merge.language import NESTING_LIMIT, SOURCE_LIMIT, STATEMENT_LIMIT

ALLOWED = [
    "",
    "plain text with 100% { brackets }",
    "{{ a }}{{ a | trim | upper | default('x') }}{{ '{{' }}{# a note #}{% raw %}{{ }}{% endraw %}",
    "{% if a and not b or c == 'x' %}{% elif d != 'y' %}{% elif e in ['x', 'y'] %}{% endif %}",
    "{% if f not in ('x', 'y') %}{% else %}{% endif %}",
    "{% if a in 'xyz' %}{% endif %}{% if (a or b) and c | lower == 'x' %}{% endif %}",
    "{% for r in rows %}{% if r.a and r.b == 'x' %}{{ r.a | url }}{% endif %}{% endfor %}",
    "{% for r in rows %}{% endfor %}{% for r in others %}{{ r.a }}{% endfor %}",
    "{{ имя }}{{ 名字 }}{{ prénom }}",
]


@pytest.mark.parametrize("source", ALLOWED)
def test_what_is_allowed(source: str) -> None:
    assert problems(source, Escaping.TEXT) == ()
    compile_template(source, Escaping.HTML)


@pytest.mark.parametrize(
    "expression",
    [
        "''.__class__.__mro__",
        "name.__class__",
        "name | attr('__class__')",
        "'{0.__class__}'.format(name)",
        "name.format_map(x)",
        "cycler.__init__.__globals__",
        "self",
        "self.__dict__",
        "config",
        "config.items()",
        "request",
        "request.application",
        "loop",
        "caller()",
        "name()",
        "name[0]",
        "name['x']",
        "name.upper()",
        "_private",
        "range(9)",
        "lipsum()",
        "namespace()",
        "joiner",
        "dict(a=1)",
        "name | safe",
        "name | format",
        "name | map('x')",
        "name is defined",
        "name if x else y",
        "name ~ 'x'",
        "name + 'x'",
        "['a']",
        "{'a': 'b'}",
        "1",
        "none",
        "true",
        "name | default",
        "name | default(1)",
        "name | default(other)",
        "name | default('x', true)",
        "name | upper('x')",
        "name | default(default_value='x')",
        "name | url | nothing",
        "a or b",
        "not a",
        "a == 'b'",
        "ﬁeld",
    ],
)
def test_a08_no_expression_reaches_beyond_the_fields(expression: str) -> None:
    found = problems(f"first\nsecond {{{{ {expression} }}}}\n", Escaping.TEXT)
    assert found
    assert {problem.line for problem in found} == {2}
    assert all(problem.message.endswith(".") for problem in found)
    with pytest.raises(TemplateRefused) as refused:
        compile_template(f"first\nsecond {{{{ {expression} }}}}\n", Escaping.HTML)
    assert refused.value.problems == found


@pytest.mark.parametrize(
    "condition",
    [
        *["a == 1", "a == b", "a < 'x'", "a == 'x' == 'y'", "a in b", "a in [b]", "'x' in a", "a in [1]"],
        *["1", "'x'", "a.b", "a()", "a is none", "a is defined", "row == 'x'"],
    ],
)
def test_conditions_compare_fields_with_literals_only(condition: str) -> None:
    source = f"\n{{% for row in rows %}}{{% if {condition} %}}{{% endif %}}{{% endfor %}}"
    assert {problem.line for problem in problems(source, Escaping.TEXT)} == {2}


@pytest.mark.parametrize(
    "statement",
    [
        "{% include 'x' %}",
        "{% include ['a', 'b'] ignore missing %}",
        "{% import 'x' as y %}",
        "{% from 'x' import y %}",
        "{% extends '/etc/passwd' %}",
        "{% block x %}{% endblock %}",
        "{% macro m() %}{{ m() }}{% endmacro %}",
        "{% call m() %}{% endcall %}",
        "{% set x = 'y' %}",
        "{% set x %}y{% endset %}",
        "{% with x = 'y' %}{% endwith %}",
        "{% filter upper %}x{% endfilter %}",
        "{% autoescape false %}{% endautoescape %}",
        "{% for r in rows recursive %}{% endfor %}",
        "{% for r in rows if r.a %}{% endfor %}",
        "{% for r in rows %}{% else %}x{% endfor %}",
        "{% for a, b in rows %}{% endfor %}",
        "{% for r in range(9) %}{% endfor %}",
        "{% for r in 'abc' %}{% endfor %}",
        "{% for r in rows.items() %}{% endfor %}",
        "{% for r in rows %}{{ loop.index }}{% endfor %}",
        "{% for r in rows %}{{ r }}{% endfor %}",
        "{% for r in rows %}{% if r %}{% endif %}{% endfor %}",
        "{% for r in rows %}{{ r._x }}{{ r.__class__ }}{% endfor %}",
        "{% for r in rows %}{{ r.a.b }}{% endfor %}",
        "{% for r in rows %}{% for r in others %}{% endfor %}{% endfor %}",
        "{% for r in rows %}{% for s in r.more %}{% endfor %}{% endfor %}",
        "{% for r in a %}{% for s in b %}{% for t in c %}{% endfor %}{% endfor %}{% endfor %}",
        "{% do x %}",
        "{% break %}",
        "{% trans %}x{% endtrans %}",
        "{% debug %}",
        "{% if a %}",
        "{{ a",
        "{% endif %}",
    ],
)
def test_a10_no_statement_but_if_and_for(statement: str) -> None:
    found = problems(f"one\ntwo\n{statement}", Escaping.HTML)
    assert found
    assert {problem.line for problem in found} == {3}


def test_every_problem_is_reported_in_the_order_of_lines() -> None:
    found = problems("{{ a.b }}\n{% set x = 'y' %}\n{{ c | safe }}", Escaping.TEXT)
    assert [problem.line for problem in found] == [1, 2, 3]
    assert str(found[1]) == "Line 2: `{% set %}` is not allowed; only `if` and `for` are."


def test_a_name_has_one_meaning() -> None:
    assert "can be only one" in problems("{{ x }}{% for r in x %}{% endfor %}", Escaping.TEXT)[0].message
    assert (
        "another name" in problems("{% for r in x %}{{ r.a }}{% endfor %}{{ r }}", Escaping.TEXT)[0].message
    )


@pytest.mark.parametrize(
    "source",
    [
        "{{ 'a' * 10 ** 9 }}",
        "{{ '%1000000000d' % 1 }}",
        "{{ '%1000000000d' | format(1) }}",
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "{% for a in range(999999999) %}{% for b in range(999999999) %}x{% endfor %}{% endfor %}",
        "{{ " + "(" * 100_000,
        "{{ " + "9" * 10_000 + " }}",
        "{% if " + " or ".join(["a"] * 3_000) + " %}{% endif %}",
        "{{ a }}" * (STATEMENT_LIMIT + 1),
        "{% if a %}" * (NESTING_LIMIT + 1) + "{% endif %}" * (NESTING_LIMIT + 1),
        "x" * (SOURCE_LIMIT + 1),
        "x" * 5_000_000,
        "half \ud800",
    ],
)
def test_a09_bombs_are_refused_before_anything_runs(source: str) -> None:
    assert problems(source, Escaping.TEXT)
    with pytest.raises(TemplateRefused):
        compile_template(source, Escaping.TEXT)


@pytest.mark.parametrize(
    "source",
    [
        '<a href="{{ x }}">',
        "<img src='{{ x }}'>",
        "<a\nhref = {{ x }}>",
        '<a title="{{ t }}" href="{{ x | upper }}">',
    ],
)
def test_a13_what_opens_a_link_in_html_must_be_checked_as_one(source: str) -> None:
    (problem,) = problems(source, Escaping.HTML)
    assert "`url`" in problem.message
    assert problems(source, Escaping.TEXT) == ()


def test_an_attribute_with_a_field_stands_in_quotes() -> None:
    assert "quotes" in problems("<td class={{ x }}>", Escaping.HTML)[0].message
    for source in (
        "<td class=\"{{ x }}\" id='{{ y }}'>",
        '<a href="https://a.example/?src={{ x }}&amp;y={{ x }}">a = {{ x }}</a>',
        '<a href="{{ x | url }}">',
        "<a href=\"{{ x | url | default('https://a.example') }}\">",
    ):
        assert problems(source, Escaping.HTML) == ()
