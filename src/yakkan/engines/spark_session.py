"""A local Spark session: in a Java process of this process's own, which nobody else on the network can reach.

The Java process lives as long as this one and serves one session after the other; a session's files are its own.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from yakkan.messages import Refused

_JAVA = "-XX:+UseSerialGC -XX:-UsePerfData"
_JAVA_SMALL = "-XX:TieredStopAtLevel=1"
_OF_PROCESS = {"spark.driver.memory": "2g"}
_SETTINGS = {
    "spark.app.name": "yakkan",
    "spark.master": "local[*]",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.hadoop.mapreduce.fileoutputcommitter.algorithm.version": "2",
    "spark.hadoop.mapreduce.fileoutputcommitter.marksuccessfuljobs": "false",
    "spark.sql.catalogImplementation": "in-memory",
    "spark.sql.adaptive.enabled": "false",  # it plans each step anew, which takes longer than our steps do
    "spark.sql.ansi.enabled": "true",  # what overflows is an error
    "spark.sql.caseSensitive": "true",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.timestampType": "TIMESTAMP_NTZ",  # a timestamp is Japan time without a zone
}
_SMALL = {
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.shuffle.partitions": "1",
}
"""For tables of some rows, where to plan and to compile takes longer than to run."""


def session(spill: Path, *, small: bool, settings: Mapping[str, str] | None = None) -> Any:
    """A new session, whose own files go into `spill` (a path without a comma); `settings` go before those here.

    Raises Refused where Spark or Java is missing.
    """
    try:
        from pyspark import SparkConf, SparkContext
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise Refused("engine.no_spark") from error
    by_size = _SMALL if small else {"spark.sql.shuffle.partitions": str(os.cpu_count() or 1)}
    folders = {"spark.local.dir": str(spill), "spark.sql.warehouse.dir": str(spill / "warehouse")}
    of_session = _SETTINGS | by_size | folders | dict(settings or {})
    conf = SparkConf(loadDefaults=False).setAll([*of_session.items()])
    gateway = _java(conf, _JAVA_SMALL if small else "") if SparkContext._gateway is None else None
    with told():
        return SparkSession(SparkContext(conf=conf, gateway=gateway))


def stop(session: Any) -> None:
    """Ends a session, also where its Java process is gone."""
    from py4j.protocol import Py4JError

    with suppress(Py4JError, OSError):
        session.stop()


def java_process() -> int:
    """The number of the Java process that a session of this process has started."""
    from pyspark import SparkContext

    return int(SparkContext._gateway.proc.pid)


@contextmanager
def told() -> Iterator[None]:
    """Tells what Spark failed at by its kind: it may quote data."""
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    try:
        yield
    except PySparkException as error:
        raise Refused("engine.failed", values={"problem": error.getCondition() or type(error).__name__}) from error
    except Py4JError as error:
        raise Refused("engine.failed", values={"problem": type(error).__name__}) from error


def _java(conf: Any, more: str) -> Any:
    """The Java process, started: it ends with this one. What it has to say is told by its errors here."""
    from pyspark.errors import PySparkRuntimeError
    from pyspark.java_gateway import launch_gateway

    java = os.path.join(os.environ["JAVA_HOME"], "bin", "java") if os.environ.get("JAVA_HOME") else "java"
    if shutil.which(java) is None:
        raise Refused("engine.no_java")
    options = f"{_JAVA} {more} -Djava.io.tmpdir={tempfile.gettempdir()}"
    conf.setAll([*_OF_PROCESS.items(), ("spark.driver.extraJavaOptions", options)])
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    try:
        return launch_gateway(conf, {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL})
    except PySparkRuntimeError as error:
        raise Refused("engine.java_fails", values={"java": java}) from error
