"""The way to Kindling's Java classes in a classic session, whose JVM is in reach."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py4j.java_gateway import JavaClass


def gateway():
    """The JVM of the Spark application.

    :raises RuntimeError: when there is none to be reached from here
    """
    from pyspark import SparkContext

    context = SparkContext._active_spark_context
    if context is None:
        raise RuntimeError(
            "Kindling's stages live in the JVM of a Spark application, and there is none yet: call"
            " SparkSession.builder.getOrCreate() first"
        )
    return context._jvm


def java_class(name: str) -> JavaClass:
    """A class of Kindling's.

    :raises RuntimeError: when the jars are not on Spark's class path
    """
    from py4j.java_gateway import JavaClass

    found = gateway()
    for part in name.split("."):
        found = getattr(found, part)
    if not isinstance(found, JavaClass):
        raise RuntimeError(
            f"Spark's JVM does not know {name}: start Spark with Kindling's jars, for example with"
            " --jars kindling-core.jar,kindling-spark.jar, or with their paths in spark.jars"
        )
    return found
