"""Geometry: views, joins, splits, repetition, reflection, triangles, padding, types."""

import os
import sys

import torch

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from golden import Golden, rand

with Golden(__file__, names=True) as golden:
    case = golden.case
    for sizes in ((6, 4), (-1, 2), (24,), (2, 3, 4), (1, 24, 1), (2, 1, 3, 4), (4, 6)):
        case("reshape/" + "x".join(map(str, sizes)), lambda x, sizes: x.reshape(sizes), x=rand(2, 3, 4), sizes=sizes)
        case("reshape_t/" + "x".join(map(str, sizes)), lambda x, sizes: x.transpose(0, 1).reshape(sizes), x=rand(2, 3, 4), sizes=sizes)
    case("view/split", lambda x, sizes: x.transpose(0, 2).view(sizes), x=rand(2, 3, 4), sizes=(2, 2, 3, 2))
    case("view/scalar", lambda x, sizes: x.reshape(1).view(sizes), x=rand(), sizes=(1, 1))
    case("flatten", lambda x, start, end: x.flatten(start, end), x=rand(2, 3, 4, 2), start=1, end=2)
    for order in ((2, 0, 1), (0, 2, 1), (-1, -3, -2)):
        case("permute/" + "".join(map(str, order)), lambda x, order: x.permute(order), x=rand(2, 3, 4), order=order)
    case("transpose", lambda x, a, b: x.transpose(a, b), x=rand(2, 3, 4), a=0, b=-1)
    case("t", lambda x: x.t(), x=rand(2, 3))
    case("squeeze/all", lambda x, dims: x.squeeze(), x=rand(1, 3, 1, 2), dims=())
    case("squeeze/one", lambda x, dims: x.squeeze(dims[0]), x=rand(1, 3, 1, 2), dims=(-2,))
    case("squeeze/no", lambda x, dims: x.squeeze(dims[0]), x=rand(1, 3, 1, 2), dims=(1,))
    case("squeeze/two", lambda x, dims: x.squeeze(dims), x=rand(1, 3, 1, 2), dims=(0, 2))
    for dim in (0, 1, -1):
        case(f"unsqueeze/{dim}", lambda x, dim: x.unsqueeze(dim), x=rand(2, 3), dim=dim)
    case("expand/new", lambda x, sizes: x.expand(sizes), x=rand(2, 1), sizes=(3, 2, 4))
    case("expand/keep", lambda x, sizes: x.expand(sizes), x=rand(2, 1), sizes=(-1, 3))
    for d, a, b, s in ((0, 1, 3, 1), (1, 0, 5, 2), (1, -3, -1, 1), (0, 3, 1, 1), (1, 1, 100, 3)):
        case(f"slice/{d}_{a}_{b}_{s}", lambda x, dim, start, end, step: x[start:end:step] if dim == 0 else x[:, start:end:step],
             x=rand(4, 5), dim=d, start=a, end=b, step=s)
    case("narrow", lambda x, dim, start, length: x.narrow(dim, start, length), x=rand(4, 5), dim=1, start=-3, length=2)
    case("select", lambda x, dim, index: x.select(dim, index), x=rand(2, 3, 4), dim=1, index=-1)
    case("clone", lambda x: x.clone(), x=rand(2, 3))
    case("contiguous", lambda x: x.t().contiguous(), x=rand(2, 3))
    for amounts in ((1, 2), (1, 0, 2, 1), (-1, 2), (-1, -1, 0, 3), (0, 0, 1, 1, 2, 0)):
        case("pad/" + "_".join(map(str, amounts)), lambda x, value, amounts: torch.nn.functional.pad(x, amounts, value=value),
             x=rand(2, 3, 4), value=1.5, amounts=amounts)
    case("cat/0", lambda x, y, z, dim: torch.cat([x, y, z], dim), x=rand(2, 3), y=rand(1, 3), z=rand(0, 3), dim=0)
    case("cat/1", lambda x, y, z, dim: torch.cat([x, y, z], dim), x=rand(2, 3), y=rand(2, 1), z=rand(2, 2), dim=-1)
    for dim in (0, 1, -1):
        case(f"stack/{dim}", lambda x, y, dim: torch.stack([x, y], dim), x=rand(2, 3), y=rand(2, 3), dim=dim)
    case("split", lambda x, size, dim: x.split(size, dim), x=rand(5, 2), size=2, dim=0)
    case("split_sizes", lambda x, sizes, dim: x.split(sizes, dim), x=rand(2, 5), sizes=[1, 0, 4], dim=1)
    case("chunk", lambda x, chunks, dim: x.chunk(chunks, dim), x=rand(2, 7), chunks=3, dim=1)
    case("unbind", lambda x, dim: x.unbind(dim), x=rand(2, 3, 2), dim=1)
    case("unbind_one", lambda x, dim: x.unbind(dim)[1] * 2, x=rand(2, 3, 2), dim=1)
    case("repeat", lambda x, times: x.repeat(times), x=rand(2, 3), times=(2, 1, 3))
    case("repeat/same_rank", lambda x, times: x.repeat(times), x=rand(2, 3), times=(1, 2))
    case("tile", lambda x, times: x.tile(times), x=rand(2, 3), times=(2,))
    case("flip/0", lambda x, dims: x.flip(dims), x=rand(2, 3, 2), dims=(0,))
    case("flip/02", lambda x, dims: x.flip(dims), x=rand(2, 3, 2), dims=(0, -1))
    for shift in (1, -1, 5, 0):
        case(f"roll/{shift}", lambda x, shift, dim: x.roll(shift, dim), x=rand(2, 4), shift=shift, dim=1)
    for diagonal in (0, 1, -1, 5):
        case(f"tril/{diagonal}", lambda x, diagonal: x.tril(diagonal), x=rand(2, 3, 4), diagonal=diagonal)
        case(f"triu/{diagonal}", lambda x, diagonal: x.triu(diagonal), x=rand(2, 3, 4), diagonal=diagonal)
    for diagonal in (0, 1, -2):
        case(f"diag/matrix_{diagonal}", lambda x, diagonal: x.diag(diagonal), x=rand(3, 4), diagonal=diagonal)
        case(f"diag/vector_{diagonal}", lambda x, diagonal: x.diag(diagonal), x=rand(3), diagonal=diagonal)
    case("to_double", lambda x: x.double(), x=rand(3))
    case("to_long", lambda x: x.long(), grad=False, x=rand(6))
    case("to_bool", lambda x: x.bool(), grad=False, x=rand(6))
