"""The mixed month in Spark, by SQL written for it: a local session of its own, with as many threads as the others have.

Java is started and the files are named before; what the Java process uses, of CPU and of memory, is counted.
"""

from pathlib import Path

from yakkan.cli.bench.contest import CameTo, Setting
from yakkan.cli.bench.mixed import SUMS
from yakkan.engines.spark_session import java_process, session, stop

_STATEMENTS = Path(__file__).with_name("in_spark.sql")


class InSpark:
    """Hand-written SQL in a local Spark session."""

    def __init__(self, setting: Setting) -> None:
        settings = {"spark.master": f"local[{setting.threads}]", "spark.sql.shuffle.partitions": str(setting.threads)}
        self.session = session(setting.folder / "spill-spark", small=False, settings=settings)
        self.processes = (java_process(),)
        for table in ("usage", "contracts"):
            self.session.read.parquet(str(setting.folder / f"{table}.parquet")).createOrReplaceTempView(table)

    def run(self) -> CameTo:
        """Works the month out."""
        for statement in _STATEMENTS.read_text(encoding="utf-8").split(";\n"):
            if statement.strip():
                self.session.sql(statement)
        found = self.session.sql(SUMS).collect()
        return {entry: (lines, yen, more) for entry, lines, yen, more in found}

    def close(self) -> None:
        """The Java process ends with this one."""
        stop(self.session)
