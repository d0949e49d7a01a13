"""PyTorch's side of `examples/benchmark.sh operations`.

Reads lines "OPERATION N M THREADS SECONDS" from standard input, measures the operation on matrices of N rows and M columns,
and answers each with "MEDIAN_SECONDS REPETITIONS". The first line printed says what answers.
"""

import statistics
import sys
import time

import torch
from torch import nn


def one(f):
    def make(n, m):
        x = torch.rand(n, m)
        return no_grad(lambda: f(x))
    return make


def two(f, *shape):
    def make(n, m):
        x, y = torch.rand(n, m), torch.rand(*({"n": n, "m": m}.get(size, size) for size in shape or "nm"))
        return no_grad(lambda: f(x, y))
    return make


def no_grad(body):
    def run():
        with torch.no_grad():
            body()
    return run


def loss(criterion, target):
    def make(n, m):
        x, t = torch.randn(n, m, requires_grad=True), target(n, m)

        def run():
            x.grad = None
            criterion(x, t).backward()
        return run
    return make


def optimizer(create):
    def make(n, m):
        x = torch.randn(n, m, requires_grad=True)
        x.grad = torch.randn(n, m)
        return create([x]).step
    return make


OPERATIONS = {
    "add": two(torch.add),
    "mul": two(torch.mul),
    "div": two(torch.div),
    "add-row": two(torch.add, "m"),
    "mul-column": two(torch.mul, "n", 1),
    "mul-scalar": one(lambda x: x * 1.5),
    "relu": one(torch.relu),
    "sqrt": one(torch.sqrt),
    "exp": one(torch.exp),
    "sigmoid": one(torch.sigmoid),
    "tanh": one(torch.tanh),
    "sum": one(torch.sum),
    "sum-of-rows": one(lambda x: x.sum(1)),
    "sum-of-columns": one(lambda x: x.sum(0)),
    "max": one(torch.max),
    "mse-loss": loss(nn.MSELoss(), torch.randn),
    "cross-entropy-loss": loss(nn.CrossEntropyLoss(), lambda n, m: torch.randint(0, m, (n,))),
    "sgd-step": optimizer(lambda p: torch.optim.SGD(p, momentum=0.9)),
    "adam-step": optimizer(torch.optim.Adam),
    "adamw-step": optimizer(torch.optim.AdamW),
}


def main():
    print(f"PyTorch {torch.__version__}", flush=True)
    bodies = {}
    for line in sys.stdin:
        name, n, m, threads, seconds = line.split()
        torch.set_num_threads(int(threads))
        if (name, n, m) not in bodies:
            bodies[name, n, m] = OPERATIONS[name](int(n), int(m))
            bodies[name, n, m]()
        times = []
        end = time.perf_counter() + float(seconds)
        while time.perf_counter() < end or len(times) < 3:
            start = time.perf_counter()
            bodies[name, n, m]()
            times.append(time.perf_counter() - start)
        print(statistics.median(times), len(times), flush=True)


main()
