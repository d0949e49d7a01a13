"""PyTorch's side of `examples/benchmark.sh operations`.

Reads lines "OPERATION N THREADS SECONDS" from standard input, measures the operation on matrices of N rows and columns,
and answers each with "MEDIAN_SECONDS REPETITIONS". The first line printed says what answers.
"""

import statistics
import sys
import time

import torch
from torch import nn


def one(f):
    def make(n):
        x = torch.rand(n, n)
        return no_grad(lambda: f(x))
    return make


def two(f, *shape):
    def make(n):
        x, y = torch.rand(n, n), torch.rand(*(n if size == "n" else size for size in shape or "nn"))
        return no_grad(lambda: f(x, y))
    return make


def no_grad(body):
    def run():
        with torch.no_grad():
            body()
    return run


def loss(criterion, target):
    def make(n):
        x, t = torch.randn(n, n, requires_grad=True), target(n)

        def run():
            x.grad = None
            criterion(x, t).backward()
        return run
    return make


def optimizer(create):
    def make(n):
        x = torch.randn(n, n, requires_grad=True)
        x.grad = torch.randn(n, n)
        return create([x]).step
    return make


OPERATIONS = {
    "add": two(torch.add),
    "mul": two(torch.mul),
    "div": two(torch.div),
    "add-row": two(torch.add, "n"),
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
    "mse-loss": loss(nn.MSELoss(), lambda n: torch.randn(n, n)),
    "cross-entropy-loss": loss(nn.CrossEntropyLoss(), lambda n: torch.randint(0, n, (n,))),
    "sgd-step": optimizer(lambda p: torch.optim.SGD(p, momentum=0.9)),
    "adam-step": optimizer(torch.optim.Adam),
    "adamw-step": optimizer(torch.optim.AdamW),
}


def main():
    print(f"PyTorch {torch.__version__}", flush=True)
    bodies = {}
    for line in sys.stdin:
        name, n, threads, seconds = line.split()
        torch.set_num_threads(int(threads))
        if (name, n) not in bodies:
            bodies[name, n] = OPERATIONS[name](int(n))
            bodies[name, n]()
        times = []
        end = time.perf_counter() + float(seconds)
        while time.perf_counter() < end or len(times) < 3:
            start = time.perf_counter()
            bodies[name, n]()
            times.append(time.perf_counter() - start)
        print(statistics.median(times), len(times), flush=True)


main()
