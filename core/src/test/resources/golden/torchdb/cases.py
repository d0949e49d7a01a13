"""Runs one call in float64 and float32, with first and second gradients, and writes what came out."""

import json
import random

import numpy
import torch

from tensors import NotHere, answer, dtype_name, encode_input, mix, small_weights

torch.set_num_threads(1)
DOUBLE, SINGLE = torch.float64, torch.float32


def seed_all(seed=0):
    torch.manual_seed(seed)
    random.seed(seed)
    numpy.random.seed(seed)


class Arguments:
    """A call's arguments as text, and as values in either floating type."""

    def __init__(self, args, kwargs, floating, seed, special=None):
        self.tensors = []
        self.floating = floating
        self.seed = seed
        self.special = special
        self.args = [self._encode(a) for a in args]
        self.kwargs = {k: self._encode(v) for k, v in sorted(kwargs.items())}
        self.raw = (args, kwargs)

    def _encode(self, value):
        if isinstance(value, torch.Tensor):
            place = None
            if self.special is not None and value.dtype == self.floating and value.numel():
                place = [(self.special + 7 * len(self.tensors)) % 14, max(1, value.numel() // 16)]
            text, tensor = encode_input(value, self.floating, self.seed + len(self.tensors), place)
            self.tensors.append(tensor)
            return text
        if value is None or isinstance(value, (bool, str)):
            return value
        if isinstance(value, (int, float)):
            return value if value == value and abs(value) != float("inf") else {"x": str(float(value))}
        if isinstance(value, numpy.generic):
            return self._encode(value.item())
        if isinstance(value, torch.dtype):
            return {"d": dtype_name(value)}
        if isinstance(value, (list, tuple, torch.Size)):
            return [self._encode(v) for v in value]
        raise NotHere(f"argument of type {type(value).__name__}")

    def make(self, dtype):
        """Fresh arguments, with the case's floating type as dtype: (args, kwargs, tensors that want a gradient)."""
        ready = iter([t.detach().clone().to(dtype if t.dtype == self.floating and dtype else t.dtype).requires_grad_(t.requires_grad) for t in self.tensors])
        wanted = []

        def decode(value):
            if isinstance(value, torch.Tensor):
                tensor = next(ready)
                if tensor.requires_grad:
                    wanted.append(tensor)
                return tensor
            if isinstance(value, torch.Size):
                return value
            if isinstance(value, (list, tuple)):
                return type(value)(decode(v) for v in value)
            return value

        args, kwargs = self.raw
        args = [decode(a) for a in args]
        kwargs = {k: decode(kwargs[k]) for k in sorted(kwargs)}
        return args, kwargs, wanted


def flat(result):
    if isinstance(result, torch.Tensor):
        return [result]
    if isinstance(result, (bool, int, float)):
        return [torch.tensor(result)]
    if isinstance(result, (list, tuple)):
        return [t for r in result for t in flat(r)]
    raise NotHere(f"result of type {type(result).__name__}")


class Run:
    """One run: outputs, gradients (None where there is none), second gradients (None where PyTorch has none)."""

    def __init__(self, call, inputs, second=True):
        self.outputs = flat(call())
        self.first = self.second = None
        roots = [o for o in self.outputs if o.requires_grad and o.dtype.is_floating_point]
        if not roots or not inputs:
            return
        seeds = [small_weights(i, o.shape).to(o.dtype).requires_grad_() for i, o in enumerate(roots)]
        try:
            self.first = torch.autograd.grad(roots, inputs, seeds, create_graph=True, allow_unused=True)
        except RuntimeError:
            return
        again = [(i, g) for i, g in enumerate(self.first) if g is not None and g.requires_grad]
        if not again or not second:
            return
        sent = [small_weights(50 + i, g.shape).to(g.dtype) for i, g in again]
        try:
            self.second = torch.autograd.grad([g for _, g in again], list(inputs) + seeds, sent, allow_unused=True)
        except RuntimeError:
            self.second = None


def both(double, single, projections, floating):
    return [None if d is None else answer(d, s, projections, floating) for d, s in zip(double, single)]


def describe(double, single, text, floating=DOUBLE):
    """Adds what came out of the float64 run, and what is different in the float32 one (None: not run)."""
    none = [None] * len(double.outputs)
    if single is not None and len(single.outputs) != len(double.outputs):
        raise NotHere("another number of outputs in float32")
    text["out"] = both(double.outputs, single.outputs if single else none, 2, floating if floating == DOUBLE else None)
    for name, attribute in (("g", "first"), ("h", "second")):
        found = getattr(double, attribute)
        if found is not None:
            twin = getattr(single, attribute) if single else None
            text[name] = both(found, twin if twin is not None else [None] * len(found), 1, DOUBLE)


def write(lines):
    """Lines of JSON, short."""
    return "".join(json.dumps(line, separators=(",", ":")) + "\n" for line in lines)
