"""The types of results: binary operations over pairs of types, as tensors, 0-dim tensors and numbers, also in place.

    <operation> <form> <left> <right> <result dtype> <values>, or refused <message>

Forms: TT tensors, T0 and 0T with a 0-dim tensor, TS and ST with a number; left and right are dtypes, int or float.
An operation with a trailing _ is in place.
"""

import torch

from tensors import NAMES, number

VALUES = {torch.bool: [True, False, True], torch.uint8: [5, 2, 250], torch.int64: [7, -3, 2], torch.float32: [1.5, -2.25, 0.75], torch.float64: [2.5, -0.5, 1.25]}
SECOND = {torch.bool: [True, True, False], torch.uint8: [2, 3, 4], torch.int64: [2, 3, -1], torch.float32: [0.5, 2, -1.5], torch.float64: [1.5, -2, 0.25]}
NUMBERS = {"int": [2, -3], "float": [2.0, -1.5], "bool": [True]}
OPERATIONS = {
    "add": torch.add,
    "sub": torch.sub,
    "mul": torch.mul,
    "div": torch.div,
    "pow": torch.pow,
    "remainder": torch.remainder,
    "floor_divide": torch.floor_divide,
    "atan2": torch.atan2,
    "logaddexp": torch.logaddexp,
    "xlogy": torch.xlogy,
    "maximum": torch.maximum,
    "minimum": torch.minimum,
    "eq": torch.eq,
    "ne": torch.ne,
    "lt": torch.lt,
    "le": torch.le,
    "gt": torch.gt,
    "ge": torch.ge,
    "logical_and": torch.logical_and,
    "logical_or": torch.logical_or,
    "logical_xor": torch.logical_xor,
    "where": lambda a, b: torch.where(torch.tensor([True, False, True]), a, b),
    "lerp": lambda a, b: torch.lerp(a, b, 0.25),
    "dot": torch.dot,
    "outer": torch.outer,
    "cat": lambda a, b: torch.cat([a, b]),
    "rsub": torch.rsub,
    "clamp_min": torch.clamp_min,
    "clamp_max": torch.clamp_max,
    "masked_fill": lambda a, b: a.masked_fill(torch.tensor([True, False, True]), b),
    "full_like": lambda a, b: torch.full_like(a, b),
    "add_": lambda a, b: a.add_(b),
    "sub_": lambda a, b: a.sub_(b),
    "mul_": lambda a, b: a.mul_(b),
    "div_": lambda a, b: a.div_(b),
    "pow_": lambda a, b: a.pow_(b),
    "clamp_min_": lambda a, b: a.clamp_min_(b),
    "clamp_max_": lambda a, b: a.clamp_max_(b),
    "copy_": lambda a, b: a.copy_(b),
    "fill_": lambda a, b: a.fill_(b),
    "lerp_": lambda a, b: a.lerp_(b, 0.25),
    "masked_fill_": lambda a, b: a.masked_fill_(torch.tensor([True, False, True]), b),
}
TENSORS_ONLY = {"atan2", "logaddexp", "maximum", "minimum", "logical_and", "logical_or", "logical_xor", "lerp", "lerp_", "dot", "outer", "cat", "copy_"}
NUMBERS_ONLY = {"rsub", "clamp_min", "clamp_max", "masked_fill", "full_like", "fill_", "pow_", "clamp_min_", "clamp_max_", "masked_fill_"}
NUMBER_FIRST = {"pow", "where"}


def _line(name, form, left, right, a, b):
    head = f"{name} {form} {left} {right}"
    try:
        result = OPERATIONS[name](a, b)
    except Exception as e:
        return f"{head} refused {str(e).splitlines()[0][:70]}"
    values = result.reshape(-1).tolist()
    words = [str(number(int(v) if isinstance(v, bool) else v if isinstance(v, int) or v != v or abs(v) == float('inf') else float(f'{v:.9g}'))) for v in values]
    return f"{head} {NAMES[result.dtype]} {','.join(words)}"


def lines():
    found = []
    for name in OPERATIONS:
        for left in NAMES:
            if name not in NUMBERS_ONLY:
                for right in NAMES:
                    a, b = VALUES[left], SECOND[right]
                    for form in ("TT", "T0", "0T"):
                        if form != "TT" and name in ("dot", "outer", "cat") or form == "0T" and name.endswith("_"):
                            continue
                        x = torch.tensor(a[0] if form == "0T" else a, dtype=left)
                        y = torch.tensor(b[0] if form == "T0" else b, dtype=right)
                        found.append(_line(name, form, NAMES[left], NAMES[right], x, y))
            if name not in TENSORS_ONLY:
                for kind in ("int", "float"):
                    for value in NUMBERS[kind]:
                        found.append(_line(name, "TS", NAMES[left], f"{kind}:{value}", torch.tensor(VALUES[left], dtype=left), value))
                        if name in NUMBER_FIRST:
                            found.append(_line(name, "ST", f"{kind}:{value}", NAMES[left], value, torch.tensor(SECOND[left], dtype=left)))
    return "".join(line + "\n" for line in found)
