"""PyTorch's values of the wide and deep network over packed rows: python make.py > wide-and-deep.txt

Parameters are sin(0.7 i + k) for element i of the k-th; the loss is the sum of output * cos(index).
"""

import torch
from torch import nn

torch.set_default_dtype(torch.float64)

ROWS = torch.tensor(
    [
        # 2 numbers, city, 3 tokens of a title, 1 number
        [0.5, -1.25, 3, 2, 5, 0, 0.75],
        [-0.5, 2.0, 0, 0, 0, 0, -1.0],
        [1.5, 0.25, 4, 6, 6, 1, 0.0],
        [0.0, 0.0, 1, 3, 0, 0, 2.0],
    ]
)


class DenseFeatures(nn.Module):
    def __init__(self, city, title):
        super().__init__()
        self.tables = nn.ModuleDict(
            {
                "city": nn.Embedding(5, city),
                "title": nn.EmbeddingBag(7, title, mode="mean", padding_idx=0),
            }
        )

    def parts(self, x):
        index = x.long()
        return [
            x[:, :2],
            self.tables["city"](index[:, 2]),
            self.tables["title"](index[:, 3:6]),
            x[:, 6:],
        ]

    def forward(self, x):
        return torch.cat(self.parts(x), 1)


class WideAndDeep(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = DenseFeatures(3, 4)
        self.deep = nn.Sequential(nn.Linear(10, 6), nn.ReLU(), nn.Linear(6, 2))
        self.wide = DenseFeatures(2, 2)
        self.wideValues = nn.Linear(3, 2, bias=False)

    def forward(self, x):
        first, city, title, last = self.wide.parts(x)
        values = self.wideValues(torch.cat([first, last], 1))
        return self.deep(self.features(x)) + city + title + values


def line(name, tensor):
    print(name, *(repr(v) for v in tensor.detach().flatten().tolist()))


model = WideAndDeep()
for k, parameter in enumerate(model.parameters()):
    parameter.data = torch.sin(0.7 * torch.arange(parameter.numel()) + k).view_as(parameter)
output = model(ROWS)
(output * torch.cos(torch.arange(output.numel()).view_as(output))).sum().backward()
line("rows", ROWS)
line("output", output)
for name, parameter in model.named_parameters():
    line(name, parameter.grad)
