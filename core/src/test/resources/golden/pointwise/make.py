"""Element-wise operations."""

import os
import sys

import torch

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from golden import Golden, ints, rand, values

INF, NAN = float("inf"), float("nan")
EDGES = [0.0, -0.0, 1.0, -1.0, INF, -INF, NAN, 1e-30, -1e-30, 1e30, 700.0, -700.0, 30.0, -30.0, 0.5, 2.5]

with Golden(__file__, names=True) as golden:
    case = golden.case
    binary = {
        "add": torch.add, "sub": torch.sub, "mul": torch.mul, "div": torch.div,
        "maximum": torch.maximum, "minimum": torch.minimum,
    }
    for name, f in binary.items():
        case(name, lambda x, y, f=f: f(x, y), x=rand(2, 3), y=rand(2, 3, low=0.5))
        case(name + "/broadcast", lambda x, y, f=f: f(x, y), x=rand(2, 1, 3), y=rand(4, 1, low=0.5))
        case(name + "/scalar_tensor", lambda x, y, f=f: f(x, y), x=rand(), y=rand(3, low=0.5))
        case(name + "/empty", lambda x, y, f=f: f(x, y), x=rand(2, 0), y=rand(1))
        case(name + "/edges", lambda x, y, f=f: f(x, y), check=False, x=values([EDGES] * 1),
             y=values([[v] for v in (0.0, 1.0, -2.0, INF, NAN)]))
    case("maximum/ties", torch.maximum, check=False, x=values([1, 2, 3]), y=values([1, 3, 3]))
    case("minimum/ties", torch.minimum, check=False, x=values([1, 2, 3]), y=values([1, 3, 3]))
    case("pow_tensor", torch.pow, x=rand(2, 3, low=0.3), y=rand(3))
    case("pow_tensor/edges", lambda x, y: torch.pow(x, y), check=False, x=values([0.0, 0.0, 0.0, 2.0, -2.0, -2.0, 1.0]),
         y=values([0.0, 2.0, 0.5, 0.0, 3.0, 2.0, NAN]))
    for e in (0, 1, 2, 3, 0.5, -1, -2, 2.5):
        case(f"pow/{e}", lambda x, exponent: x.pow(exponent), x=rand(2, 3, low=0.3), exponent=e)
        case(f"pow/{e}_edges", lambda x, exponent: x.pow(exponent), check=False, x=values([0.0, -1.0, 2.0, INF, -INF, NAN]), exponent=e)
    for c in (2.5, -3, 0):
        case(f"add_scalar/{c}", lambda x, c: x + c, x=rand(3), c=c)
        case(f"sub_scalar/{c}", lambda x, c: x - c, x=rand(3), c=c)
        case(f"mul_scalar/{c}", lambda x, c: x * c, x=rand(3), c=c)
        case(f"rsub/{c}", lambda x, c: c - x, x=rand(3), c=c)
        if c:
            case(f"div_scalar/{c}", lambda x, c: x / c, x=rand(3), c=c)
    case("mul_scalar/third", lambda x, c: x * c, x=rand(5), c=0.1)
    case("div_scalar/third", lambda x, c: x / c, x=rand(5), c=0.3)

    unary = {
        "neg": (torch.neg, {}), "abs": (torch.abs, {}), "sign": (torch.sign, {}), "floor": (torch.floor, {}),
        "ceil": (torch.ceil, {}), "round": (torch.round, {}), "exp": (torch.exp, {}), "expm1": (torch.expm1, {}),
        "log": (torch.log, dict(low=0.2)), "log1p": (torch.log1p, dict(low=-0.7)), "sqrt": (torch.sqrt, dict(low=0.2)),
        "rsqrt": (torch.rsqrt, dict(low=0.2)), "reciprocal": (torch.reciprocal, dict(low=0.3)), "sin": (torch.sin, {}),
        "cos": (torch.cos, {}), "tanh": (torch.tanh, {}), "sigmoid": (torch.sigmoid, {}), "relu": (torch.relu, {}),
        "square": (torch.square, {}),
    }
    for name, (f, limits) in unary.items():
        case(name, lambda x, f=f: f(x), x=rand(3, 4, **limits))
        case(name + "/scalar", lambda x, f=f: f(x), x=rand(**limits))
        case(name + "/edges", lambda x, f=f: f(x), check=False, x=values(EDGES))

    case("clamp", lambda x, min, max: x.clamp(min, max), x=rand(3, 4), min=-0.5, max=1.01)
    case("clamp/edges", lambda x, min, max: x.clamp(min, max), check=False, x=values(EDGES), min=0.0, max=1.0)
    case("where", lambda c, x, y: torch.where(c, x, y), c=torch.tensor([[True], [False]]), x=rand(2, 3), y=rand(3))
    case("masked_fill", lambda x, m: x.masked_fill(m, -1.5), x=rand(2, 3), m=torch.tensor([True, False, True]))

    compare = {"eq": torch.eq, "ne": torch.ne, "lt": torch.lt, "le": torch.le, "gt": torch.gt, "ge": torch.ge}
    for name, f in compare.items():
        case(name, lambda x, y, f=f: f(x, y), grad=False, x=values([1, 2, 3, NAN, INF]), y=values([[1], [NAN], [INF], [2.5]]))
        case(name + "_scalar", lambda x, f=f: f(x, 2), grad=False, x=values([1, 2, 3, NAN, INF]))
    case("isnan", torch.isnan, grad=False, x=values(EDGES))
    case("isfinite", torch.isfinite, grad=False, x=values(EDGES))
    case("logical_not", torch.logical_not, grad=False, x=values(EDGES))
