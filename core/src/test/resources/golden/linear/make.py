"""Products of vectors, matrices and batches."""

import os
import sys

import torch

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from golden import Golden, ints, rand

with Golden(__file__, names=True) as golden:
    case = golden.case
    case("mm", torch.mm, x=rand(2, 3), y=rand(3, 4))
    case("mm/inner_zero", torch.mm, x=rand(2, 0), y=rand(0, 3))
    case("mm/ints", torch.mm, dtypes=(torch.float32,), x=ints(-5, 5, 2, 3), y=ints(-5, 5, 3, 2))
    case("bmm", torch.bmm, x=rand(2, 2, 3), y=rand(2, 3, 2))
    case("addmm", torch.addmm, b=rand(4), x=rand(2, 3), y=rand(3, 4))
    case("addmm/full", torch.addmm, b=rand(2, 4), x=rand(2, 3), y=rand(3, 4))
    case("dot", torch.dot, x=rand(4), y=rand(4))
    case("mv", torch.mv, x=rand(2, 3), y=rand(3))
    case("outer", torch.outer, x=rand(2), y=rand(3))
    pairs = [((3,), (3,)), ((2, 3), (3,)), ((3,), (3, 2)), ((2, 3), (3, 2)), ((2, 2, 3), (3,)), ((3,), (2, 3, 2)), ((2, 2, 3), (3, 2)),
             ((2, 3), (2, 3, 2)), ((2, 1, 2, 3), (3, 3, 2)), ((1, 2, 3), (2, 3, 1)), ((2, 2, 0), (0, 2))]
    for a, b in pairs:
        # In these PyTorch multiplies transposed matrices or sums, with other nodes and the same result.
        names = (a, b) not in (((3,), (3, 2)), ((3,), (2, 3, 2)), ((2, 3), (2, 3, 2)), ((1, 2, 3), (2, 3, 1)))
        case(f"matmul/{'x'.join(map(str, a))}_{'x'.join(map(str, b))}", torch.matmul, names=names, x=rand(*a), y=rand(*b))
    for equation, shapes in {
        "ij,jk->ik": ((2, 3), (3, 2)), "ij,kj->ik": ((2, 3), (4, 3)), "bij,bjk->bik": ((2, 2, 3), (2, 3, 2)), "i,j->ij": ((2,), (3,)),
        "ij->ji": ((2, 3),), "ij->": ((2, 3),), "ij->j": ((2, 3),), "ij,ij->": ((2, 3), (2, 3)), "ij,j": ((2, 3), (3,)),
        "bhqd,bhkd->bhqk": ((1, 2, 2, 3), (1, 2, 3, 3)), "ij,jk,kl->il": ((2, 3), (3, 2), (2, 2)), "ij,k->i": ((2, 3), (2,)),
        "bn,anm,bm->ba": ((2, 2), (3, 2, 3), (2, 3)), "ba": ((2, 3),),
    }.items():
        tensors = {f"x{i}": rand(*s) for i, s in enumerate(shapes)}
        name = "einsum/" + equation.replace(",", "_").replace("->", "=")
        case(name, lambda *t: torch.einsum(t[-1], *t[:-1]), names=False, **tensors, equation=equation)
