"""What a server logs: a line for each request, nothing of what was asked or sent."""

from __future__ import annotations

import io

import orjson

from replay.http.journal import Journal
from tests.support.served import House


def test_a_line_names_the_pattern_the_number_and_who_and_nothing_that_was_sent(served_house: House) -> None:
    stream = io.StringIO()
    served_house.client.app._serving.journal = Journal(stream, "info")  # type: ignore[attr-defined]
    number = "my-own-number"
    served_house.asked(
        "GET", "/api/v1/tables/sales?customer_code=C1", headers={"X-Request-Id": number, "X-Secret": "C1"}
    )
    served_house.sold("journal", customer_code="C9")
    served_house.asked("GET", "/api/v1/nowhere/Somebody", None)
    served_house.client.app._serving.journal = None  # type: ignore[attr-defined]
    lines = [orjson.loads(one) for one in stream.getvalue().splitlines()]
    assert [(one["route"], one["status"], one["by"]) for one in lines] == [
        ("/api/v1/tables/{key}", 200, "Q2"),
        ("/api/v1/tables/{key}", 422, "Q2"),
        (None, 404, None),
    ]
    assert lines[0]["request"] == number
    assert not any(word in stream.getvalue() for word in ("C1", "C9", "Somebody", "mlk_"))


def test_a_failure_is_told_by_its_places_and_not_by_its_words() -> None:
    stream = io.StringIO()
    try:
        int("somebody's telephone")
    except ValueError as error:
        Journal(stream).failed("n1", error)
    line = orjson.loads(stream.getvalue())
    assert (line["request"], line["kind"], line["level"]) == ("n1", "ValueError", "error")
    assert line["places"][-1].startswith("test_journal.py:")
    assert "telephone" not in stream.getvalue()


def test_what_is_less_grave_is_left_out(served_house: House) -> None:
    stream = io.StringIO()
    served_house.client.app._serving.journal = Journal(stream)  # type: ignore[attr-defined]
    served_house.asked("GET", "/healthz", None)
    served_house.client.app._serving.journal = None  # type: ignore[attr-defined]
    assert stream.getvalue() == ""
