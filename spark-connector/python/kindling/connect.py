"""The stages in a session of Spark Connect: this process has no JVM; the server has the jars."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pyspark.ml import util
from pyspark.sql import SparkSession

from kindling.errors import DataError

# The Java class of a stage; a module of this name is registered by the package.
_JAVA_PACKAGE = "io.kindling.spark.ml"


def check() -> None:
    """Refuses what no stage can be run with.

    :raises RuntimeError: saying what to use instead
    """
    if not hasattr(util, "try_remote_fit"):
        raise RuntimeError(
            "Spark Connect can train in the JVM from Spark 4.0 on, and this PySpark is older: use a"
            " classic session, or a newer PySpark and server"
        )


def defaults(java_class: str) -> dict[str, Any]:
    """Defaults of a stage's Params; a test compares them with those in Java."""
    text = Path(__file__).with_name("defaults.json").read_text("utf-8")
    return json.loads(text)[java_class.rpartition(".")[2]]


class Reader(util.MLReader):
    """Loads a stage that the server can read."""

    def __init__(self, clazz: type):
        super().__init__()
        self._clazz = clazz

    def load(self, path: str):
        """The stage that was saved there.

        :raises DataError: when there is none, or another one, or one of a newer Kindling
        """
        check()
        from pyspark.ml.connect.readwrite import RemoteMLReader

        # PySpark takes the class's module for the Java package.
        named = type(self._clazz.__name__, (self._clazz,), {"__module__": _JAVA_PACKAGE})
        with plain_errors(), _words_of_4_0(path):
            return RemoteMLReader.loadInstance(named, path, SparkSession.active())


# How the server says which class of the JVM's an error is.
_JAVA_ERROR = re.compile(r"\((?P<name>[\w.$]+)\) (?P<message>[^\n]*)")


@contextmanager
def _words_of_4_0(path: str) -> Iterator[None]:
    """A server of Spark 4.0 keeps to itself why a stage's ``load`` has failed."""
    from pyspark.errors.exceptions.connect import SparkConnectException

    try:
        yield
    except SparkConnectException as error:
        found = _JAVA_ERROR.match(str(error))
        if found and found["name"] == "java.lang.reflect.InvocationTargetException":
            raise DataError(
                f"{path} holds no saved stage that the server could load; it is a Spark 4.0, which"
                " says why only in its log"
            ) from None
        raise


@contextmanager
def plain_errors() -> Iterator[None]:
    """Turns errors of the server that are meant for a reader into Python's."""
    from pyspark.errors.exceptions.connect import SparkConnectException

    try:
        yield
    except SparkConnectException as error:
        text = str(error)
        found = _JAVA_ERROR.match(text)
        if found and found["name"] == "io.kindling.data.DataException":
            raise DataError(found["message"]) from None
        if "UNSUPPORTED" in text and _JAVA_PACKAGE in text:
            raise RuntimeError(
                "the server of Spark Connect does not know Kindling's stages: start it with"
                " Kindling's jars, for example with --jars kindling-core.jar,kindling-spark.jar"
            ) from None
        raise
