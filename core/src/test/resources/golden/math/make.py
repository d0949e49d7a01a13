"""Mathematical functions of the elements, logic, and sums of three operands."""

import os
import sys

import torch

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from golden import Golden, ints, rand, values

INF, NAN = float("inf"), float("nan")
EDGES = [0.0, -0.0, 1.0, -1.0, INF, -INF, NAN, 1e-6, -1e-6, 1e6, 88.0, -88.0, 30.0, -30.0, 0.5, 2.5, -2.5, 3.0]

with Golden(__file__, names=True) as golden:
    case = golden.case
    unary = {
        "tan": (torch.tan, dict(low=-1.4, high=1.4)), "asin": (torch.asin, dict(low=-0.9, high=0.9)),
        "acos": (torch.acos, dict(low=-0.9, high=0.9)), "atan": (torch.atan, {}), "sinh": (torch.sinh, {}),
        "cosh": (torch.cosh, {}), "asinh": (torch.asinh, {}), "acosh": (torch.acosh, dict(low=1.2, high=4)),
        "atanh": (torch.atanh, dict(low=-0.9, high=0.9)), "log2": (torch.log2, dict(low=0.2)),
        "log10": (torch.log10, dict(low=0.2)), "exp2": (torch.exp2, {}), "erf": (torch.erf, {}), "erfc": (torch.erfc, {}),
        "lgamma": (torch.lgamma, dict(low=0.1, high=6)), "digamma": (torch.digamma, dict(low=0.3, high=6)),
        "trunc": (torch.trunc, {}), "frac": (torch.frac, {}),
    }
    for name, (f, limits) in unary.items():
        # PyTorch's trigamma, the slope of digamma, is exact to 1e-9 only.
        tolerance = 1e-8 if name == "digamma" else None
        case(name, lambda x, f=f: f(x), x=rand(3, 4, **limits), tolerance=tolerance)
        edges = [v for v in EDGES if not (name == "tan" and abs(v) > 1e5) and not (name == "digamma" and (v < -1e-3 or abs(v) < 1e-3))]
        case(name + "/edges", lambda x, f=f: f(x), check=False, x=values(edges), tolerance=tolerance)
    case("digamma/poles", torch.digamma, grad=False, x=values([0.0, -0.0, -1.0, -7.0, -INF, 1e-6, -1e-6]))
    case("lgamma/negative", torch.lgamma, x=values([-0.5, -1.3, -2.7, -10.4, 0.01, 20.5, 100.25]))
    case("digamma/negative", torch.digamma, tolerance=1e-8, x=values([-0.5, -1.3, -2.7, 0.2, 20.5, 100.25]))
    for n in (1, 2, 3):
        case(f"polygamma/{n}", lambda x, n: torch.polygamma(n, x), tolerance=1e-8 if n == 1 else None, x=rand(5, low=0.5, high=5), n=n)
    case("atan2", torch.atan2, x=rand(3, 2), y=rand(2, low=0.4))
    case("logaddexp", torch.logaddexp, x=rand(3, 2), y=rand(2))
    case("logaddexp/edges", lambda x, y: torch.logaddexp(x, y), grad=False, x=values([INF, -INF, 1000, 0, NAN, -INF]), y=values([INF, -INF, 999, -1000, 0, 3]))

    case("remainder", torch.remainder, x=values([[5.3, -5.3, 0.7], [7.1, -7.2, 2.2]]), y=values([2.1, 1.9, -0.6]))
    case("remainder_scalar/pos", lambda x, c: x.remainder(c), x=rand(6, low=-5, high=5), c=1.5)
    case("remainder_scalar/neg", lambda x, c: x.remainder(c), x=rand(6, low=-5, high=5), c=-1.5)
    case("remainder/ints", torch.remainder, dtypes=(torch.float32,), x=torch.tensor([5, -5, 7, -7]), y=torch.tensor([3, 3, -3, -3]))
    case("floor_divide", torch.floor_divide, grad=False, x=values([5.3, -5.3, 6.0, -0.0, 1.0, 7.0]), y=values([2, 2, -2, 3, 0, 0.1]))
    case("floor_divide/ints", torch.floor_divide, dtypes=(torch.float32,), x=torch.tensor([5, -5, 7, -7]), y=torch.tensor([3, 3, -3, -3]))
    case("clamp_min", lambda x, c: x.clamp_min(c), x=rand(6), c=0.25)
    case("clamp_max", lambda x, c: x.clamp_max(c), x=rand(6), c=0.25)
    case("clamp_min/edges", lambda x, c: x.clamp_min(c), check=False, x=values(EDGES), c=0)
    case("clamp_max/edges", lambda x, c: x.clamp_max(c), check=False, x=values(EDGES), c=0)
    case("rpow/2", lambda x, c: c ** x, x=rand(6), c=2.5)
    case("rpow/0", lambda x, c: c ** x, check=False, x=values([1, 2, 0, 0.5]), c=0)

    case("add_alpha", lambda x, y, alpha: torch.add(x, y, alpha=alpha), x=rand(2, 3), y=rand(3), alpha=-1.5)
    for w in (0, 0.3, 0.5, 0.8, 1, 1.5):
        case(f"lerp_scalar/{w}", lambda x, y, w: torch.lerp(x, y, w), x=rand(2, 3), y=rand(3), w=w)
    case("lerp", torch.lerp, x=rand(2, 3), y=rand(2, 3), w=rand(2, 3, low=0, high=1))
    case("addcmul", lambda x, a, b, value: torch.addcmul(x, a, b, value=value), x=rand(2, 3), a=rand(3), b=rand(2, 1), value=0.7)
    case("addcdiv", lambda x, a, b, value: torch.addcdiv(x, a, b, value=value), x=rand(2, 3), a=rand(3), b=rand(2, 1, low=0.5), value=-0.7)

    a, b = values([0, 1, 2, NAN, -0.0]), values([[0], [1], [NAN]])
    case("logical_and", torch.logical_and, grad=False, x=a, y=b)
    case("logical_or", torch.logical_or, grad=False, x=a, y=b)
    case("logical_xor", torch.logical_xor, grad=False, x=a, y=b)
    case("isinf", torch.isinf, grad=False, x=values(EDGES))
    case("isclose", torch.isclose, grad=False, x=values([1, 1, 1, INF, INF, NAN, 1e-9]), y=values([1.000001, 1.1, 1, INF, -INF, NAN, 0]))
    case("isclose_nan", lambda x, y: torch.isclose(x, y, 0.1, 0.01, True), grad=False, x=values([1, 1, 1, INF, NAN]), y=values([1.05, 1.2, 1, INF, NAN]))

    # types
    one = (torch.float32,)
    i, u, t = torch.tensor([3, -2]), torch.tensor([200, 7], dtype=torch.uint8), torch.tensor([True, False])
    for name, x in (("int64", i), ("uint8", u), ("bool", t)):
        case("typed_add_tensor/" + name, lambda x, y: x + y, dtypes=one, x=x, y=i)
        case("typed_mul_float/" + name, lambda x, y: x * y, dtypes=one, x=x, y=rand(2, grad=False))
        case("typed_mul_scalar_tensor/" + name, lambda x, y: x * y, dtypes=one, x=x, y=rand(grad=False))
        case("typed_add_100/" + name, lambda x: x + 100, dtypes=one, x=x)
        case("typed_add_half/" + name, lambda x: x + 0.5, dtypes=one, x=x)
        case("typed_div/" + name, lambda x, y: x / y, dtypes=one, x=x, y=i)
        case("typed_exp/" + name, torch.exp, dtypes=one, x=x)
    case("typed_add_100/big", lambda x: x + 100, dtypes=one, x=torch.tensor([2 ** 60 + 1, -(2 ** 61) - 3]))
    case("typed_gt/big", lambda x, y: x > y, dtypes=one, x=torch.tensor([2 ** 60 + 1, 5]), y=torch.tensor([2 ** 60, 5]))
