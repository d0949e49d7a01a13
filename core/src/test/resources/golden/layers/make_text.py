"""The text forms of nested models, as PyTorch prints them, into models.txt: `# name` and then the text."""

import os

import torch
from torch import nn


class LeNet(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, 6, 5)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.fc1 = nn.Linear(400, 120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, 10)


class BasicBlock(nn.Module):
    def __init__(self, inside, outside, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inside, outside, 3, stride=stride, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(outside)
        self.conv2 = nn.Conv2d(outside, outside, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(outside)
        if stride == 1 and inside == outside:
            self.shortcut = nn.Identity()
        else:
            self.shortcut = nn.Sequential(
                nn.Conv2d(inside, outside, 1, stride=stride, bias=False), nn.BatchNorm2d(outside)
            )


class ResNet20(nn.Module):
    def __init__(self, classes):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 16, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(16)
        widths = [16 << (i // 3) for i in range(9)]
        inputs = [16] + widths[:-1]
        self.blocks = nn.Sequential(*[BasicBlock(a, b, 1 if a == b else 2) for a, b in zip(inputs, widths)])
        self.fc = nn.Linear(64, classes)


models = {
    "lenet": LeNet(3),
    "resnet20": ResNet20(10),
    "cifar-cnn": nn.Sequential(
        nn.Conv2d(3, 32, 5, padding=2), nn.MaxPool2d(2), nn.Conv2d(32, 32, 5, padding=2), nn.MaxPool2d(2),
        nn.Conv2d(32, 64, 5, padding=2), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(1024, 10),
    ),
    "list": nn.ModuleList([nn.Linear(2, 2), nn.Linear(2, 2), nn.ReLU(), nn.Sequential(nn.Tanh()), nn.Sequential(nn.Tanh())]),
    "dict": nn.ModuleDict({"a": nn.ReLU(), "b": nn.ModuleList([nn.Linear(1, 1)]), "c": nn.ModuleDict()}),
    "empty": nn.Sequential(nn.Sequential(), nn.ModuleList()),
}  # fmt: skip

with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "models.txt"), "w", newline="\n") as out:
    for name, model in models.items():
        out.write(f"# {name}\n{model}\n")
print("PyTorch", torch.__version__)
