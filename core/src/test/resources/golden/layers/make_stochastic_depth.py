"""torchvision's stochastic_depth on its own draws, into stochastic_depth.txt.

A line: mode, p, sizes of x, the draws (1 for what is kept), x, y and the gradient of x where that of y is x squared.
"""

import os

import torch
from torchvision.ops import stochastic_depth

CASES = [
    ("row", 0.5, (6, 2)),
    ("row", 0.25, (5, 2, 2, 1)),
    ("row", 0.8, (7, 1, 1, 2)),
    ("batch", 0.4, (2, 3)),
    ("batch", 0.6, (2, 1, 2, 2)),
]


def text(tensor):
    return " ".join(str(v) for v in tensor.detach().reshape(-1).tolist())


with open(os.path.join(os.path.dirname(__file__), "stochastic_depth.txt"), "w") as file:
    for seed in range(3):
        for mode, p, sizes in CASES:
            torch.manual_seed(100 + seed)
            x = torch.randn(sizes).mul(1000).round().div(1000).requires_grad_()
            y = stochastic_depth(x, p, mode)
            y.backward(x.detach() ** 2)
            rows = y.reshape(sizes[0], -1)[:, 0] != 0
            kept = rows.int() if mode == "row" else rows[:1].int()
            fields = [mode, str(p), " ".join(map(str, sizes)), text(kept), text(x), text(y), text(x.grad)]
            file.write(" | ".join(fields) + "\n")
