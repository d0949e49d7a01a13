"""The way to Kindling's Java classes."""

from __future__ import annotations

from py4j.java_gateway import JavaClass
from pyspark import SparkContext


def gateway():
    """The JVM of the Spark application.

    :raises RuntimeError: when there is none to be reached from here
    """
    context = SparkContext._active_spark_context
    if context is None:
        raise RuntimeError(
            "Kindling's stages live in the JVM of a Spark application, and there is none yet: call"
            " SparkSession.builder.getOrCreate() first. A session of Spark Connect cannot reach it;"
            " take a classic one."
        )
    return context._jvm


def java_class(name: str) -> JavaClass:
    """A class of Kindling's.

    :raises RuntimeError: when the jars are not on Spark's class path
    """
    found = gateway()
    for part in name.split("."):
        found = getattr(found, part)
    if not isinstance(found, JavaClass):
        raise RuntimeError(
            f"Spark's JVM does not know {name}: start Spark with Kindling's jars, for example with"
            " --jars kindling-core.jar,kindling-spark.jar, or with their paths in spark.jars"
        )
    return found
