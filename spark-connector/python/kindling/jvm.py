"""The way to Kindling's Java classes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from py4j.java_gateway import JavaClass
from py4j.protocol import Py4JJavaError
from pyspark import SparkContext


class DataError(ValueError):
    """A table or a saved stage is not as it must be; says where, what is wrong, what would do."""


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


@contextmanager
def plain_errors() -> Iterator[None]:
    """What Kindling says of bad data, without the JVM's stack traces."""
    try:
        yield
    except Py4JJavaError as error:
        cause = error.java_exception
        while cause is not None:
            if cause.getClass().getName() == "io.kindling.data.DataException":
                raise DataError(cause.getMessage()) from None
            cause = cause.getCause()
        raise
