"""PyTorch's batch norm of a whole batch, into sync_batch_norm.txt, which shares of it must give together.

Lines: x (5, 3, 3, 2), gradient of y, y, gradients of x, weight, bias; running mean and variance afterwards.
"""

import os

import torch
from torch import nn

torch.manual_seed(3)
x = torch.randn(5, 3, 3, 2, dtype=torch.float64).add(2).requires_grad_()
grad = torch.randn(5, 3, 3, 2, dtype=torch.float64)
layer = nn.BatchNorm2d(3).double()
with torch.no_grad():
    layer.weight.copy_(torch.tensor([0.5, 1.5, -2.0]))
    layer.bias.copy_(torch.tensor([0.1, -0.2, 0.3]))
y = layer(x)
y.backward(grad)
lines = [x, grad, y, x.grad, layer.weight.grad, layer.bias.grad, layer.running_mean, layer.running_var]
with open(os.path.join(os.path.dirname(__file__), "sync_batch_norm.txt"), "w") as file:
    for tensor in lines:
        file.write(" ".join(repr(v) for v in tensor.detach().reshape(-1).tolist()) + "\n")
