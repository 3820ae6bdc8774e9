"""What is cleaned before it reaches a terminal, a spreadsheet or a log."""

import io
import json
import logging

import pytest

from bot.log import Json, Plain
from bot.text import clean
from cascade.render import _cell

KEY = "s3cret-k3y"


@pytest.mark.parametrize("text", ["\x1b[2J", "a\nb", "a\rb", "\x07", "\u202e", "\x9b31m"])
def test_control_characters_become_spaces(text: str) -> None:
    assert clean(text).isprintable()


def test_names_of_every_script_stay() -> None:
    text = "Amélie · 千と千尋の神隠し – “8½”"
    assert clean(text) == text


@pytest.mark.parametrize("title", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"])
def test_a_spreadsheet_does_not_run_titles(title: str) -> None:
    assert _cell(title) == f"'{title}"


def test_a_spreadsheet_still_sees_numbers() -> None:
    assert _cell(-5) == "-5"
    assert _cell(None) == ""


def logged(formatter: logging.Formatter) -> str:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter)
    record = logging.makeLogRecord(
        {"name": "cascade", "levelname": "INFO", "msg": "asked with %s", "args": (KEY,), "plan": KEY}
    )
    handler.emit(record)
    return stream.getvalue()


@pytest.mark.parametrize("formatter", [Plain([KEY]), Json([KEY])])
def test_a_key_is_struck_out_of_log_lines(formatter: logging.Formatter) -> None:
    assert KEY not in logged(formatter)
    assert "[key]" in logged(formatter)


def test_a_log_line_in_json_carries_what_was_passed_with_it() -> None:
    line = json.loads(logged(Json([])))
    assert (line["logger"], line["level"], line["plan"]) == ("cascade", "INFO", KEY)
