"""Draws the curves of `examples/accuracy.sh`: python plot_accuracy.py FOLDER PICTURE.svg

Of each network (files NETWORK-SIDE-SEED.csv, SIDE kindling or pytorch) test accuracy and training loss by epoch, a thin
line for each seed and a thick one for their mean. Needs matplotlib.
"""
import csv
import os
import sys
from collections import defaultdict

import matplotlib

matplotlib.use("svg")
import matplotlib.pyplot as plt

COLOURS = {"kindling": "#d1495b", "pytorch": "#30638e"}
NAMES = {"kindling": "Kindling", "pytorch": "PyTorch"}
TITLES = {"cifar-cnn": "seed CNN", "lenet": "LeNet", "resnet20": "ResNet-20, one cycle"}


def read(path):
    with open(path) as file:
        rows = list(csv.DictReader(file))
    return [[float(row[name]) for row in rows] for name in ("epoch", "evaluation_accuracy", "training_loss")]


def main(folder, picture):
    runs = defaultdict(lambda: defaultdict(list))
    for name in sorted(os.listdir(folder)):
        network, side, _ = (name[: -len(".csv")].rsplit("-", 2) + ["", ""])[:3] if name.endswith(".csv") else ("", "", "")
        if network in TITLES and side in NAMES:
            runs[network][side].append(read(os.path.join(folder, name)))
    networks = [network for network in TITLES if network in runs]
    plt.rcParams.update({"font.family": "DejaVu Sans", "font.size": 9, "svg.hashsalt": "kindling"})
    figure, axes = plt.subplots(2, len(networks), figsize=(3.6 * len(networks), 5), sharex="col", squeeze=False)
    for column, network in enumerate(networks):
        for row, label in enumerate(("test accuracy", "training loss")):
            axis = axes[row][column]
            for side, all_of_them in runs[network].items():
                for run in all_of_them:
                    axis.plot(run[0], run[1 + row], color=COLOURS[side], linewidth=0.6, alpha=0.5)
                mean = [sum(values) / len(values) for values in zip(*(run[1 + row] for run in all_of_them))]
                seeds = f"{len(all_of_them)} seed" + ("s" if len(all_of_them) > 1 else "")
                axis.plot(all_of_them[0][0], mean, color=COLOURS[side], linewidth=1.8, label=f"{NAMES[side]}, {seeds}")
            axis.grid(color="#dddddd", linewidth=0.5)
            axis.set_ylabel(label if column == 0 else "")
            if row == 0:
                axis.set_title(TITLES[network])
                axis.legend(frameon=False, loc="lower right")
            else:
                axis.set_xlabel("epoch")
    figure.tight_layout()
    figure.savefig(picture, metadata={"Date": None})


main(*sys.argv[1:])
