"""The API as OpenAPI describes it, asked with whatever fits it and much that does not: never a 5xx."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode

from tests.support.budgets import examples
from tests.support.served import House, house

_LEFT_OUT = {"/login", "/logout"}  # they change who asks
_QUICK = settings(
    max_examples=examples(40, gate=1),
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def fuzzed_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Give a served house of its own: what is sent may well be recorded."""
    with house(tmp_path_factory.mktemp("fuzzed")) as found:
        found.sold("before")
        yield found


@pytest.mark.parametrize(
    "mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=lambda one: one.value
)
def test_nothing_that_fits_the_description_or_not_is_a_server_error(
    fuzzed_house: House, mode: GenerationMode
) -> None:
    """Every operation, by what schemathesis makes of its description; what fails is told as a problem."""
    described = schemathesis.openapi.from_dict(fuzzed_house.client.get("/openapi.json").json())
    operations = [one.ok() for one in described.get_all_operations() if one.ok().path not in _LEFT_OUT]
    assert len(operations) > 30
    for operation in operations:
        try:
            strategy = operation.as_strategy(generation_mode=mode)
        except Exception as error:  # noqa: BLE001 (what takes nothing cannot be asked wrongly)
            assert "negat" in str(error).lower(), (operation.label, error)
            continue
        _asked(fuzzed_house, operation.label, strategy)


def _asked(fuzzed_house: House, label: str, strategy: Any) -> None:
    @_QUICK
    @given(case=strategy)
    def ask(case: Any) -> None:
        sent = case.as_transport_kwargs(base_url="http://testserver")
        headers = {str(name): str(value) for name, value in (sent.pop("headers", None) or {}).items()}
        headers = {name: value for name, value in headers.items() if value.isascii() and value.isprintable()}
        headers["Authorization"] = f"Bearer {fuzzed_house.keys['admin']}"
        params = {name: value for name, value in (sent.pop("params", None) or {}).items() if name != "wait"}
        more = {name: sent[name] for name in ("json", "data", "content") if sent.get(name) is not None}
        if "data" in more and not isinstance(more["data"], dict):
            more["content"] = more.pop("data")
        found = fuzzed_house.client.request(
            sent["method"], sent["url"], headers=headers, params=params, **more
        )
        assert found.status_code < 500, (label, sent, found.status_code, found.text[:500])
        if found.status_code >= 400:
            assert found.headers["content-type"] == "application/problem+json", (label, sent)

    try:
        ask()
    except Exception as error:
        if "Unsatisfiable" not in type(error).__name__:
            raise
