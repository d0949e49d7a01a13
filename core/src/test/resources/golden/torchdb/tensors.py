"""How tensors stand in the files: inputs from a seed where that suffices, answers as summaries.

An input is {"s": sizes, "t": dtype} with either its elements "v" or the recipe "g": [low, bits, count, seed]; element i is
(low + mix(seed, i) % count) / 2^bits, exact in float32 too. "z": [offset, step] puts SPECIAL[(offset + 5 n) % 14] at each
step * n afterwards. Dtype "F" is the floating type the case runs in.

An answer is {"s": sizes, "t": dtype} with its elements "v" when there are few, else "p": dot products with weights from
mix, over the finite elements, and "m": [nan, inf, -inf, hash of their places] when some are not finite. "e" is how far
PyTorch's own float32 is from its float64 at most, where that is more than rounding; "f" the float32 answer where it differs in kind.
"""

import math
import zlib

import numpy
import torch

WHOLE = 6
SPECIAL = [float("nan"), float("inf"), float("-inf"), 0.0, -0.0, 1.0, -1.0, 0.5, -0.5, 2.0, -2.0, 3.5, 100.0, -100.0]
MASK = (1 << 64) - 1
NAMES = {torch.bool: "bool", torch.uint8: "uint8", torch.int64: "int64", torch.float32: "float32", torch.float64: "float64"}


class NotHere(Exception):
    """The case needs something that no case can say: a type, an argument, a device."""


def mix(seed, count):
    """splitmix64 of seed * 2^32 + i, for i below count."""
    with numpy.errstate(over="ignore"):
        z = (numpy.arange(count, dtype=numpy.uint64) + numpy.uint64((seed << 32) & MASK)) * numpy.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> numpy.uint64(30))) * numpy.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> numpy.uint64(27))) * numpy.uint64(0x94D049BB133111EB)
        return z ^ (z >> numpy.uint64(31))


def weights(which, count):
    """Numbers in [-1, 1) with 24 bits."""
    return (mix(1000003 + which, count) >> numpy.uint64(40)).astype(numpy.float64) / (1 << 23) - 1


def small_weights(which, shape):
    """Multiples of 1/64 in [-1, 1): what is sent into outputs and gradients."""
    count = math.prod(shape)
    flat = (mix(2000003 + which, count) >> numpy.uint64(57)).astype(numpy.float64) / 64 - 1
    return torch.from_numpy(flat).reshape(tuple(shape))


def dtype_name(dtype):
    if dtype not in NAMES:
        raise NotHere(f"dtype {str(dtype)[6:]}")
    return NAMES[dtype]


def number(value):
    if isinstance(value, (bool, int)):
        return value
    if math.isnan(value):
        return "nan"
    if math.isinf(value):
        return "inf" if value > 0 else "-inf"
    return int(value) if value == int(value) and abs(value) < 1e9 and not (value == 0 and math.copysign(1, value) < 0) else value


def recipe(values, seed):
    """low, bits, count, seed for values like these; None if they are too few or too special."""
    if len(values) <= WHOLE or not numpy.isfinite(values).all() or len(values) <= 64 and len(numpy.unique(values)) * 2 < len(values):
        return None
    low, high = float(values.min()), float(values.max())
    if low == high:
        return None
    bits = max(0, 14 - max(0, math.ceil(math.log2(high - low))))
    first = math.ceil(low * 2**bits)
    count = math.floor(high * 2**bits) - first + 1
    if count < 2 or abs(first) + count >= 1 << 24 or bits > 30:
        return None
    return [first, bits, count, seed]


def made(recipe, shape):
    first, bits, count, seed = recipe
    size = math.prod(shape)
    flat = (first + (mix(seed, size) % numpy.uint64(count)).astype(numpy.float64)) / 2.0**bits
    return torch.from_numpy(flat).reshape(tuple(shape))


def special(tensor, place):
    """Puts special values where they belong."""
    offset, step = place
    flat = tensor.reshape(-1)
    for n in range((flat.numel() + step - 1) // step):
        flat[n * step] = SPECIAL[(offset + 5 * n) % len(SPECIAL)]


def _short(values):
    return numpy.array([float(f"{v:.3g}") if math.isfinite(v) else v for v in values.tolist()], dtype=numpy.float64)


def encode_input(tensor, floating, seed, place=None):
    """The text of an input and the tensor that is really used, in float64 where it is floating."""
    if tensor.layout != torch.strided or tensor.is_quantized:
        raise NotHere(f"layout {tensor.layout}")
    name = dtype_name(tensor.dtype)
    text = {"s": list(tensor.shape), "t": "F" if tensor.dtype == floating else name}
    plain = tensor.detach().contiguous()
    if tensor.dtype.is_floating_point:
        values = _short(plain.to(torch.float64).reshape(-1).numpy())
        found = recipe(values, seed)
        plain = made(found, tensor.shape) if found else torch.from_numpy(values).reshape(tensor.shape)
        if found:
            text["g"] = found
        else:
            text["v"] = [number(v) for v in values.tolist()]
        if place:
            special(plain, place)
            text["z"] = place
    else:
        values = [int(v) for v in plain.reshape(-1).tolist()]
        if len(values) > 64 and max(values) < 1 << 30 and min(values) > -1 << 30:
            text["g"] = [min(values), 0, max(values) - min(values) + 1, seed]
            plain = made(text["g"], tensor.shape)
        else:
            text["v"] = values
    if tensor.requires_grad:
        text["r"] = 1
    return text, plain.to(tensor.dtype).requires_grad_(tensor.requires_grad)


def _digits(value):
    return number(float(f"{value:.9g}"))


def _places(values):
    kinds = numpy.where(numpy.isnan(values), 1, numpy.where(values == numpy.inf, 2, numpy.where(values == -numpy.inf, 3, 0))).astype(numpy.uint8)
    if not kinds.any():
        return None
    return [int((kinds == k).sum()) for k in (1, 2, 3)] + [zlib.crc32(kinds.tobytes())]


def summary(tensor, projections, floating):
    text = {"s": list(tensor.shape), "t": "F" if tensor.dtype == floating else dtype_name(tensor.dtype)}
    values = tensor.detach().contiguous().reshape(-1).to(torch.float64).numpy(force=True)
    if len(values) <= WHOLE:
        whole = tensor.detach().reshape(-1).tolist() if not tensor.dtype.is_floating_point else [_digits(v) if math.isfinite(v) else v for v in values.tolist()]
        text["v"] = [number(int(v) if isinstance(v, bool) else v) for v in whole]
        return text
    places = _places(values)
    if places:
        text["m"] = places
    finite = numpy.where(numpy.isfinite(values), values, 0)
    text["p"] = [_digits(float(numpy.dot(finite, weights(k, len(values))))) for k in range(projections)]
    return text


def answer(tensor, single, projections, floating=torch.float64):
    """The summary of a float64 run's tensor, with what its float32 twin adds."""
    text = summary(tensor, projections, floating)
    if single is None:
        return text
    other = summary(single, projections, torch.float32)
    if not tensor.dtype.is_floating_point or single.dtype == tensor.dtype or other["s"] != text["s"] or other["t"] != text["t"]:
        if other != text:
            text["f"] = other
        return text
    exact = tensor.detach().double().reshape(-1).numpy(force=True)
    rough = single.detach().double().reshape(-1).numpy(force=True)
    if _places(exact) != _places(rough):
        text["f"] = other
    elif len(exact):
        finite = numpy.isfinite(exact)
        size = math.sqrt(float(numpy.mean(numpy.where(finite, exact, 0) ** 2)))
        error = numpy.abs(numpy.where(finite, exact, 0) - numpy.where(finite, rough, 0))
        if (error > 2e-6 * (numpy.abs(numpy.where(finite, exact, 0)) + 0.1 * size)).any():
            text["e"] = float(f"{error.max():.2g}")
    return text
