"""Writes cases.txt.gz: in which type PyTorch answers every operation, for every pair of types, and what it refuses.

Run by hand: python make.py. A line is an operation, its first operand, and what comes of each second one:

    value <name> <values>                          an operand: type (b u l f d), role (a first, o other), dimensions
    add l1 u0=l1:5,2,0 x=f1:4.5,1.5,-0.5 b1=E      int64 vector + uint8 0-dim is an int64 vector; + bool is refused

Scalars stand for themselves: i an int, w a whole float, x a float, and so on, see SCALARS.
Operations of one operand have the second operand `-`. An operation in place shows the operand afterwards.
"""

import gzip
import os
import warnings

import torch
import torch.nn.functional as F

warnings.filterwarnings("ignore")
torch.set_num_threads(1)

TYPES = {"b": torch.bool, "u": torch.uint8, "l": torch.int64, "f": torch.float32, "d": torch.float64}
LETTER = {dtype: letter for letter, dtype in TYPES.items()}
FIRST = {"b": [1, 0, 1], "u": [3, 0, 200], "l": [3, 0, -7], "f": [1.5, -2, 0.5], "d": [1.5, -2, 0.5]}
OTHER = {"b": [1, 1, 1], "u": [2, 5, 7], "l": [2, -3, 5], "f": [0.5, 2, -1.5], "d": [0.5, 2, -1.5]}
SCALARS = {"i": 2, "n": -1, "h": 300, "w": 2.0, "x": 1.5, "y": 1e10}


def operand(values, letter, dims):
    data = values[letter] if dims else values[letter][0]
    return torch.tensor(data, dtype=TYPES[letter])


PAIRS = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "div": lambda a, b: a / b,
    "pow": lambda a, b: a**b,
    "remainder": lambda a, b: a % b,
    "floor_divide": lambda a, b: a // b,
    "eq": lambda a, b: a.eq(b),
    "ne": lambda a, b: a.ne(b),
    "lt": lambda a, b: a.lt(b),
    "le": lambda a, b: a.le(b),
    "gt": lambda a, b: a.gt(b),
    "ge": lambda a, b: a.ge(b),
    "add_": lambda a, b: a.add_(b),
    "sub_": lambda a, b: a.sub_(b),
    "mul_": lambda a, b: a.mul_(b),
    "div_": lambda a, b: a.div_(b),
    "where": lambda a, b: torch.where(torch.tensor([True, False, True]), a, b),
}
TENSORS = {
    "maximum": torch.maximum,
    "minimum": torch.minimum,
    "atan2": torch.atan2,
    "logaddexp": torch.logaddexp,
    "logical_and": torch.logical_and,
    "logical_or": torch.logical_or,
    "logical_xor": torch.logical_xor,
    "isclose": torch.isclose,
    "add_2": lambda a, b: torch.add(a, b, alpha=2),
    "add_1.5": lambda a, b: torch.add(a, b, alpha=1.5),
    "add__2": lambda a, b: a.add_(b, alpha=2),
    "lerp": lambda a, b: torch.lerp(a, b, 0.25),
    "lerp_tensor": lambda a, b: torch.lerp(a, a, b),
    "lerp_": lambda a, b: a.lerp_(b, 0.25),
    "addcmul": lambda a, b: torch.addcmul(a, b, b, value=2),
    "addcmul_1.5": lambda a, b: torch.addcmul(a, b, b, value=1.5),
    "addcdiv": lambda a, b: torch.addcdiv(a, b, b, value=2),
    "addcmul_": lambda a, b: a.addcmul_(b, b, value=2),
    "addcdiv_": lambda a, b: a.addcdiv_(b, b, value=2),
    "copy_": lambda a, b: a.copy_(b),
    "matmul": lambda a, b: a.reshape(-1) @ b.reshape(-1),
    "cat": lambda a, b: torch.cat([a.reshape(-1), b.reshape(-1)]),
    "stack": lambda a, b: torch.stack([a.reshape(-1)[:1], b.reshape(-1)[:1]]),
    "index_add": lambda a, b: a.index_add(0, torch.arange(a.numel()), b.expand(a.shape)),
    "scatter_add": lambda a, b: a.scatter_add(0, torch.zeros(a.shape, dtype=torch.int64), b.expand(a.shape)),
    "scatter": lambda a, b: a.scatter(0, torch.zeros(a.shape, dtype=torch.int64), b.expand(a.shape)),
}
NUMBERS = {
    "rsub": lambda a, c: c - a,
    "rpow": lambda a, c: c**a,
    "pow_": lambda a, c: a.pow_(c),
    "clamp": lambda a, c: a.clamp(c, c),
    "clamp_min": lambda a, c: a.clamp(min=c),
    "clamp_max": lambda a, c: a.clamp(max=c),
    "clamp_": lambda a, c: a.clamp_(c, c),
    "masked_fill": lambda a, c: a.masked_fill(torch.tensor([True, False, True]), c),
    "masked_fill_": lambda a, c: a.masked_fill_(torch.tensor(True), c),
    "fill_": lambda a, c: a.fill_(c),
    "leaky_relu": lambda a, c: F.leaky_relu(a, c),
    "threshold": lambda a, c: F.threshold(a, 0, c),
}
ONES = {}
for name in """neg abs sign floor ceil round trunc frac exp expm1 exp2 log log1p log2 log10 sqrt rsqrt reciprocal square
        sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh sigmoid relu erf erfc lgamma digamma
        isnan isinf isfinite logical_not sum prod mean var std norm max min amax amin argmax argmin any all
        flip tril nonzero diag unique_none""".split():
    if hasattr(torch, name):
        ONES[name] = (lambda f: lambda a: f(a))(getattr(torch, name))
ONES["flip"] = lambda a: a.flip(0)
ONES["tril"] = lambda a: a.expand(2, 3).tril(0)
ONES["cumsum"] = lambda a: a.cumsum(0)
ONES["softmax"] = lambda a: a.softmax(0)
ONES["log_softmax"] = lambda a: a.log_softmax(0)
ONES["logsumexp"] = lambda a: a.logsumexp(0)
ONES["sum_0"] = lambda a: a.sum(0)
ONES["prod_0"] = lambda a: a.prod(0)
ONES["any_0"] = lambda a: a.any(0)
ONES["all_0"] = lambda a: a.all(0)
ONES["max_0"] = lambda a: a.max(0).values
ONES["min_0"] = lambda a: a.min(0).values
ONES["sort"] = lambda a: a.sort(0).values
ONES["topk"] = lambda a: a.topk(1, 0).values
ONES["polygamma"] = lambda a: torch.polygamma(1, a)
for name in "neg abs exp log sqrt tanh sigmoid relu".split():
    ONES[name + "_"] = (lambda n: lambda a: getattr(a, n + "_")())(name)
for name in """relu6 elu celu selu gelu silu mish hardswish hardsigmoid hardtanh hardshrink softshrink tanhshrink
        softsign softplus logsigmoid""".split():
    ONES[name] = (lambda f: lambda a: f(a))(getattr(F, name))
ONES["softmin"] = lambda a: F.softmin(a, 0)
ONES["normalize"] = lambda a: F.normalize(a, dim=0)
ONES["mm"] = lambda a: a.expand(3, 3) @ a.expand(3, 3)
ONES["linear"] = lambda a: F.linear(a.expand(2, 3), a.expand(2, 3))
for name, image in {"max_pool1d": 1, "avg_pool1d": 1, "max_pool2d": 2, "avg_pool2d": 2}.items():
    ONES[name] = (lambda f, n: lambda a: f(a.expand(*([1] * n), 1, 3) if n == 1 else a.expand(1, 2, 3), 2 if n == 2 else 3))(
        getattr(F, name), image)
for name in ["adaptive_avg_pool1d", "adaptive_max_pool1d"]:
    ONES[name] = (lambda f: lambda a: f(a.expand(1, 1, 3), 1))(getattr(F, name))
for name in ["adaptive_avg_pool2d", "adaptive_max_pool2d"]:
    ONES[name] = (lambda f: lambda a: f(a.expand(1, 1, 3), (1, 1)))(getattr(F, name))
ONES["conv1d"] = lambda a: F.conv1d(a.expand(1, 1, 3), a.reshape(-1)[:1].reshape(1, 1, 1))
ONES["conv2d"] = lambda a: F.conv2d(a.expand(1, 1, 1, 3), a.reshape(-1)[:1].reshape(1, 1, 1, 1))
ONES["conv_transpose1d"] = lambda a: F.conv_transpose1d(a.expand(1, 1, 3), a.reshape(-1)[:1].reshape(1, 1, 1))
ONES["conv_transpose2d"] = lambda a: F.conv_transpose2d(a.expand(1, 1, 1, 3), a.reshape(-1)[:1].reshape(1, 1, 1, 1))
ONES["layer_norm"] = lambda a: F.layer_norm(a.expand(2, 3), [3])
ONES["group_norm"] = lambda a: F.group_norm(a.expand(1, 3, 3), 3)
ONES["batch_norm"] = lambda a: F.batch_norm(a.expand(1, 1, 3), None, None, training=True)
ONES["pairwise_distance"] = lambda a: F.pairwise_distance(a.expand(3), a.flip(0).expand(3))
ONES["cosine_similarity"] = lambda a: F.cosine_similarity(a.expand(3), a.expand(3), dim=0)
ONES["pixel_shuffle"] = lambda a: F.pixel_shuffle(a.expand(4, 1, 3), 2)
ONES["unfold"] = lambda a: F.unfold(a.expand(1, 1, 1, 3), (1, 2))
ONES["pad"] = lambda a: F.pad(a.expand(1, 3), (1, 0))
ONES["reflect"] = lambda a: F.pad(a.expand(1, 3), (1, 1), mode="reflect")
ONES["mse_loss"] = lambda a: F.mse_loss(a, a)
ONES["l1_loss"] = lambda a: F.l1_loss(a, a)
ONES["smooth_l1_loss"] = lambda a: F.smooth_l1_loss(a, a)
ONES["binary_cross_entropy"] = lambda a: F.binary_cross_entropy(a.mul(0), a.mul(0))
ONES["cross_entropy"] = lambda a: F.cross_entropy(a.expand(1, 3), torch.tensor([1]))


def text(value):
    flat = value.detach().reshape(-1)
    if flat.dtype.is_floating_point:
        numbers = [format(v, ".7g") for v in flat.tolist()]
    else:
        numbers = [str(int(v)) for v in flat.tolist()]
    return LETTER[value.dtype] + str(value.dim()) + ":" + ",".join(numbers)


def answer(function, *operands):
    try:
        return text(function(*operands))
    except (RuntimeError, TypeError, IndexError, ValueError, NotImplementedError, ZeroDivisionError):
        return "E"


def main():
    shapes = [letter + dims for letter in TYPES for dims in "10"]
    lines = []
    for role, values in (("a", FIRST), ("o", OTHER)):
        for letter in TYPES:
            lines.append("value " + letter + role + " " + ",".join(str(v) for v in values[letter]))
    for table, others in ((PAIRS, shapes + list(SCALARS)), (TENSORS, shapes), (NUMBERS, list(SCALARS)), (ONES, ["-"])):
        for name, function in table.items():
            for first in shapes:
                line = [name, first]
                for other in others:
                    operands = [operand(FIRST, first[0], int(first[1]))]
                    if other in SCALARS:
                        operands.append(SCALARS[other])
                    elif other != "-":
                        operands.append(operand(OTHER, other[0], int(other[1])))
                    line.append(other + "=" + answer(function, *operands))
                lines.append(" ".join(line))
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "cases.txt.gz")
    with open(path, "wb") as file, gzip.GzipFile("", "wb", fileobj=file, mtime=0) as packed:
        packed.write(("\n".join(lines) + "\n").encode("ascii"))


main()
