"""Cases of op_db: samples, the same with nan and infinities, empty and 0-dim, other types, and what is refused."""

import warnings
import zlib

import torch
from torch.testing._internal.common_methods_invocations import op_db
from torch.testing._internal.opinfo.core import SampleInput

from cases import DOUBLE, SINGLE, Arguments, Run, describe, seed_all
from tensors import NotHere

HUGE = [1e10, -1e10, 1e-10, 3e38]
OTHER = (torch.int64, torch.uint8, torch.bool)


def label(op):
    return op.name + ("." + op.variant_test_name if op.variant_test_name else "")


class Family:
    """The cases of one entry of the database."""

    def __init__(self, op, limit):
        self.op = op
        self.name = label(op)
        self.limit = limit
        self.lines = []
        self.left = {}
        self.seen = set()
        self.seed = zlib.crc32(self.name.encode()) % (1 << 20) * 64

    def leave(self, kind, why):
        self.left[kind + ": " + why] = self.left.get(kind + ": " + why, 0) + 1

    def add(self, kind, sample, floating, refused=None, special=None):
        self.seed += 16
        try:
            arguments = Arguments([sample.input, *sample.args], sample.kwargs, floating, self.seed, special)
            text = {"o": self.name, "k": kind, "a": arguments.args}
            if arguments.kwargs:
                text["w"] = arguments.kwargs
            key = repr(text).replace(str(self.seed), "")
            if key in self.seen:
                return
            self.seen.add(key)
            if floating != DOUBLE:
                text["t"] = str(floating)[6:]
            if refused or not self.answer(text, arguments, floating):
                self.refuse(text, arguments, floating, refused)
            self.lines.append(text)
        except NotHere as reason:
            self.leave(kind, str(reason))

    def run(self, arguments, dtype):
        args, kwargs, wanted = arguments.make(dtype)
        return Run(lambda: self.op(*args, **kwargs), wanted)

    def answer(self, text, arguments, floating):
        """False when PyTorch refuses the call."""
        try:
            seed_all(1)
            double = self.run(arguments, DOUBLE if floating == DOUBLE else None)
        except (NotImplementedError, RuntimeError, ValueError, TypeError, IndexError, AssertionError):
            return False
        seed_all(2)
        again = self.run(arguments, DOUBLE if floating == DOUBLE else None)
        if any(not torch.equal(a.nan_to_num(), b.nan_to_num()) for a, b in zip(double.outputs, again.outputs) if a.dtype != torch.bool):
            raise NotHere("random")
        single = None
        if floating == DOUBLE:
            try:
                single = self.run(arguments, SINGLE)
            except (NotImplementedError, RuntimeError, ValueError, TypeError) as e:
                raise NotHere("refused in float32 only") from e
        describe(double, single, text, floating)
        return True

    def refuse(self, text, arguments, floating, refused):
        args, kwargs, _ = arguments.make(DOUBLE if floating == DOUBLE else None)
        try:
            self.op(*args, **kwargs)
        except Exception as e:
            text["x"] = type(e).__name__ + ": " + str(e).split("\n")[0][:100]
            return
        raise NotHere("meant to be refused, but PyTorch takes it")


def changed(sample, function):
    """The sample with function applied to its floating tensors (anything else refused by None)."""

    def walk(value):
        if isinstance(value, torch.Tensor):
            return function(value)
        if isinstance(value, (list, tuple)) and not isinstance(value, torch.Size):
            return type(value)(walk(v) for v in value)
        return value

    return SampleInput(walk(sample.input), args=tuple(walk(a) for a in sample.args), kwargs={k: walk(v) for k, v in sample.kwargs.items()})


def tensors(sample):
    found = []
    changed(sample, lambda t: found.append(t) or t)
    return found


def sized(shape):
    return lambda t: t.new_full(shape, t.reshape(-1)[0].item() if t.numel() else 0).requires_grad_(t.requires_grad)


def extremal(family, samples):
    """From the first samples: special values, the first size 0, 0-dim."""
    for index, sample in enumerate(samples[:3]):
        family.add("special", sample, DOUBLE, special=index * 3)
    done = set()
    for sample in samples:
        found = tensors(sample)
        shapes = {tuple(t.shape) for t in found}
        if not found or len(shapes) != 1:
            continue
        shape = shapes.pop()
        key = (len(shape), len(found), len(sample.args), tuple(sorted(sample.kwargs)))
        if key in done or len(done) >= 3:
            continue
        done.add(key)
        family.add("empty", changed(sample, lambda t: t.detach()[:0].clone().requires_grad_(t.requires_grad) if t.dim() else t), DOUBLE)
        family.add("0-dim", changed(sample, sized(())), DOUBLE)
        family.add("huge", changed(sample, lambda t: torch.tensor(HUGE, dtype=t.dtype, requires_grad=t.requires_grad) if t.dtype == DOUBLE else t.new_zeros((4,))), DOUBLE)
        family.add("0-dim", changed(sample, sized((0,))), DOUBLE)


def thinned(family, samples):
    """At most the limit, evenly; how many are left out is counted."""
    if len(samples) <= family.limit:
        return samples
    family.left["sample: more of the same kind"] = len(samples) - family.limit
    return [samples[i * len(samples) // family.limit] for i in range(family.limit)]


def others(family, op):
    for dtype in OTHER:
        if dtype in op.dtypes:
            seed_all()
            for sample in list(op.sample_inputs("cpu", dtype, requires_grad=False))[: family.limit // 5]:
                family.add("sample", sample, dtype)
        else:
            seed_all()
            for sample in list(op.sample_inputs("cpu", DOUBLE, requires_grad=False))[:1]:
                family.add("type", changed(sample, lambda t: t.detach().to(dtype) if t.dtype == DOUBLE else t), dtype)


def cases(here, limit=40):
    """Lines of all cases; by name how many, what is left out and why."""
    warnings.simplefilter("ignore")
    lines, counts = [], {}
    for op in sorted(op_db, key=label):
        if op.name not in here or DOUBLE not in op.dtypes and torch.int64 not in op.dtypes:
            counts.setdefault(op.name, None)
            continue
        family = Family(op, limit)
        if DOUBLE in op.dtypes:
            seed_all()
            samples = list(op.sample_inputs("cpu", DOUBLE, requires_grad=op.supports_autograd))
            for sample in thinned(family, samples):
                family.add("sample", sample, DOUBLE)
            extremal(family, samples)
        others(family, op)
        if op.error_inputs_func:
            seed_all()
            for error in op.error_inputs("cpu"):
                family.add("refused", error.sample_input, DOUBLE, refused=True)
        lines += family.lines
        counts.setdefault(op.name, {})
        counts[op.name][op.variant_test_name] = family.left
    return lines, counts
