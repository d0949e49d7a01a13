"""Picking and writing by index and mask, ordering."""

import os
import sys

import torch

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from golden import Golden, distinct, ints, rand, values

INF, NAN = float("inf"), float("nan")

with Golden(__file__, names=True) as golden:
    case = golden.case
    for dim in (0, 1, -1):
        index = ints(0, 2, 2, 2, 2)
        case(f"gather/{dim}", lambda x, index, dim: x.gather(dim, index), x=rand(2, 3, 2), index=index, dim=dim)
        case(f"scatter_add/{dim}", lambda x, index, source, dim: x.scatter_add(dim, index, source), x=rand(2, 3, 2), index=index, source=rand(2, 2, 2), dim=dim)
        case(f"scatter_value/{dim}", lambda x, index, dim: x.scatter(dim, index, 1.5), x=rand(2, 3, 2), index=index, dim=dim)
        case(f"index_select/{dim}", lambda x, index, dim: x.index_select(dim, index), x=rand(2, 3, 2), index=torch.tensor([1, 0, 1]), dim=dim)
        case(f"index_add/{dim}", lambda x, index, source, dim, alpha: x.index_add(dim, index, source, alpha=alpha), x=rand(3, 3, 3), index=torch.tensor([2, 0, 2]), source=rand(3, 3, 3), dim=dim, alpha=-0.5)
    case("scatter", lambda x, index, source, dim: x.scatter(dim, index, source), x=rand(2, 4), index=torch.tensor([[3, 0], [1, 2]]), source=rand(2, 2), dim=1)
    case("masked_select", lambda x, mask: x.masked_select(mask), x=rand(2, 3), mask=torch.tensor([[True, False, True], [False, False, True]]))
    case("masked_select/broadcast", lambda x, mask: x.masked_select(mask), x=rand(2, 1), mask=torch.tensor([True, False, True]))
    case("masked_select/none", lambda x, mask: x.masked_select(mask), x=rand(3), mask=torch.tensor([False, False, False]))
    case("nonzero", lambda x: x.nonzero(), grad=False, x=values([[0, 1, 0], [2, 0, NAN]]))
    case("where_scalar", lambda c, x: torch.where(c, x, 0.5), c=torch.tensor([True, False, True]), x=rand(3))
    for descending in (False, True):
        case(f"sort/{descending}", lambda x, dim, descending: x.sort(dim, descending), x=distinct(3, 4), dim=1, descending=descending)
        case(f"sort/first_{descending}", lambda x, dim, descending: x.sort(dim, descending), x=distinct(3, 4), dim=0, descending=descending)
        case(f"sort/nan_{descending}", lambda x, dim, descending: x.sort(dim, descending),
             check=False, x=values([3, NAN, -INF, INF, 0, -0.0, 3]), dim=0, descending=descending)
        case(f"argsort/{descending}", lambda x, dim, descending: x.argsort(dim, descending), grad=False, x=distinct(3, 4), dim=1, descending=descending)
    for k in (0, 1, 3):
        for largest in (True, False):
            case(f"topk/{k}{largest}", lambda x, k, dim, largest: x.topk(k, dim, largest), x=distinct(3, 4), k=k, dim=0, largest=largest)
    case("topk/ints", lambda x, k, dim, largest: x.topk(k, dim, largest), dtypes=(torch.float32,), x=torch.tensor([5, 2 ** 60, 2 ** 60 + 1, -3]), k=2, dim=0, largest=True)
    case("one_hot", lambda x, classes: torch.nn.functional.one_hot(x, classes), dtypes=(torch.float32,), x=torch.tensor([[0, 2], [1, 0]]), classes=4)
    case("one_hot/inferred", lambda x, classes: torch.nn.functional.one_hot(x, classes), dtypes=(torch.float32,), x=torch.tensor([0, 2]), classes=-1)
