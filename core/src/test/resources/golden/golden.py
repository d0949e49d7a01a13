"""Writes golden cases: what PyTorch answers, for tests to compare with.

A family is a folder beside this file with a script `make.py`, run by hand, and the data it makes:

    import os, sys
    sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
    from golden import Golden, rand

    with Golden(__file__) as golden:
        golden.case("add", lambda x, y: x + y, x=rand(2, 3), y=rand(3))
        golden.case("sum/keep", lambda x, dim, keepdim: x.sum(dim, keepdim), x=rand(2, 3), dim=1, keepdim=True)

Every case runs in float32 and float64. Tensor arguments are inputs (floating ones require a gradient); all other
arguments are options; both reach the function in the order given. A gradient is sent into every output, and the gradients of all inputs
are written. `check=False` marks a case where finite differences make no sense (a kink, an infinity);
`grad=False` one without gradients; `dtypes=` limits the types; `tolerance=` is the relative one of float64, for
what PyTorch itself computes less exactly than 1e-10. The text of `cases.txt`:

    case <operation>[/<variant>] <float32 or float64> [nocheck]
    tolerance <relative>
    option <name> <value>
    input <name> <dtype> [<sizes>] <grad or const> <values>
    output <dtype> [<sizes>] <values>
    seed <values>                      the gradient sent into the output above
    node <name>                        of the output's grad_fn, where Golden(..., names=True)
    grad <input> <values, or none>
"""

import os
import zlib

import numpy
import torch

torch.set_num_threads(1)


class Spec:
    """A tensor of the type the case runs in."""

    def __init__(self, values, grad=True):
        self.values = torch.as_tensor(values, dtype=torch.float64)
        self.grad = grad


def values(data, grad=True):
    """Floating values, given."""
    return Spec(data, grad)


_draws = [0]


def rand(*shape, low=-2.0, high=2.0, grad=True):
    """Uniform values with three digits."""
    _draws[0] += 1
    generator = numpy.random.default_rng(_draws[0] * 7919)
    return Spec(numpy.round(generator.uniform(low, high, shape), 3), grad)


def ints(low, high, *shape):
    """Uniform int64 in [low, high)."""
    _draws[0] += 1
    generator = numpy.random.default_rng(_draws[0] * 7919)
    return torch.as_tensor(generator.integers(low, high, shape), dtype=torch.int64)


def distinct(*shape, step=0.25, grad=True):
    """Values that are all different, in random order: no ties for max, sort, pooling."""
    _draws[0] += 1
    generator = numpy.random.default_rng(_draws[0] * 7919)
    count = int(numpy.prod(shape))
    return Spec((generator.permutation(count) - count // 2).reshape(shape) * step + 0.125, grad)


def _text(tensor):
    flat = tensor.detach().contiguous().reshape(-1)
    if flat.dtype == torch.bool:
        return " ".join("1" if v else "0" for v in flat.tolist())
    if not flat.dtype.is_floating_point:
        return " ".join(str(v) for v in flat.tolist())
    words = []
    for v in flat.numpy():
        word = str(v)
        words.append(word[:-2] if word.endswith(".0") else word)
    return " ".join(words)


def _dtype(tensor):
    return str(tensor.dtype).replace("torch.", "")


def _sizes(tensor):
    return "[" + ",".join(str(n) for n in tensor.shape) + "]"


class Golden:
    def __init__(self, script, file="cases.txt", names=False):
        self.folder = os.path.dirname(os.path.abspath(script))
        self.file = file
        self.names = names
        self.lines = []
        self.count = 0
        _draws[0] = zlib.crc32(os.path.basename(self.folder).encode()) % 1000

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        if kind is None:
            path = os.path.join(self.folder, self.file)
            with open(path, "w", newline="\n") as out:
                out.write(f"# Made by {os.path.basename(self.folder)}/make.py with PyTorch {torch.__version__.split('+')[0]}\n")
                out.write("\n".join(self.lines) + "\n")
            print(f"{path}: {self.count} cases, {os.path.getsize(path)} bytes")

    def case(self, name, function, check=True, grad=True, dtypes=(torch.float32, torch.float64), tolerance=None, names=True, **arguments):
        for dtype in dtypes:
            self._one(name, function, check, grad, dtype, tolerance, self.names and names, arguments)

    def _one(self, name, function, check, grad, dtype, tolerance, names, arguments):
        lines = self.lines
        self.count += 1
        lines.append(f"case {name} {str(dtype)[6:]}" + ("" if check and grad else " nocheck"))
        if tolerance and dtype == torch.float64:
            lines.append(f"tolerance {tolerance}")
        given, wanted = {}, {}
        for key, argument in arguments.items():
            if isinstance(argument, Spec):
                tensor = argument.values.to(dtype)
                if grad and argument.grad:
                    tensor.requires_grad_()
                    wanted[key] = tensor
                given[key] = tensor
            else:
                given[key] = argument
            if isinstance(given[key], torch.Tensor):
                kind = "grad" if key in wanted else "const"
                lines.append(f"input {key} {_dtype(given[key])} {_sizes(given[key])} {kind} {_text(given[key])}".rstrip())
            else:
                value = argument
                if isinstance(value, (tuple, list)):
                    value = ",".join(str(v) for v in value)
                lines.append(f"option {key} {value}")
        results = function(*given.values())
        results = list(results) if isinstance(results, (tuple, list)) else [results]
        seeds = []
        generator = numpy.random.default_rng(zlib.crc32(name.encode()))
        for result in results:
            lines.append(f"output {_dtype(result)} {_sizes(result)} {_text(result)}".rstrip())
            if result.requires_grad:
                seed = torch.as_tensor(numpy.round(generator.uniform(-1, 1, tuple(result.shape)), 2), dtype=result.dtype)
                seeds.append((result, seed))
                lines.append(f"seed {_text(seed)}".rstrip())
                if names and result.grad_fn is not None:
                    lines.append(f"node {type(result.grad_fn).__name__}")
        if wanted and seeds:
            inputs = list(wanted.values())
            found = torch.autograd.grad([r for r, _ in seeds], inputs, [s for _, s in seeds], allow_unused=True)
            for key, gradient in zip(wanted, found):
                lines.append(f"grad {key} " + ("none" if gradient is None else _text(gradient)))
