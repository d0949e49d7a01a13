"""Products whose first operand is a sparse CSR matrix, and sums of rows of a table."""

import os
import sys

import torch
import torch.nn.functional as F

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from golden import Golden, rand, values

# A row without values, and columns that none or several rows have.
X = values([[0, 1.5, 0, 0, -0.75], [0, 0, 0, 0, 0], [2, 0.25, 0, 0, 0], [0, -1, 0, 0.5, 3]], grad=False)

with Golden(__file__) as golden:
    case = golden.case
    case("linear", lambda x, w, b: F.linear(x.to_sparse_csr(), w, b), x=X, w=rand(3, 5), b=rand(3))
    case("linear/one", lambda x, w, b: F.linear(x.to_sparse_csr(), w, b), x=X, w=rand(1, 5), b=rand(1))
    case("linear/nothing", lambda x, w, b: F.linear(x.to_sparse_csr(), w, b), x=values([[0, 0]], grad=False), w=rand(3, 2), b=rand(3))
    case("plain", lambda x, w: torch.sparse.mm(x.to_sparse_csr(), w.t()), x=X, w=rand(3, 5))
    case("mm", lambda x, w: torch.sparse.mm(x.to_sparse_csr(), w), x=X, w=rand(5, 2))
    case("narrow", lambda x, w, b: F.linear(x.narrow(0, 1, 2).to_sparse_csr(), w, b), x=X, w=rand(3, 5), b=rand(3))
    rows = torch.tensor([0, 3, 3, 7, 9])
    offsets = torch.tensor([0, 2, 2, 3])
    case("bag", lambda w, s: F.embedding_bag(rows, w, offsets, mode="sum", per_sample_weights=s), w=rand(10, 3), s=values([1.5, -0.5, 2, 0.25, 1], grad=False))
