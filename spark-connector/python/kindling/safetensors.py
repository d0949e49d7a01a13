"""Tensors as bytes in the safetensors format: a header's length, a JSON header, the elements."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from numpy import ndarray

# What Kindling's tensors can hold, little-endian as the format wants.
_DTYPES = {"BOOL": "|b1", "U8": "|u1", "I64": "<i8", "F32": "<f4", "F64": "<f8"}
_NAMES = {dtype: name for name, dtype in _DTYPES.items()}


def read(data: bytes) -> dict[str, ndarray]:
    """The tensors by name, in the header's order; copies that may be changed."""
    import numpy

    (length,) = struct.unpack_from("<Q", data)
    header = json.loads(data[8 : 8 + length])
    header.pop("__metadata__", None)
    body = memoryview(data)[8 + length :]
    tensors = {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        flat = numpy.frombuffer(body[begin:end], _DTYPES[entry["dtype"]])
        tensors[name] = flat.reshape(entry["shape"]).copy()
    return tensors


def write(
    tensors: Mapping[str, ndarray], metadata: Mapping[str, str] | None = None
) -> bytes:
    """The bytes of a file with these tensors: arrays, or whatever NumPy makes arrays of.

    :param metadata: free text by key

    :raises TypeError: naming a tensor whose elements Kindling's tensors cannot hold
    """
    import numpy

    header: dict[str, object] = {"__metadata__": dict(metadata)} if metadata else {}
    bodies, end = [], 0
    for name, tensor in tensors.items():
        array = numpy.asarray(tensor)
        dtype = array.dtype.newbyteorder("<")
        if dtype.str not in _NAMES:
            raise TypeError(
                f"tensor {name!r} is of {array.dtype};"
                " wanted bool, uint8, int64, float32 or float64"
            )
        body = array.astype(dtype).tobytes()
        header[name] = {
            "dtype": _NAMES[dtype.str],
            "shape": list(array.shape),
            "data_offsets": [end, end + len(body)],
        }
        bodies.append(body)
        end += len(body)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text + b"".join(bodies)
