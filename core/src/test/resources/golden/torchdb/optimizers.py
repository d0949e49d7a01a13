"""Cases of optim_db: each setting for some steps over two parameters, and what is refused."""

import warnings
import zlib

import torch
from torch.testing._internal.common_optimizers import optim_db

from cases import DOUBLE, SINGLE, Arguments, seed_all
from tensors import NotHere, answer, small_weights

SHAPES = [(3, 2), (4,)]
STEPS = 6
# How PyTorch computes, not what: no setting here.
MANNER = {"foreach": None, "fused": None, "capturable": False, "differentiable": False}


def run(cls, options, dtype):
    parameters = [torch.nn.Parameter(small_weights(100 + i, s).to(dtype)) for i, s in enumerate(SHAPES)]
    optimizer = cls(parameters, **options.make(dtype)[1])
    for step in range(STEPS):
        for i, p in enumerate(parameters):
            p.grad = small_weights(200 + 2 * step + i, p.shape).to(dtype)
        optimizer.step()
    return [p.detach() for p in parameters]


def cases(here):
    warnings.simplefilter("ignore")
    lines, counts = [], {}
    for info in sorted(optim_db, key=lambda o: o.optim_cls.__name__):
        name = info.optim_cls.__name__
        if name not in here:
            counts[name] = None
            continue
        left, seen = {}, set()
        seed_all()
        for inputs in info.optim_inputs_func(device="cpu", dtype=DOUBLE):
            settings = {k: v for k, v in inputs.kwargs.items() if k not in MANNER}
            try:
                options = Arguments([], settings, DOUBLE, 1)
                text = {"o": name, "k": "sample", "c": options.kwargs}
                if repr(text) in seen:
                    continue
                seen.add(repr(text))
                double, single = run(info.optim_cls, options, DOUBLE), run(info.optim_cls, options, SINGLE)
                text["out"] = [answer(d, s, 2) for d, s in zip(double, single)]
                lines.append(text)
            except NotHere as reason:
                left[f"sample: {reason}"] = left.get(f"sample: {reason}", 0) + 1
        for error in info.optim_error_inputs_func(device="cpu", dtype=DOUBLE):
            inputs = error.optimizer_error_input
            try:
                if not (isinstance(inputs.params, list) and inputs.params and isinstance(inputs.params[0], torch.nn.Parameter)):
                    raise NotHere("refused for its parameters, not its settings")
                options = Arguments([], {k: v for k, v in inputs.kwargs.items() if k not in MANNER}, DOUBLE, 1)
                text = {"o": name, "k": "refused", "c": options.kwargs}
                try:
                    run(info.optim_cls, options, DOUBLE)
                except Exception as e:
                    text["x"] = type(e).__name__ + ": " + str(e).split("\n")[0][:100]
                    lines.append(text)
                    continue
                raise NotHere("meant to be refused, but PyTorch takes it")
            except NotHere as reason:
                left[f"refused: {reason}"] = left.get(f"refused: {reason}", 0) + 1
        counts[name] = {"": left}
    return lines, counts
