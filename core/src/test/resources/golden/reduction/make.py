"""Reductions: sums, means, variances, norms, products, extremes, running sums, softmax."""

import os
import sys

import torch

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from golden import Golden, distinct, ints, rand, values

INF, NAN = float("inf"), float("nan")

with Golden(__file__, names=True) as golden:
    case = golden.case
    shapes = {"none": (None, False), "first": (0, False), "last": (-1, True), "two": ((0, 2), False), "all": ((0, 1, 2), True)}
    for name, (dim, keep) in shapes.items():
        case("sum/" + name, lambda x, dim, keepdim: x.sum() if dim is None else x.sum(dim, keepdim), x=rand(2, 3, 4), dim=dim, keepdim=keep)
        case("mean/" + name, lambda x, dim, keepdim: x.mean() if dim is None else x.mean(dim, keepdim), x=rand(2, 3, 4), dim=dim, keepdim=keep)
        for unbiased in (True, False):
            case(f"var/{name}_{unbiased}", lambda x, dim, keepdim, unbiased: x.var(dim, unbiased=unbiased, keepdim=keepdim),
                 x=rand(2, 3, 4), dim=dim, keepdim=keep, unbiased=unbiased)
            case(f"std/{name}_{unbiased}", lambda x, dim, keepdim, unbiased: x.std(dim, unbiased=unbiased, keepdim=keepdim),
                 x=rand(2, 3, 4), dim=dim, keepdim=keep, unbiased=unbiased)
        every = (0, 1, 2) if dim is None else dim
        case("logsumexp/" + name, lambda x, dim, keepdim: x.logsumexp((0, 1, 2) if dim is None else dim, keepdim), x=rand(2, 3, 4), dim=dim, keepdim=keep)
        case("amax/" + name, lambda x, dim, keepdim: x.amax(() if dim is None else dim, keepdim), x=distinct(2, 3, 4), dim=dim, keepdim=keep)
        case("amin/" + name, lambda x, dim, keepdim: x.amin(() if dim is None else dim, keepdim), x=distinct(2, 3, 4), dim=dim, keepdim=keep)
        for p in (1, 2, 3, 1.5, 0.5, 0, INF, -INF):
            case(f"norm/{name}_{p}", lambda x, p, dim, keepdim: torch.linalg.vector_norm(x, p, dim, keepdim),
                 x=rand(2, 3, 2), p=p, dim=dim, keepdim=keep)
    case("norm/zeros_2", lambda x, p, dim, keepdim: torch.linalg.vector_norm(x, p, dim, keepdim), check=False, x=values([[0, 0], [3, 4]]), p=2, dim=1, keepdim=False)
    case("norm/zeros_1", lambda x, p, dim, keepdim: torch.linalg.vector_norm(x, p, dim, keepdim), check=False, x=values([[0, 0], [3, -4]]), p=1, dim=1, keepdim=False)
    case("norm/zeros_3", lambda x, p, dim, keepdim: torch.linalg.vector_norm(x, p, dim, keepdim), check=False, x=values([[0, 0], [3, -4]]), p=3, dim=1, keepdim=False)
    case("norm/ties_inf", lambda x, p, dim, keepdim: torch.linalg.vector_norm(x, p, dim, keepdim), check=False, x=values([[4, -4], [3, -4]]), p=INF, dim=1, keepdim=False)
    case("std/constant", lambda x, dim, keepdim, unbiased: x.std(dim, unbiased=unbiased, keepdim=keepdim), check=False, x=values([[2, 2, 2], [1, 2, 4]]), dim=1, keepdim=False, unbiased=True)
    case("var/one", lambda x, dim, keepdim, unbiased: x.var(dim, unbiased=unbiased, keepdim=keepdim), check=False, grad=False, x=values([[2], [1]]), dim=1, keepdim=False, unbiased=True)
    case("sum/scalar", lambda x, dim, keepdim: x.sum(), x=rand(), dim=None, keepdim=False)
    case("sum/empty", lambda x, dim, keepdim: x.sum(dim, keepdim), x=rand(0, 3), dim=0, keepdim=False)
    case("mean/empty", lambda x, dim, keepdim: x.mean(dim, keepdim), grad=False, x=rand(0, 3), dim=0, keepdim=False)
    case("sum/ints", lambda x, dim, keepdim: x.sum(dim, keepdim), dtypes=(torch.float32,), x=ints(-5, 5, 2, 3), dim=0, keepdim=False)
    case("sum/bools", lambda x, dim, keepdim: x.sum(dim, keepdim), dtypes=(torch.float32,), x=torch.tensor([[True, False], [True, True]]), dim=0, keepdim=False)
    case("amax/ties", lambda x, dim, keepdim: x.amax(dim, keepdim), check=False, x=values([[1, 3, 3], [2, 2, 2]]), dim=1, keepdim=False)
    case("logsumexp/edges", lambda x, dim, keepdim: x.logsumexp(dim, keepdim), check=False, x=values([[1000, 1001], [-INF, -INF], [INF, 1], [-1000, -INF]]), dim=1, keepdim=False)

    case("sum_to_size", lambda x: x.sum_to_size(3, 1), x=rand(2, 3, 4))

    for dim in (0, 1, -1):
        case(f"prod/{dim}", lambda x, dim, keepdim: x.prod(dim, keepdim), x=rand(2, 3, 2), dim=dim, keepdim=dim == 1)
        case(f"cumsum/{dim}", lambda x, dim: x.cumsum(dim), x=rand(2, 3, 2), dim=dim)
        case(f"softmax/{dim}", lambda x, dim: x.softmax(dim), x=rand(2, 3, 2), dim=dim)
        case(f"log_softmax/{dim}", lambda x, dim: x.log_softmax(dim), x=rand(2, 3, 2), dim=dim)
        for keep in (True, False):
            case(f"max/{dim}{keep}", lambda x, dim, keepdim: x.max(dim, keepdim), x=distinct(2, 3, 2), dim=dim, keepdim=keep)
            case(f"min/{dim}{keep}", lambda x, dim, keepdim: x.min(dim, keepdim), x=distinct(2, 3, 2), dim=dim, keepdim=keep)
    case("prod_all", torch.prod, x=rand(2, 3))
    case("prod/one_zero", lambda x, dim, keepdim: x.prod(dim, keepdim), x=values([[1, 0, 3], [2, 4, 5], [0, 2, 0]]), dim=1, keepdim=False)
    case("prod_all/zeros", torch.prod, x=values([0, 2, 0.5]))
    case("prod/ints", lambda x, dim, keepdim: x.prod(dim, keepdim), dtypes=(torch.float32,), x=ints(-5, 5, 2, 3), dim=0, keepdim=False)
    case("cumsum/ints", lambda x, dim: x.cumsum(dim), dtypes=(torch.float32,), x=ints(-5, 5, 2, 3), dim=1)
    case("softmax/large", lambda x, dim: x.softmax(dim), check=False, x=values([[1e4, 1e4 - 1, 0], [-INF, 0, 1], [5, 5, 5]]), dim=1)
    case("log_softmax/large", lambda x, dim: x.log_softmax(dim), check=False, x=values([[1e4, 1e4 - 1, 0], [-INF, 0, 1], [5, 5, 5]]), dim=1)
    case("softmax/scalar", lambda x, dim: x.softmax(dim), check=False, x=rand(), dim=0)
    case("max/nan", lambda x, dim, keepdim: x.max(dim, keepdim), check=False, x=values([[1, NAN, 3], [2, 2, 1]]), dim=1, keepdim=False)
    case("min/nan", lambda x, dim, keepdim: x.min(dim, keepdim), check=False, x=values([[1, NAN, 3], [2, 1, 1]]), dim=1, keepdim=False)
    case("max/big", lambda x, dim, keepdim: x.max(dim, keepdim), dtypes=(torch.float32,), x=torch.tensor([2 ** 60, 2 ** 60 + 1]), dim=0, keepdim=False)
    case("max_all", torch.max, x=distinct(2, 3))
    case("min_all", torch.min, x=distinct(2, 3))
    case("max_all/ties", lambda x: x.max(), check=False, x=values([[3, 1], [3, 2]]))
    case("argmax", lambda x, dim: x.argmax(dim), grad=False, x=distinct(3, 4), dim=1)
    case("argmin", lambda x, dim: x.argmin(dim), grad=False, x=distinct(3, 4), dim=0)
    case("argmax_all", lambda x: x.argmax(), grad=False, x=distinct(3, 4))
    case("argmin_all", lambda x: x.argmin(), grad=False, x=distinct(3, 4))
    case("any", lambda x: x.any(1), grad=False, x=values([[0, 0], [0, 2], [NAN, 0]]))
    case("all", lambda x: x.all(1), grad=False, x=values([[0, 0], [1, 2], [NAN, 0]]))
    case("any_all", lambda x: x.any(), grad=False, x=values([[0, 0], [0, 2]]))
    case("all_all", lambda x: x.all(), grad=False, x=values([[0, 0], [0, 2]]))
