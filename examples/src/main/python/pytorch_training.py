"""PyTorch's side of `examples/accuracy.sh`: trains a network on the same Parquet files by the same recipe.

Writes a line of comma-separated values after each epoch, with the columns of the job's --csv; seconds are counted from
the start of this process, so that reading and decoding the images is in them.

    python pytorch_training.py --data DIR --model resnet20 --csv FILE [options, named as those of train-cifar10.sh]

Needs torch, numpy, pyarrow and pillow. --setting is eager or several of channels_last, compile and bf16, joined by +.
"""
import time

START = time.time()

import argparse
import contextlib
import io

import numpy as np
import pyarrow.parquet as pq
import torch
import torch.nn.functional as F
from PIL import Image
from torch import nn

from pytorch_networks import cifar_cnn, lenet, resnet20

MEAN = torch.tensor([0.4914, 0.4822, 0.4465]).view(3, 1, 1)
STD = torch.tensor([0.2470, 0.2435, 0.2616]).view(3, 1, 1)


class Airbench(nn.Module):
    """Keller Jordan's airbench94 with other widths, and ReLU for GELU."""

    def __init__(self, widths, images):
        super().__init__()
        self.whiten = nn.Conv2d(3, 24, 2)
        self.whiten.weight.requires_grad = False
        patches = images.unfold(2, 2, 1).unfold(3, 2, 1).permute(0, 2, 3, 1, 4, 5).reshape(-1, 12)
        values, vectors = torch.linalg.eigh(patches.t() @ patches / len(patches))
        rows = (vectors / torch.sqrt(values + 5e-4)).t().flip(0).reshape(12, 3, 2, 2)
        self.whiten.weight.data[:] = torch.cat([rows, -rows])
        layers = [nn.ReLU()]
        for a, b in zip((24, *widths), widths):
            layers += [self.conv(a, b), nn.MaxPool2d(2), self.norm(b), nn.ReLU(), self.conv(b, b), self.norm(b), nn.ReLU()]
        self.layers = nn.Sequential(*layers, nn.MaxPool2d(3), nn.Flatten(), nn.Linear(widths[-1], 10, bias=False))

    @staticmethod
    def conv(a, b):
        layer = nn.Conv2d(a, b, 3, padding=1, bias=False)
        nn.init.dirac_(layer.weight.data[: min(a, b)])
        return layer

    @staticmethod
    def norm(channels):
        layer = nn.BatchNorm2d(channels, 1e-12, 0.4)
        layer.weight.requires_grad = False
        return layer

    def forward(self, x):
        return self.layers(self.whiten(x)) / 9


def load(path):
    table = pq.read_table(path)
    images = [np.asarray(Image.open(io.BytesIO(row["bytes"])).convert("RGB")) for row in table["img"].to_pylist()]
    return torch.from_numpy(np.stack(images)).permute(0, 3, 1, 2).contiguous(), torch.tensor(table["label"].to_pylist())


def normalized(pixels):
    return (pixels.float() / 255 - MEAN) / STD


def augmented(x, padding, mode, flip, indices, epoch, flips):
    """Crop by each sample's own place, then flip: at random, or alternating as airbench does."""
    n, _, h, w = x.shape
    if flip == "alternating":
        x = torch.where((flips[indices] ^ bool(epoch % 2)).view(-1, 1, 1, 1), x.flip(3), x)
    if padding:
        padded = F.pad(x, (padding,) * 4, mode=mode)
        dy, dx = torch.randint(2 * padding + 1, (2, n))
        rows = (dy.view(-1, 1) + torch.arange(h)).view(n, 1, h, 1)
        columns = (dx.view(-1, 1) + torch.arange(w)).view(n, 1, 1, w)
        x = padded[torch.arange(n).view(n, 1, 1, 1), torch.arange(3).view(1, 3, 1, 1), rows, columns]
    if flip == "random":
        x = torch.where((torch.rand(n) < 0.5).view(-1, 1, 1, 1), x.flip(3), x)
    return x


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", required=True)
    parser.add_argument("--model", required=True, help="cifar-cnn, lenet, resnet20 or airbench")
    parser.add_argument("--widths", type=int, nargs=3, default=(64, 256, 256), help="of airbench")
    parser.add_argument("--csv", required=True)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--setting", default="eager")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--batch-size", type=int, default=128)
    parser.add_argument("--lr", type=float, default=0.01)
    parser.add_argument("--momentum", type=float, default=0.9)
    parser.add_argument("--nesterov", action="store_true")
    parser.add_argument("--weight-decay", type=float, default=0)
    parser.add_argument("--label-smoothing", type=float, default=0)
    parser.add_argument("--crop-padding", type=int, default=0)
    parser.add_argument("--padding-mode", default="constant")
    parser.add_argument("--flip", choices=("none", "random", "alternating"), default="none")
    parser.add_argument("--test-time-flip", action="store_true")
    for name, default in (("pct-start", 0.3), ("div-factor", 25.0), ("final-div-factor", 1e4)):
        parser.add_argument("--" + name, type=float, default=default)
    parser.add_argument("--max-lr", type=float, help="of OneCycleLR; without it the rate is constant")
    parser.add_argument("--anneal-strategy", default="cos")
    return parser.parse_args()


def main():
    args = arguments()
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    pixels, labels = load(args.data + "/train.parquet")
    test, wanted = load(args.data + "/test.parquet")
    images, test = normalized(pixels), normalized(test)
    models = {
        "cifar-cnn": cifar_cnn, "lenet": lenet, "resnet20": resnet20, "airbench": lambda: Airbench(args.widths, images[:1024])}
    model = models[args.model]()
    settings = args.setting.split("+")
    layout = torch.channels_last if "channels_last" in settings else torch.contiguous_format
    model = model.to(memory_format=layout)
    run = torch.compile(model) if "compile" in settings else model
    half = (lambda: torch.autocast("cpu", dtype=torch.bfloat16)) if "bf16" in settings else contextlib.nullcontext
    trained = [p for p in model.parameters() if p.requires_grad]
    sgd = torch.optim.SGD(trained, args.lr, args.momentum, 0, args.weight_decay, args.nesterov)
    steps = args.epochs * -(-len(images) // args.batch_size)
    schedule = None
    if args.max_lr:
        schedule = torch.optim.lr_scheduler.OneCycleLR(
            sgd, args.max_lr, steps, pct_start=args.pct_start, anneal_strategy=args.anneal_strategy,
            cycle_momentum=False, div_factor=args.div_factor, final_div_factor=args.final_div_factor)
    loss_of = nn.CrossEntropyLoss(label_smoothing=args.label_smoothing)
    flips = torch.rand(len(images)) < 0.5
    done = 0
    with open(args.csv, "w") as out:
        print("epoch,steps,seconds,samples_per_second,training_loss,training_accuracy,evaluation_loss,evaluation_accuracy",
              file=out, flush=True)
        for epoch in range(args.epochs):
            begin, total, right = time.time(), 0.0, 0
            model.train()
            for chosen in torch.randperm(len(images)).split(args.batch_size):
                x = augmented(images[chosen], args.crop_padding, args.padding_mode, args.flip, chosen, epoch, flips)
                y = labels[chosen]
                sgd.zero_grad()
                with half():
                    logits = run(x.contiguous(memory_format=layout))
                    loss = loss_of(logits, y)
                loss.backward()
                sgd.step()
                if schedule:
                    schedule.step()
                total += loss.item() * len(y)
                right += (logits.argmax(1) == y).sum().item()
                done += 1
            rate = len(images) / (time.time() - begin)
            model.eval()
            test_loss, test_right = 0.0, 0
            with torch.no_grad(), half():
                for x, y in zip(test.split(1000), wanted.split(1000)):
                    logits = run(x.contiguous(memory_format=layout))
                    if args.test_time_flip:
                        logits = (logits + run(x.flip(3).contiguous(memory_format=layout))) / 2
                    test_loss += loss_of(logits, y).item() * len(y)
                    test_right += (logits.argmax(1) == y).sum().item()
            print(f"{epoch + 1},{done},{time.time() - START:.1f},{rate:.0f},{total / len(images):.5f},{right / len(images):.5f},"
                  f"{test_loss / len(test):.5f},{test_right / len(test):.5f}", file=out, flush=True)


main()
