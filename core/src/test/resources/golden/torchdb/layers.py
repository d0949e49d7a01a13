"""Cases of module_db: constructor, inputs, parameters from a seed, training and evaluation, what is refused."""

import inspect
import warnings
import zlib

import torch
from torch.testing._internal.common_modules import module_db

from cases import DOUBLE, SINGLE, Arguments, Run, describe, seed_all
from tensors import NotHere, made

TAKEN = {"device", "dtype"}


def bound(cls, constructor):
    """The constructor's arguments by name."""
    names = [p for p in inspect.signature(cls.__init__).parameters.values()][1:]
    args, kwargs = list(constructor.args), {k: v for k, v in constructor.kwargs.items() if k not in TAKEN}
    if any(p.kind == p.VAR_POSITIONAL for p in names):
        raise NotHere("constructor of any arguments")
    for value, parameter in zip(args, names):
        kwargs[parameter.name] = value
    return kwargs


def state_values(name, tensor, seed):
    """Elements of a parameter or a running statistic: within [-1, 1], variances within [0.5, 1.5]."""
    low = 4096 if name.endswith("running_var") else -8192
    return made([low, 13, 8192 if low > 0 else 16384, seed], tensor.shape)


class Family:
    """The cases of one module."""

    def __init__(self, info):
        self.info = info
        self.name = info.name.split(".", 1)[1]
        self.lines = []
        self.left = {}
        self.seen = set()
        self.seed = zlib.crc32(self.name.encode()) % (1 << 20) * 64

    def leave(self, kind, why):
        self.left[kind + ": " + why] = self.left.get(kind + ": " + why, 0) + 1

    def module(self, options, dtype, training):
        made = self.info.module_cls(**options.make(dtype)[1]).to(dtype).train(training)
        with torch.no_grad():
            parameters = dict(made.named_parameters())
            for index, (name, tensor) in enumerate(made.state_dict().items()):
                if name in parameters or "running_" in name:
                    tensor.copy_(state_values(name, tensor, self.base + index))
        return made

    def run(self, options, arguments, dtype, training):
        module = self.module(options, dtype, training)
        args, kwargs, wanted = arguments.make(dtype)
        parameters = [p for p in module.parameters()]
        run = Run(lambda: module(*args, **kwargs), wanted + parameters)
        run.outputs = run.outputs + [b for n, b in module.named_buffers() if "running_" in n]
        return run

    def add(self, inputs, training):
        self.seed += 16
        self.base = self.seed + 8
        kind = "training" if training else "evaluation"
        try:
            options = Arguments([], bound(self.info.module_cls, inputs.constructor_input), DOUBLE, self.seed + 4)
            forward = inputs.forward_input
            arguments = Arguments(forward.args, forward.kwargs, DOUBLE, self.seed)
            text = {"o": self.name, "k": kind, "c": options.kwargs, "a": arguments.args, "p": self.base}
            if arguments.kwargs:
                text["w"] = arguments.kwargs
            key = repr([text["k"], text["c"], [(t.shape, t.dtype) for t in arguments.tensors], [v for v in arguments.args if not isinstance(v, dict)], arguments.kwargs.keys()])
            if key in self.seen:
                return
            self.seen.add(key)
            seed_all(1)
            double = self.run(options, arguments, DOUBLE, training)
            seed_all(2)
            again = self.run(options, arguments, DOUBLE, training)
            if any(not torch.equal(a.nan_to_num(), b.nan_to_num()) for a, b in zip(double.outputs, again.outputs) if a.dtype != torch.bool):
                raise NotHere("random")
            describe(double, self.run(options, arguments, SINGLE, training), text)
            self.lines.append(text)
        except NotHere as reason:
            self.leave(kind, str(reason))

    def refuse(self, error):
        self.seed += 16
        self.base = self.seed + 8
        inputs = error.module_error_input
        try:
            options = Arguments([], bound(self.info.module_cls, inputs.constructor_input), DOUBLE, self.seed + 4)
            forward = inputs.forward_input
            arguments = Arguments(forward.args if forward else [], forward.kwargs if forward else {}, DOUBLE, self.seed)
            text = {"o": self.name, "k": "refused", "c": options.kwargs, "a": arguments.args, "p": self.base}
            if arguments.kwargs:
                text["w"] = arguments.kwargs
            try:
                module = self.module(options, DOUBLE, True)
                args, kwargs, _ = arguments.make(DOUBLE)
                module(*args, **kwargs)
            except Exception as e:
                text["x"] = type(e).__name__ + ": " + str(e).split("\n")[0][:100]
                self.lines.append(text)
                return
            raise NotHere("meant to be refused, but PyTorch takes it")
        except NotHere as reason:
            self.leave("refused", str(reason))


def cases(here):
    """Lines of all cases; by name what is left out and why, None where the module is not here."""
    warnings.simplefilter("ignore")
    lines, counts = [], {}
    for info in sorted(module_db, key=lambda m: m.name):
        family = Family(info)
        if family.name not in here:
            counts[family.name] = None
            continue
        for training in (True, False):
            for dtype in (DOUBLE,):
                seed_all()
                for inputs in info.module_inputs_func(info, device="cpu", dtype=dtype, requires_grad=True, training=training):
                    family.add(inputs, training)
        if info.module_error_inputs_func:
            for training in (True, False):
                seed_all()
                for error in info.module_error_inputs_func(info, device="cpu", dtype=DOUBLE, requires_grad=True, training=training):
                    family.refuse(error)
        lines += family.lines
        counts[family.name] = {"": family.left}
    return lines, counts
