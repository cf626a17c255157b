"""One Spark session for all: it costs seconds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from replay.cluster.session import spark_session


@pytest.fixture(scope="session")
def spark() -> Iterator[Any]:
    with spark_session("local[2]") as session:
        yield session
