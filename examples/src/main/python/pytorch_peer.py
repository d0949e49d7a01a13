"""PyTorch's side of `examples/benchmark.sh training`.

Reads lines "MODEL MODE BATCH THREADS SECONDS [SETTING]" from standard input, measures, and answers each with
"MEDIAN_SECONDS REPETITIONS"; so that both sides can be timed in turn. MODE is train (zero grad, forward, loss,
backward, SGD step) or infer (forward without gradients). SETTING is eager or several of channels_last, compile
(torch.compile) and bf16 (autocast to bfloat16), joined by +; what this machine cannot do, as compile without a C++
compiler, is answered with "unavailable WHY". The first line printed says what answers. A line "peak-memory" is answered
with the process's greatest resident set, in kilobytes.
"""
import contextlib
import resource
import statistics
import sys
import time

import torch
from torch import nn

from pytorch_networks import cifar_cnn, lenet, resnet20

MODELS = {"cifar-cnn": cifar_cnn, "lenet": lenet, "resnet20": resnet20}


class Work:
    """One model with its optimizer and a batch."""

    def __init__(self, model, mode, batch, settings):
        torch.manual_seed(0)
        layout = torch.channels_last if "channels_last" in settings else torch.contiguous_format
        self.model = MODELS[model]().to(memory_format=layout)
        self.model.train(mode == "train")
        self.bf16 = "bf16" in settings
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=0.001)
        self.loss = nn.CrossEntropyLoss()
        self.x = torch.randn(batch, 3, 32, 32).to(memory_format=layout)
        self.y = torch.randint(0, 10, (batch,))
        if "compile" in settings:
            self.model = torch.compile(self.model)
        self.step = self.train if mode == "train" else self.infer

    def train(self):
        self.optimizer.zero_grad()
        with self.autocast():
            loss = self.loss(self.model(self.x), self.y)
        loss.backward()
        self.optimizer.step()

    def infer(self):
        with torch.no_grad(), self.autocast():
            self.model(self.x)

    def autocast(self):
        return torch.autocast("cpu", dtype=torch.bfloat16) if self.bf16 else contextlib.nullcontext()


def main():
    print(f"PyTorch {torch.__version__}", flush=True)
    works = {}
    for line in sys.stdin:
        if line.strip() == "peak-memory":
            print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, flush=True)
            continue
        model, mode, batch, threads, seconds, *rest = line.split()
        settings = frozenset("".join(rest).split("+"))
        torch.set_num_threads(int(threads))
        # Compiled code knows how many threads it has.
        key = (model, mode, batch, settings, threads if "compile" in settings else "")
        if key not in works:
            try:
                works[key] = Work(model, mode, int(batch), settings)
                for _ in range(2):
                    works[key].step()
            except Exception as e:  # whatever a compiler throws
                works[key] = e
        if isinstance(works[key], Exception):
            print("unavailable", " ".join(str(works[key]).split())[:200], flush=True)
            continue
        times = []
        end = time.perf_counter() + float(seconds)
        while time.perf_counter() < end or len(times) < 3:
            start = time.perf_counter()
            works[key].step()
            times.append(time.perf_counter() - start)
        print(statistics.median(times), len(times), flush=True)


main()
