"""The jars that the wheel brings, and which of them a Spark takes."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path

_FOLDER = Path(__file__).with_name("lib")
_VECTORS = "--add-modules=jdk.incubator.vector"


def jars() -> list[str]:
    """Paths of Kindling's jars for the Spark that runs, or else for the one that PySpark would
    start.

    :raises RuntimeError: where there is no PySpark, or no jar for it
    """
    spark, scala = installed()
    return choose(map(str, sorted(_FOLDER.glob("*.jar"))), spark, scala)


def spark_session_config() -> dict[str, str]:
    """What a new session wants to know of Kindling: the jars, and on Spark 3.5 the flag of the
    JDK's Vector API, which Spark 4 passes by itself::

        SparkSession.builder.config(map=kindling.spark_session_config()).getOrCreate()

    In a session that runs already it comes too late.

    :raises RuntimeError: as :func:`jars`
    """
    return session_config(jars(), installed()[0])


def session_config(paths: Iterable[str], spark: str) -> dict[str, str]:
    """The configuration for these jars and this version of Spark."""
    config = {"spark.jars": ",".join(paths)}
    if _numbers(spark)[0] < 4:
        config["spark.driver.extraJavaOptions"] = _VECTORS
        config["spark.executor.extraJavaOptions"] = _VECTORS
    return config


def choose(paths: Iterable[str], spark: str, scala: str | None) -> list[str]:
    """The jars among these that this Spark takes.

    :param spark: its version, for example ``"3.5.7"``
    :param scala: its Scala, for example ``"2.12.18"``; None for what Spark comes with by default
    :raises RuntimeError: saying why there are none
    """
    if _numbers(spark) < [3, 5]:
        raise RuntimeError(f"Kindling needs Spark 3.5 or newer, this is Spark {spark}")
    binary = ".".join(scala.split(".")[:2]) if scala else "2.12" if spark[0] == "3" else "2.13"
    wanted = (f"kindling-spark_{binary}-", "kindling-core-")
    all_paths = list(paths)
    found = [
        path for name in wanted for path in all_paths if os.path.basename(path).startswith(name)
    ]
    if len(found) == len(wanted):
        return found
    if not all_paths:
        raise RuntimeError(
            "this package was installed from its sources and has no jars in it: install the wheel"
            " that .ci/wheel builds, or give Spark the jars by --packages or --jars"
        )
    names = ", ".join(map(os.path.basename, all_paths))
    raise RuntimeError(
        f"Spark {spark} runs on Scala {binary}, and this package has no jar for it, only {names}"
    )


def installed() -> tuple[str, str | None]:
    """Version of Spark and, where it can be known, of its Scala: of the session that runs, or else
    of what PySpark would start.

    :raises RuntimeError: where there is no PySpark
    """
    try:
        import pyspark
    except ImportError as error:
        raise RuntimeError(
            f"there is no PySpark to choose jars for ({error}): pip install 'pyspark[ml]'"
        ) from None
    context = getattr(getattr(pyspark, "SparkContext", None), "_active_spark_context", None)
    if context is not None:
        return context.version, context._jvm.scala.util.Properties.versionNumberString()
    homes = [os.environ.get("SPARK_HOME"), os.path.dirname(pyspark.__file__)]
    return pyspark.__version__, _scala_in([Path(home, "jars") for home in homes if home])


def _scala_in(folders: Iterable[Path]) -> str | None:
    """The version of Scala's library in the first folder that has one."""
    for folder in folders:
        for jar in sorted(folder.glob("scala-library-*.jar")):
            return jar.name[len("scala-library-") : -len(".jar")]
    return None


def _numbers(version: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", version)[:2]]
