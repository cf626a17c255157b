"""A Spark session: pyspark and Java are looked for when one is asked for, nothing else needs them."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

from ledger.errors import CommandError, Problem, UnavailableError

PYSPARK_MISSING = Problem(
    "cluster_pyspark_missing",
    zh="使用 Spark：缺少软件包 {package}，需要 {command}。",
    en="Using Spark: the package {package} is missing, {command} is needed.",
    zh_advice="安装后再试；不使用 --engine spark 时无需安装。",
    en_advice="Install it and try again; nothing but --engine spark needs it.",
)
JAVA_MISSING = Problem(
    "cluster_java_missing",
    zh="使用 Spark：应有 Java 17 或更新版本，PATH 与 JAVA_HOME 中均未找到。",
    en="Using Spark: expected Java 17 or later, found none by PATH or JAVA_HOME.",
    zh_advice="安装 default-jre-headless 等 Java 运行环境后再试。",
    en_advice="For example apt-get install default-jre-headless, then try again.",
)
MASTER_UNREADABLE = Problem(
    "cluster_master_unreadable",
    zh="使用 Spark：--master 应为 local[N]、spark://HOST:PORT、yarn 或 k8s://…，实际为“{given}”。",
    en="Using Spark: expected local[N], spark://HOST:PORT, yarn or k8s://… for --master, got '{given}'.",
    zh_advice="例如 --master local[2]。",
    en_advice="For example --master local[2].",
)
MASTER_AWAY = Problem(
    "cluster_master_away",
    zh="使用 Spark：无法在 {given} 上开始工作（{detail}）。",
    en="Using Spark: no session could be started at {given} ({detail}).",
    zh_advice="检查地址以及主节点与工作节点是否在运行，然后再试。",
    en_advice="Check the address, and whether the master and its workers run, then try again.",
)
_MASTER = re.compile(r"local(\[([1-9]\d*|\*)\])?|spark://[^\s/]+:\d+|yarn|k8s://\S+")
_SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
    "spark.sql.session.timeZone": "UTC",
}


@contextmanager
def spark_session(master: str, **settings: str) -> Iterator[Any]:
    """Yield a session of its own, stopped at the end.

    Args:
        master: `local[N]`, `spark://HOST:PORT`, `yarn` or `k8s://…`.
        settings: Further ones of Spark, with `_` for the points of their names.

    Raises:
        CommandError: pyspark or Java is missing, or the master is no such address.
        UnavailableError: The master does not answer.
    """
    if _MASTER.fullmatch(master) is None:
        raise CommandError(MASTER_UNREADABLE, given=master)
    sql = _pyspark()
    if not _has_java():
        raise CommandError(JAVA_MISSING)
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = sql.SparkSession.builder.master(master).appName("medledger")
    further = {name.replace("_", "."): value for name, value in settings.items()}
    for name, value in (_SETTINGS | further).items():
        builder = builder.config(name, value)
    try:
        session = builder.getOrCreate()
    except Exception as error:
        detail = str(error).strip().partition("\n")[0]
        raise UnavailableError(MASTER_AWAY, given=master, detail=detail) from error
    try:
        yield session
    finally:
        session.stop()


def _pyspark() -> Any:
    try:
        sql = import_module("pyspark.sql")
        import_module("pandas")  # pyspark hands Arrow batches to workers only where it is there
    except ImportError as error:
        package = (error.name or "pyspark").partition(".")[0]
        command = "pip install 'medledger[cluster]'"
        raise CommandError(PYSPARK_MISSING, package=package, command=command) from error
    return sql


def _has_java() -> bool:
    home = os.environ.get("JAVA_HOME")
    return bool(home and (Path(home) / "bin" / "java").exists()) or shutil.which("java") is not None
