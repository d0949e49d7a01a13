"""Trains the small CIFAR CNN with PyTorch on the images, parameters and batches of FormulaData and batches.txt
(written by ExactnessTest's sampler), and writes the loss of each step to losses.txt.

Run from this folder: python make.py. Made with torch 2.13.
"""

import torch
from torch import nn

SAMPLES, SCALE = 45, 0.035
SIZE = 3 * 32 * 32


def mix(n):
    x = (n * 2654435761 + 12345) & 0xFFFFFFFF
    x ^= x >> 15
    x = (x * 2246822519) & 0xFFFFFFFF
    return x ^ (x >> 13)


def label(s):
    return mix(s) % 10


def pixel(s, i):
    noise = mix(1_000_000 + s * SIZE + i) & 127
    pattern = mix(900_000_000 + label(s) * 64 + i * 64 // SIZE) & 127
    return noise + pattern


torch.set_num_threads(1)
model = nn.Sequential(
    nn.Conv2d(3, 32, 5, padding=2), nn.MaxPool2d(2),
    nn.Conv2d(32, 32, 5, padding=2), nn.MaxPool2d(2),
    nn.Conv2d(32, 64, 5, padding=2), nn.MaxPool2d(2),
    nn.Flatten(), nn.Linear(1024, 10))
at = 0
with torch.no_grad():
    for p in model.parameters():
        values = [(mix(500_000_000 + at + i) / 4294967296.0 - 0.5) * 2 * SCALE for i in range(p.numel())]
        p.copy_(torch.tensor(values, dtype=torch.float64).float().view_as(p))
        at += p.numel()

images = torch.tensor([[pixel(s, i) for i in range(SIZE)] for s in range(SAMPLES)], dtype=torch.uint8)
images = images.view(-1, 3, 32, 32).float() / 255
mean = torch.tensor([0.4914, 0.4822, 0.4465]).view(1, 3, 1, 1)
std = torch.tensor([0.2470, 0.2435, 0.2616]).view(1, 3, 1, 1)
images = (images - mean) / std
labels = torch.tensor([label(s) for s in range(SAMPLES)])

optimizer = torch.optim.SGD(model.parameters(), lr=0.001, momentum=0.9, weight_decay=5e-4)
losses = []
for line in open("batches.txt"):
    batch = torch.tensor([int(i) for i in line.split()])
    optimizer.zero_grad()
    loss = nn.functional.cross_entropy(model(images[batch]), labels[batch])
    loss.backward()
    optimizer.step()
    losses.append(loss.item())
with open("losses.txt", "w") as out:
    out.writelines(f"{loss!r}\n" for loss in losses)
