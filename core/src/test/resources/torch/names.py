"""What PyTorch has, by name with the parameters of its constructors: one file a family, for TorchCoverageTest.

Run by hand. To add a family add a line to FAMILIES here and to the test.
"""

import inspect
import os

import torch
from torch import nn

DEPRECATED = ("Container", "DataParallel", "NLLLoss2d")

FAMILIES = {
    "losses": [c for n, c in vars(nn.modules.loss).items() if inspect.isclass(c) and not n.startswith("_") and hasattr(nn, n) and n.endswith("Loss")],
    "layers": [c for n, c in vars(nn).items() if inspect.isclass(c) and issubclass(c, nn.Module) and c is not nn.Module and not n.endswith("Loss") and not n.startswith("Lazy") and n not in DEPRECATED],
    "optimizers": [c for c in vars(torch.optim).values() if inspect.isclass(c) and issubclass(c, torch.optim.Optimizer) and c is not torch.optim.Optimizer],
    "schedules": [getattr(torch.optim.lr_scheduler, n) for n in torch.optim.lr_scheduler.__all__ if n != "LRScheduler"],
}

for family, classes in FAMILIES.items():
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), family + ".txt"), "w") as out:
        out.write(f"# Made by torch/names.py with PyTorch {torch.__version__.split('+')[0]}\n")
        for c in sorted(classes, key=lambda c: c.__name__.lower()):
            parameters = [p for p in inspect.signature(c.__init__).parameters if p not in ("self", "device", "dtype", "params", "optimizer")]
            out.write(" ".join([c.__name__] + parameters) + "\n")
