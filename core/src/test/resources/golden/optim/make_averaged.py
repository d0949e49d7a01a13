"""Weights averaged by torch.optim.swa_utils.AveragedModel, into averaged.txt.

Lines `<kind> <update> <key> <values>`: the state dict of the average after each update with a network whose parameters
and buffers are set by the formula below.
"""

import os

import torch
from torch import nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

here = os.path.dirname(os.path.abspath(__file__))


def fill(model, update):
    """Element i of the k-th tensor of the state dict: sin(i + 10 k + 100 update), whole numbers: 7 update + 3."""
    with torch.no_grad():
        for k, tensor in enumerate(model.state_dict().values()):
            if tensor.is_floating_point():
                i = torch.arange(tensor.numel(), dtype=torch.float64).reshape(tensor.shape)
                tensor.copy_(torch.sin(i + 10 * k + 100 * update))
            else:
                tensor.fill_(7 * update + 3)


with open(os.path.join(here, "averaged.txt"), "w", newline="\n") as out:
    for kind in ["swa", "ema-0.9", "ema-0.3", "ema-0.9-buffers", "swa-buffers"]:
        model = nn.Sequential(nn.Linear(3, 2), nn.BatchNorm1d(2))
        function = get_ema_multi_avg_fn(float(kind.split("-")[1])) if kind.startswith("ema") else None
        fill(model, 0)
        average = AveragedModel(model, multi_avg_fn=function, use_buffers=kind.endswith("buffers"))
        for update in range(1, 5):
            fill(model, update)
            average.update_parameters(model)
            for key, tensor in average.state_dict().items():
                values = " ".join(repr(v) for v in tensor.reshape(-1).tolist())
                out.write(f"{kind} {update} {key} {values}\n")
print("PyTorch", torch.__version__)
