"""Every operation that OpenAPI describes, asked with whatever fits it and much that does not: never a 5xx.

At night each operation is asked many times; the gate asks some of them once or twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable

from tests.support.budgets import budget, examples
from tests.support.served import House, house

_LEFT_OUT = {"/login", "/logout"}  # they change who asks
_EVERY = 6 if budget() == "gate" else 1  # so manieth operation is asked
_QUICK = settings(
    max_examples=examples(60, gate=2),
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
_MODES = ("positive", "negative")


@pytest.fixture(scope="module")
def fuzzed_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Give a served house of its own: what is sent may well be recorded."""
    with house(tmp_path_factory.mktemp("fuzzed")) as found:
        found.sold("before")
        yield found


@pytest.fixture(scope="module")
def operations(fuzzed_house: House) -> list[Any]:
    """The operations, as schemathesis reads their description."""
    import schemathesis  # takes long to import, and is needed here alone

    described = schemathesis.openapi.from_dict(fuzzed_house.asked("GET", "/openapi.json", None).json())
    found = [one.ok() for one in described.get_all_operations()]
    assert len(found) > 35
    return [one for one in found if one.path not in _LEFT_OUT]


@pytest.mark.parametrize("mode", _MODES)
def test_nothing_that_fits_the_description_or_not_is_a_server_error(
    fuzzed_house: House, operations: list[Any], mode: str
) -> None:
    """What fails is told as a problem, in a sentence."""
    asked: dict[str, int] = {}
    for operation in operations[_MODES.index(mode) :: _EVERY]:
        if (strategy := _strategy(operation, mode)) is not None:
            asked[operation.label] = _asked(fuzzed_house, operation.label, strategy)
    print(f"{mode}: {len(asked)} operations, {sum(asked.values())} requests")
    assert sum(asked.values()) > 0
    assert mode == "negative" or min(asked.values()) > 0


def _strategy(operation: Any, mode: str) -> Any:
    """Return what makes requests of an operation; None where nothing can be wrong with one."""
    from schemathesis import GenerationMode

    try:
        return operation.as_strategy(generation_mode=GenerationMode(mode))
    except Exception as error:
        if mode == "negative" and "negat" in str(error).lower():
            return None
        raise


def _asked(fuzzed_house: House, label: str, strategy: Any) -> int:
    """Ask with what a strategy makes; return how often."""
    count = 0

    @_QUICK
    @given(case=strategy)
    def ask(case: Any) -> None:
        nonlocal count
        sent = case.as_transport_kwargs(base_url="http://testserver")
        found = _sent(fuzzed_house, sent)
        count += 1
        assert found.status_code < 500, (label, sent, found.status_code, found.text[:500])
        if found.status_code >= 400:
            assert found.headers["content-type"] == "application/problem+json", (label, sent)

    run: Callable[[], None] = ask
    try:
        run()
    except Unsatisfiable:
        return count
    return count


def _sent(fuzzed_house: House, sent: dict[str, Any]) -> Any:
    """Return the response to what was made, asked by the administrator; nothing waits for events."""
    headers = {str(name): str(value) for name, value in (sent.get("headers") or {}).items()}
    headers = {name: value for name, value in headers.items() if value.isascii() and value.isprintable()}
    headers["Authorization"] = f"Bearer {fuzzed_house.keys['admin']}"
    params = {name: value for name, value in (sent.get("params") or {}).items() if name != "wait"}
    more = {name: sent[name] for name in ("json", "data", "content") if sent.get(name) is not None}
    if "data" in more and not isinstance(more["data"], dict):
        more["content"] = more.pop("data")
    return fuzzed_house.client.request(sent["method"], sent["url"], headers=headers, params=params, **more)
