"""Networks as PyTorch has them: text, names, shapes and outputs, into models.txt.gz.

After `# <text by which Kindling makes it>`: `parameters <number>`, `key <name> <shape>` of the state dict in its order,
`logits <values>` of fill() and image() in training mode (MobileNetV2: in evaluation), and what print gives up to the next `#`.
"""

import gzip
import os

import torch
from torch import nn

torch.set_num_threads(1)


class ZeroPadShortcut(nn.Module):
    def __init__(self, padding):
        super().__init__()
        self.padding = padding

    def forward(self, x):
        return nn.functional.pad(x[:, :, ::2, ::2], (0, 0, 0, 0, self.padding, self.padding))

    def extra_repr(self):
        return f"padding={self.padding}"


class BasicBlock(nn.Module):
    def __init__(self, inside, outside, option):
        super().__init__()
        stride = 1 if inside == outside else 2
        self.conv1 = nn.Conv2d(inside, outside, 3, stride=stride, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(outside)
        self.conv2 = nn.Conv2d(outside, outside, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(outside)
        if inside == outside:
            self.shortcut = nn.Identity()
        elif option == "A":
            self.shortcut = ZeroPadShortcut((outside - inside) // 2)
        else:
            self.shortcut = nn.Sequential(nn.Conv2d(inside, outside, 1, stride=2, bias=False), nn.BatchNorm2d(outside))

    def forward(self, x):
        out = self.bn2(self.conv2(torch.relu(self.bn1(self.conv1(x)))))
        return torch.relu(out + self.shortcut(x))


class CifarResNet(nn.Module):
    def __init__(self, depth, classes, option):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 16, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(16)
        each = (depth - 2) // 6
        widths = [16 << (i // each) for i in range(3 * each)]
        inputs = [16] + widths[:-1]
        self.blocks = nn.Sequential(*[BasicBlock(a, b, option) for a, b in zip(inputs, widths)])
        self.fc = nn.Linear(64, classes)

    def forward(self, x):
        return self.fc(self.blocks(torch.relu(self.bn1(self.conv1(x)))).mean((2, 3)))


class WideBlock(nn.Module):
    def __init__(self, inside, outside, stride):
        super().__init__()
        self.bn1 = nn.BatchNorm2d(inside)
        self.relu1 = nn.ReLU()
        self.conv1 = nn.Conv2d(inside, outside, 3, stride=stride, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(outside)
        self.relu2 = nn.ReLU()
        self.conv2 = nn.Conv2d(outside, outside, 3, padding=1, bias=False)
        if inside != outside:
            self.convShortcut = nn.Conv2d(inside, outside, 1, stride=stride, bias=False)

    def forward(self, x):
        active = self.relu1(self.bn1(x))
        out = self.conv2(self.relu2(self.bn2(self.conv1(active))))
        return (self.convShortcut(active) if hasattr(self, "convShortcut") else x) + out


class WideResNet(nn.Module):
    def __init__(self, depth, k, classes):
        super().__init__()
        n = (depth - 4) // 6

        def stage(a, b, stride):
            return nn.Sequential(*[WideBlock(b if i else a, b, 1 if i else stride) for i in range(n)])

        self.conv1 = nn.Conv2d(3, 16, 3, padding=1, bias=False)
        self.block1 = stage(16, 16 * k, 1)
        self.block2 = stage(16 * k, 32 * k, 2)
        self.block3 = stage(32 * k, 64 * k, 2)
        self.bn1 = nn.BatchNorm2d(64 * k)
        self.relu = nn.ReLU()
        self.fc = nn.Linear(64 * k, classes)

    def forward(self, x):
        out = self.block3(self.block2(self.block1(self.conv1(x))))
        return self.fc(self.relu(self.bn1(out)).mean((2, 3)))


class Airbench(nn.Module):
    """Keller Jordan's airbench94, with ReLU for GELU."""

    def __init__(self, widths, classes):
        super().__init__()
        self.whiten = nn.Conv2d(3, 24, 2)
        layers = [nn.ReLU()]
        for a, b in zip((24, *widths), widths):
            layers += [nn.Conv2d(a, b, 3, padding=1, bias=False), nn.MaxPool2d(2), nn.BatchNorm2d(b, 1e-12, 0.4), nn.ReLU()]
            layers += [nn.Conv2d(b, b, 3, padding=1, bias=False), nn.BatchNorm2d(b, 1e-12, 0.4), nn.ReLU()]
        self.layers = nn.Sequential(*layers, nn.MaxPool2d(3), nn.Flatten(), nn.Linear(widths[-1], classes, bias=False))

    def forward(self, x):
        return self.layers(self.whiten(x)) / 9


def mobilenet(classes, width, small):
    from torchvision.models import MobileNetV2

    model = MobileNetV2(num_classes=classes, width_mult=width)
    if small:
        model.features[0][0].stride = (1, 1)
        model.features[2].conv[1][0].stride = (1, 1)
    return model


def fill(model):
    """Element i of the k-th tensor of the state dict: sin(0.7 i + k), scaled and moved by its kind.

    MobileNetV2's weights look like noise, so that something is left of the image after 53 layers in evaluation.
    """
    with torch.no_grad():
        for k, (name, tensor) in enumerate(model.state_dict().items()):
            if not tensor.is_floating_point() or "running" in name:
                continue
            i = torch.arange(tensor.numel(), dtype=torch.float64).reshape(tensor.shape)
            wave = torch.sin(0.7 * i + k)
            if tensor.dim() > 1 and type(model).__name__ == "MobileNetV2":
                noise = torch.sin(12.9898 * i + 78.233 * k) * 43758.5453
                wave = (noise - torch.floor(noise) - 0.5) * 12**0.5
            if tensor.dim() > 1:
                wave = wave * (2 / tensor[0].numel()) ** 0.5
            elif name.endswith("weight"):
                wave = 1 + 0.1 * wave
            else:
                wave = 0.1 * wave
            tensor.copy_(wave)


def image():
    return torch.sin(torch.arange(4 * 3 * 16 * 16, dtype=torch.float64) * 0.1).float().reshape(4, 3, 16, 16)


models = {
    "ResNet20(shortcut=A)": CifarResNet(20, 10, "A"),
    "ResNet32": CifarResNet(32, 10, "B"),
    "ResNet44(shortcut=A)": CifarResNet(44, 10, "A"),
    "ResNet56(classes=100)": CifarResNet(56, 100, "B"),
    "ResNet110(shortcut=A)": CifarResNet(110, 10, "A"),
    "CifarResNet(8)": CifarResNet(8, 10, "B"),
    "WideResNet(16, 4)": WideResNet(16, 4, 10),
    "WideResNet(22, 2, classes=7)": WideResNet(22, 2, 7),
    "Airbench(16, 32, 24, classes=7)": Airbench((16, 32, 24), 7),
    "MobileNetV2": mobilenet(10, 1.0, True),
    "MobileNetV2(classes=7, widthMult=0.35, smallImages=false)": mobilenet(7, 0.35, False),
}

here = os.path.dirname(os.path.abspath(__file__))
with open(os.path.join(here, "models.txt.gz"), "wb") as file:
    with gzip.GzipFile(filename="", fileobj=file, mode="wb", mtime=0, compresslevel=9) as out:
        for name, model in models.items():
            fill(model)
            model.train("MobileNet" not in name)
            lines = [f"# {name}", f"parameters {sum(p.numel() for p in model.parameters())}"]
            for key, tensor in model.state_dict().items():
                lines.append(f"key {key} {list(tensor.shape)}")
            large = "false" in name or "Airbench" in name
            logits = model(image().repeat_interleave(2, 2).repeat_interleave(2, 3) if large else image())
            lines.append("logits " + " ".join(repr(v) for v in logits.flatten().tolist()))
            lines.append(str(model))
            print(name, lines[1], logits.abs().max().item(), logits[0][:4].tolist())
            out.write(("\n".join(lines) + "\n").encode())
print("PyTorch", torch.__version__)
