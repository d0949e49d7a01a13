"""Writes golden files from the databases by which PyTorch tests itself; see tensors.py for what is in them.

    python make.py        writes *.gz and left.txt beside this file; the same bytes each time

Needs PyTorch with its test helpers (expecttest) and SciPy. here.txt names what can be called in Java, by family; everything
else in the databases goes into left.txt by its name, as does what of a named entry no case can say, and why.
"""

import gzip
import io
import os
import sys

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)

import layers
import operators
import optimizers
import promotion
import torch
from cases import write


def save(name, text):
    out = io.BytesIO()
    with gzip.GzipFile(fileobj=out, mode="wb", compresslevel=9, mtime=0, filename="") as packed:
        packed.write(text.encode())
    with open(os.path.join(HERE, name), "wb") as file:
        file.write(out.getvalue())
    print(f"{name}: {text.count(chr(10))} lines, {len(out.getvalue())} bytes")


def named():
    families, current = {}, None
    for line in open(os.path.join(HERE, "here.txt")):
        line = line.strip()
        if line.startswith("["):
            current = families.setdefault(line[1:-1], set())
        elif line and not line.startswith("#"):
            current.add(line)
    return families


def left(family, counts):
    text = f"[{family}]\n"
    for name, variants in sorted(counts.items()):
        if variants is None:
            text += f"{name}\n"
            continue
        for variant, reasons in sorted(variants.items()):
            for why, count in sorted(reasons.items()):
                text += f"{name}{'.' + variant if variant else ''} | {why} | {count}\n"
    return text


here = named()
notes = f"# Made by make.py with PyTorch {torch.__version__.split('+')[0]}: entries not here, and cases that cannot be said\n"
for family, module in (("operators", operators), ("layers", layers), ("optimizers", optimizers)):
    lines, counts = module.cases(here[family])
    save(family + ".gz", write(lines))
    notes += left(family, counts)
save("promotion.gz", promotion.lines())
with open(os.path.join(HERE, "left.txt"), "w", newline="\n") as file:
    file.write(notes)
