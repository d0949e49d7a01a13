"""What Kindling says of bad data, without the JVM's stack traces."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from pyspark.sql.utils import is_remote


class DataError(ValueError):
    """A table or a saved stage is not as it must be; says where, what is wrong, what would do."""


@contextmanager
def plain_errors() -> Iterator[None]:
    """Turns errors of the JVM that are meant for a reader into Python's."""
    if is_remote():
        from kindling.connect import plain_errors as over_connect

        with over_connect():
            yield
        return
    from py4j.protocol import Py4JJavaError

    try:
        yield
    except Py4JJavaError as error:
        cause = error.java_exception
        while cause is not None:
            if cause.getClass().getName() == "io.kindling.data.DataException":
                raise DataError(cause.getMessage()) from None
            cause = cause.getCause()
        raise
