"""How PyTorch prints tensors. Each entry of cases.txt:

    tensor <dtype> [<sizes>] <const, leaf or graph> values <values>
    tensor <dtype> [<sizes>] <const, leaf or graph> formula <start> <step>      element i is start + step * i
    | the text, line by line

A tensor `graph` is the leaf times 1 in float32 or float64.
"""

import os

import numpy
import torch

folder = os.path.dirname(os.path.abspath(__file__))
lines = [f"# Made by printing/make.py with PyTorch {torch.__version__.split('+')[0]}"]
random = numpy.random.default_rng(17)
count = 0


def entry(tensor, kind, source):
    global count
    count += 1
    name = str(tensor.dtype).replace("torch.", "")
    sizes = "[" + ",".join(str(n) for n in tensor.shape) + "]"
    lines.append(f"tensor {name} {sizes} {kind} {source}".rstrip())
    if kind != "const":
        tensor = tensor.requires_grad_()
    if kind == "graph":
        tensor = tensor * 1
    lines.extend("| " + line for line in str(tensor).split("\n"))


def word(v):
    if isinstance(v, bool):
        return str(int(v))
    return str(v)


def given(values, dtype=torch.float32, kind="const"):
    tensor = torch.tensor(values, dtype=dtype)
    flat = tensor.reshape(-1)
    source = flat.tolist() if not dtype.is_floating_point else flat.numpy()
    entry(tensor, kind, "values " + " ".join(word(v) for v in source))


def formula(shape, start, step, dtype=torch.float32, kind="const"):
    n = int(numpy.prod(shape))
    numbers = [start + step * i for i in range(n)]
    tensor = torch.tensor(numbers, dtype=torch.float64).to(dtype) if dtype.is_floating_point else torch.tensor(numbers, dtype=dtype)
    entry(tensor.reshape(shape), kind, f"formula {start} {step}")


INF, NAN = float("inf"), float("nan")
f32, f64, i64, u8, boolean = torch.float32, torch.float64, torch.int64, torch.uint8, torch.bool

# single numbers
for v in (0.0, -0.0, 1.0, -1.0, 0.5, 2.5, 1e-5, 1e-4, 9.99e-5, 1e8, 1.5e8, 123456.789, 99999999.0, 1e30, -1e-30, INF, -INF, NAN,
          0.00005, 0.12345, 0.00015, 1 / 3, 2 / 3, 1e-45, 16777216.0, 3.4028235e38):
    given(v)
for v in (0.1, 1e300, -1e-300, 1 / 3, 5e-324, 0.00015):
    given(v, f64)
given(3.5, f32, "leaf")
given(3.5, f32, "graph")
given(3.5, f64, "graph")
for v in (0, -7, 2 ** 62, -(2 ** 63)):
    given(v, i64)
given(True, boolean)
given(False, boolean)
given(200, u8)

# ties: C rounds the exact binary value, half to even
given([0.00005, 0.00015, 0.00025, 0.03125, 0.00625, 0.000625, 2.00005, 1.99995])
given([0.03125, 0.09375, 0.15625, 0.21875])
given([0.00048828125, 0.00146484375, 0.00244140625, 0.5])
given([0.03125, 0.09375, 0.15625], f64)
given([1.00005, 1.00015, 1.00025, 1.00035], f64)
given([100000.5, 1234567.5, 7654321.5, 0.5])

# vectors: widths, signs, modes
given([1.0, 2.0, 3.0])
given([1.0, -2.0, 3.0])
given([1.0, 2.5, 3.0])
given([1.0, NAN])
given([1.0, INF, -INF])
given([NAN, NAN])
given([INF])
given([0.5, NAN, INF, -INF])
given([1e-8, 1.0, NAN, -INF])
given([0.0, -0.0])
given([0.0, -0.0, 1.5])
given([-0.0, 1e-7])
given([1000.0, 1.0])
given([1001.0, 1.0])
given([1000.5, 1.0])
given([1e8, 1e6])
given([1.1e8, 1e6])
given([1e8, 1e8 + 8])
given([100000.0, 200.0])
given([0.0001, 0.05])
given([0.00009999, 0.05])
given([1e-10, 1e-10])
given([-1e-5, 0.0, 1e-5])
given([1e10, 1e-10, 5.0], f64)
given([123456789.0, 2.0], f64)
given([0.1, 0.2], f64, "leaf")
given([1e100, 1e-100], f64)
given([1, 2, 3], i64)
given([-1, 20, 300], i64)
given([2 ** 62, -1], i64)
given([0, 255], u8)
given([True, False, True], boolean)

# empty
for shape in ((0,), (2, 0), (0, 3), (1, 0, 2)):
    for dtype in (f32, f64, i64, boolean, u8):
        entry(torch.zeros(shape, dtype=dtype), "const", "values")
entry(torch.zeros(0), "leaf", "values")
entry(torch.zeros(0, 4), "graph", "values")

# matrices and more dimensions
for shape in ((2, 3), (1, 1), (3, 1), (1, 5), (2, 2, 2), (1, 2, 3, 2), (2, 1, 1, 2), (2, 1, 2, 1, 2)):
    formula(shape, -1.25, 0.5)
    formula(shape, 1, 3, i64)
formula((2, 3), 0.5, 0.25, f64)
formula((2, 3), 0.5, 0.25, f32, "leaf")
formula((2, 3), 0.5, 0.25, f32, "graph")
formula((2, 2), 0, 1e-6, f32, "graph")
formula((2, 2), 1, 1000)

# wrapped rows
for n in (8, 9, 10, 11, 12, 20, 33):
    formula((n,), 0.5, 1.25)
for n in (19, 20, 26, 27, 80):
    formula((n,), 0, 1, i64)
formula((30,), -5.5, 1.1, f64)
formula((2, 25), 0, 0.5)
formula((2, 2, 14), -3, 0.25)
formula((30,), -1000, 77.7, f32, "leaf")
formula((17,), 0.001, 0.37, f32, "graph")
formula((1, 40), 1, 1, boolean)
formula((70,), 3, 3, u8)

# suffixes that fit or go to a new line
for n in (5, 6, 7, 8, 9, 10):
    formula((n,), 0.5, 1.25, f32, "graph")
    formula((n,), 0.5, 1.25, f64, "leaf")
    formula((n,), 0.5, 1.25, f64, "graph")

# more than 1000 elements
formula((1000,), 0, 1)
formula((1001,), 0, 1)
formula((1001,), 0, 0.5, f32, "graph")
formula((2000,), -100, 7, i64)
formula((40, 40), 0, 0.25)
formula((6, 200), 0, 0.25)
formula((7, 200), 0, 0.25)
formula((200, 6), 0, 1, i64)
formula((10, 11, 12), 0, 0.1)
formula((3, 2, 4, 60), 0, 0.1)
formula((2, 8, 8, 8), -3, 1)
formula((1, 1, 1, 1200), 0.5, 0.5)
formula((1200, 1), 0.5, 0.5, f64)
formula((1500,), 1e-6, 10.0)
formula((33, 1, 40), 0, 1, boolean)

# random values over magnitudes
for low, high in ((-6, -2), (-3, 1), (0, 3), (-1, 0), (2, 9), (-2, 1.0)):
    for shape in ((4,), (2, 5), (3, 2, 2)):
        n = int(numpy.prod(shape))
        v = (10.0 ** random.uniform(low, high, n)) * random.choice([-1, 1], n)
        given(v.reshape(shape).tolist())
for shape in ((5,), (3, 4)):
    n = int(numpy.prod(shape))
    given(random.standard_normal(n).reshape(shape).tolist(), f64, "graph")

with open(os.path.join(folder, "cases.txt"), "w", newline="\n") as out:
    out.write("\n".join(lines) + "\n")
print(count, "tensors,", os.path.getsize(os.path.join(folder, "cases.txt")), "bytes")
