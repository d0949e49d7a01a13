"""Every loss of torch.nn: cases.txt with outputs and gradients, graphs.txt with the graphs behind them."""

import os
import sys
import warnings

import torch
from torch import nn
from torch.nn import functional as F

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, ".."))
from golden import Golden, Spec, ints, rand, values

warnings.simplefilter("ignore")
REDUCTIONS = ("none", "mean", "sum")
INF, NAN = float("inf"), float("nan")
graphs = {}


def chain(node):
    if node is None:
        return "."
    name = node.name().replace("torch::autograd::", "")
    below = ",".join(chain(n) for n, _ in node.next_functions)
    return name + (f"({below})" if below else "")


def note(label, result):
    if "probabilities_empty_mean" not in label:  # PyTorch has a path of its own for these two
        graphs[label] = chain(result.grad_fn)
    return result


def run(label, tensors, keys, *arguments):
    """Calls the loss with tensors and options, given in the order of `keys`, and notes its graph."""
    given = dict(zip(keys, arguments))
    inputs = [given.pop(t) for t in tensors]
    return note(label, getattr(nn, label.split("/")[0])(**given)(*inputs))


def fresh(arguments):
    return {k: Spec(v.values.clone(), v.grad) if isinstance(v, Spec) else v for k, v in arguments.items()}


PAIR = ("input", "target")

with Golden(__file__) as golden:

    def case(name, variant="", tensors=PAIR, check=True, grad=True, reductions=REDUCTIONS, **arguments):
        for reduction in reductions:
            given = dict(fresh(arguments), reduction=reduction)
            label = f"{name}/{variant}{'_' if variant else ''}{reduction}"
            golden.case(label, lambda *a, k=list(given), l=label: run(l, tensors, k, *a), check=check, grad=grad, **given)

    # Differences.
    for name in ("L1Loss", "MSELoss", "SmoothL1Loss", "HuberLoss"):
        case(name, input=rand(3, 4), target=rand(3, 4))
        case(name, "scalar", input=rand(), target=rand())
        case(name, "constant_target", input=rand(2, 3, 2), target=rand(2, 3, 2, grad=False))
        case(name, "broadcast", input=rand(2, 1, 3), target=rand(4, 1))
        case(name, "empty", check=False, input=rand(0, 3), target=rand(0, 3))
        case(name, "edges", check=False, input=values([0.0, 1, 1, 1e4, -1e4, INF, NAN, 2.5]), target=values([0.0, 1, 2, 0, 0, 0, 0, 1.5]))
    for beta in (0, 0.3, 2.5):
        case("SmoothL1Loss", f"beta{beta}", input=rand(2, 5), target=rand(2, 5), beta=beta)
    for delta in (0.3, 2.5):
        case("HuberLoss", f"delta{delta}", input=rand(2, 5), target=rand(2, 5), delta=delta)

    # Classes.
    weight4 = lambda: rand(4, low=0.2, high=2, grad=False)
    for name, extra in (("NLLLoss", {}), ("CrossEntropyLoss", {}), ("CrossEntropyLoss", {"label_smoothing": 0.1})):
        v = "smooth_" if extra else ""
        case(name, v + "batch", input=rand(5, 4), target=ints(0, 4, 5), **extra)
        case(name, v + "unbatched", input=rand(4), target=torch.tensor(2), **extra)
        case(name, v + "weight", input=rand(5, 4), target=ints(0, 4, 5), weight=weight4(), **extra)
        case(name, v + "ignore", input=rand(5, 4), target=torch.tensor([1, 3, 1, 0, 2]), ignore_index=1, **extra)
        case(name, v + "ignore_weight", input=rand(5, 4), target=torch.tensor([1, -100, 3, -100, 2]), weight=weight4(), **extra)
        case(name, v + "all_ignored", check=False, input=rand(2, 4), target=torch.tensor([-100, -100]), **extra)
        case(name, v + "k1", input=rand(2, 4, 3), target=ints(0, 4, 2, 3), **extra)
        case(name, v + "k2", input=rand(2, 4, 2, 3), target=ints(0, 4, 2, 2, 3), weight=weight4(), **extra)
        case(name, v + "k3", input=rand(2, 4, 2, 1, 3), target=torch.tensor([[[[0, 1, 2]], [[3, -1, 1]]], [[[2, -1, 0]], [[1, 1, 3]]]]),
             ignore_index=-1, weight=weight4(), **extra)
        case(name, v + "empty", check=False, input=rand(0, 4), target=ints(0, 4, 0), **extra)
        case(name, v + "byte", input=rand(3, 4), target=torch.tensor([3, 0, 1], dtype=torch.uint8), **extra)
    case("NLLLoss", "infinite_ignored", check=False, input=values([[-INF, 0.0], [-INF, -1.0]]), target=torch.tensor([0, 1]), ignore_index=0)
    case("NLLLoss", "infinite", check=False, input=values([[-INF, 0.0], [-INF, -1.0]]), target=torch.tensor([0, 1]))
    big = [[1e4, -1e4, 0.0], [-1e4, 1e4, 1e4], [30.0, 29.0, -700.0]]
    case("CrossEntropyLoss", "large", check=False, input=values(big), target=torch.tensor([1, 1, 2]))
    case("CrossEntropyLoss", "large_smooth", check=False, input=values(big), target=torch.tensor([1, 1, 2]), label_smoothing=0.2)
    case("CrossEntropyLoss", "infinite", check=False, input=values([[-INF, 1.0, 2.0], [INF, 0, 1], [NAN, 0, 1]]), target=torch.tensor([0, 1, 2]))
    for extra in ({}, {"label_smoothing": 0.3}):
        v = "smooth_" if extra else ""
        case("CrossEntropyLoss", v + "probabilities", input=rand(3, 4), target=rand(3, 4, low=0, high=1), **extra)
        case("CrossEntropyLoss", v + "probabilities_unbatched", input=rand(4), target=rand(4, low=0, high=1), **extra)
        case("CrossEntropyLoss", v + "probabilities_weight", input=rand(3, 4, 2), target=rand(3, 4, 2, low=0, high=1), weight=weight4(), **extra)
        case("CrossEntropyLoss", v + "probabilities_empty", check=False, input=rand(0, 4), target=rand(0, 4), **extra)
    case("CrossEntropyLoss", "smooth_one", input=rand(3, 4), target=ints(0, 4, 3), label_smoothing=1.0)

    # Distributions.
    for reductions in (REDUCTIONS + ("batchmean",),):
        case("KLDivLoss", reductions=reductions, input=rand(3, 4), target=rand(3, 4, low=0.1, high=1))
        case("KLDivLoss", "constant", reductions=reductions, input=rand(3, 4), target=rand(3, 4, low=0.1, high=1, grad=False))
        case("KLDivLoss", "log", reductions=reductions, input=rand(3, 4), target=rand(3, 4), log_target=True)
        case("KLDivLoss", "broadcast", reductions=reductions, input=rand(2, 1, 3), target=rand(2, 1, low=0.1, high=1))
        case("KLDivLoss", "scalar", reductions=reductions, input=rand(), target=rand(low=0.1, high=1))
        case("KLDivLoss", "zero", check=False, reductions=reductions, input=values([-1.0, -2, -INF, 0.5]), target=values([0.0, 0.5, 0.0, -0.5], grad=False))
        case("KLDivLoss", "zero_grad", check=False, reductions=reductions, input=values([-1.0, -2]), target=values([0.0, 0.5]))
    case("BCELoss", input=rand(3, 4, low=0.05, high=0.95), target=rand(3, 4, low=0, high=1))
    case("BCELoss", "weight", input=rand(3, 4, low=0.05, high=0.95), target=rand(3, 4, low=0, high=1), weight=rand(4, low=0.1, grad=False))
    case("BCELoss", "scalar", input=rand(low=0.05, high=0.95), target=rand(low=0, high=1))
    case("BCELoss", "edges", check=False, input=values([0.0, 1, 0, 1, 0.5, 1e-30, 0.25]), target=values([0.0, 0, 1, 1, 0.3, 1, 0]))
    case("BCELoss", "empty", check=False, input=rand(0), target=rand(0))
    logits = [1e4, -1e4, 0.0, 40, -40, 100, -100]
    targets = [0.0, 1, 0.5, 1, 0, 0.25, 0.75]
    for v, extra in (("", {}), ("weight", {"weight": rand(4, low=0.1, grad=False)}), ("pos", {"pos_weight": rand(4, low=0.1, high=3, grad=False)}),
                     ("both", {"weight": rand(3, 1, low=0.1, grad=False), "pos_weight": rand(4, low=0.1, high=3, grad=False)})):
        case("BCEWithLogitsLoss", v, input=rand(3, 4), target=rand(3, 4, low=0, high=1), **extra)
    case("BCEWithLogitsLoss", "large", check=False, input=values(logits), target=values(targets))
    case("BCEWithLogitsLoss", "large_pos", check=False, input=values(logits), target=values(targets), pos_weight=values([3.0], grad=False))
    for v, extra in (("", {}), ("rate", {"log_input": False}), ("rate_eps", {"log_input": False, "eps": 0.1})):
        case("PoissonNLLLoss", v, input=rand(3, 4, low=0.1, high=2), target=rand(3, 4, low=0.2, high=5), **extra)
        case("PoissonNLLLoss", v + "_full", input=rand(3, 4, low=0.1, high=2), target=rand(3, 4, low=0.2, high=5), full=True, **extra)
        case("PoissonNLLLoss", v + "_edges", check=False, input=values([0.0, 0, 1, 50]), target=values([0.0, 1, 2, 30], grad=False), full=True, **extra)
    case("PoissonNLLLoss", "broadcast", input=rand(2, 3), target=rand(3, low=1, high=5))
    GAUSS = ("input", "target", "variance")
    for v, extra in (("", {}), ("full", {"full": True}), ("eps", {"eps": 0.5})):
        case("GaussianNLLLoss", v, GAUSS, check=v != "eps", input=rand(3, 4), target=rand(3, 4), variance=rand(3, 4, low=0.2, high=2), **extra)
    case("GaussianNLLLoss", "last_one", GAUSS, input=rand(3, 4), target=rand(3, 4), variance=rand(3, 1, low=0.2, high=2))
    case("GaussianNLLLoss", "without_last", GAUSS, input=rand(3, 4), target=rand(3, 4), variance=rand(3, low=0.2, high=2))
    case("GaussianNLLLoss", "channel_one", GAUSS, input=rand(2, 3, 2), target=rand(2, 3, 2), variance=rand(2, 1, 2, low=0.2, high=2))
    case("GaussianNLLLoss", "broadcast_target", GAUSS, input=rand(3, 4), target=rand(4), variance=rand(3, 4, low=0.2, high=2))
    case("GaussianNLLLoss", "zero", GAUSS, check=False, input=rand(3), target=rand(3), variance=values([0.0, 1e-9, 1.0]))

    # Margins.
    sign = values([[1.0, -1, 1, -1], [-1, -1, 1, 1], [1, 1, -1, -1]], grad=False)
    case("HingeEmbeddingLoss", input=rand(3, 4), target=sign)
    case("HingeEmbeddingLoss", "margin", input=rand(3, 4), target=sign, margin=0.4)
    case("HingeEmbeddingLoss", "broadcast", input=rand(3, 4), target=values([1.0, -1, -1, 1], grad=False))
    case("HingeEmbeddingLoss", "edges", check=False, input=values([1.0, 0, 2, 3]), target=values([-1.0, 1, 0, 0.5], grad=False))
    case("HingeEmbeddingLoss", "whole", input=rand(4), target=torch.tensor([1, -1, -1, 1]))
    case("SoftMarginLoss", input=rand(3, 4), target=sign)
    case("SoftMarginLoss", "broadcast", input=rand(3, 4), target=values([1.0, -1, -1, 1], grad=False))
    case("SoftMarginLoss", "whole", input=rand(4), target=torch.tensor([1, -1, -1, 1]))
    TWO = ("first", "second", "target")
    for margin in (0, 0.3):
        case("CosineEmbeddingLoss", f"margin{margin}", TWO, first=rand(4, 3), second=rand(4, 3), target=values([1.0, -1, 1, -1], grad=False), margin=margin)
        case("MarginRankingLoss", f"margin{margin}", TWO, first=rand(3, 4), second=rand(3, 4), target=sign, margin=margin)
    case("CosineEmbeddingLoss", "unbatched", TWO, first=rand(3), second=rand(3), target=values(1.0, grad=False))
    case("CosineEmbeddingLoss", "broadcast", TWO, first=rand(1, 3), second=rand(4, 3), target=values([1.0, -1, 0, -1], grad=False))
    case("CosineEmbeddingLoss", "zero", TWO, check=False, first=values([[0.0, 0, 0], [1, 2, 3]]), second=values([[1.0, 2, 3], [1, 2, 3]]), target=torch.tensor([1, -1]))
    case("MarginRankingLoss", "target_grad", TWO, first=rand(3), second=rand(3), target=rand(3))
    case("MarginRankingLoss", "broadcast", TWO, first=rand(3, 1), second=rand(1, 4), target=values([[1.0], [-1], [1]], grad=False))
    case("MarginRankingLoss", "tie", TWO, check=False, first=values([1.0, 2]), second=values([1.0, 1]), target=values([1.0, -1], grad=False))
    for v, extra in (("", {}), ("p2", {"p": 2}), ("margin", {"margin": 0.3}), ("weight", {"weight": weight4()}), ("all", {"p": 2, "margin": 1.7, "weight": weight4()})):
        case("MultiMarginLoss", v, input=rand(3, 4), target=torch.tensor([2, 0, 3]), **extra)
        case("MultiMarginLoss", v + "_unbatched", input=rand(4), target=torch.tensor(1), **extra)
    case("MultiMarginLoss", "one_target", input=rand(4), target=torch.tensor([1]))
    case("MultiMarginLoss", "kink", check=False, input=values([[1.0, 0, 0.5, 2], [0, 0, 0, 0]]), target=torch.tensor([0, 1]))
    case("MultiLabelMarginLoss", input=rand(3, 4), target=torch.tensor([[3, 0, -1, 1], [-1, 0, 1, 2], [0, 1, 2, 3]]))
    case("MultiLabelMarginLoss", "unbatched", input=rand(4), target=torch.tensor([3, 0, -1, 1]))
    case("MultiLabelMarginLoss", "scalar", check=False, input=rand(), target=torch.tensor(0))
    case("MultiLabelMarginLoss", "twice", input=rand(1, 4), target=torch.tensor([[3, 3, -1, 1]]))
    case("MultiLabelSoftMarginLoss", input=rand(3, 4), target=rand(3, 4, low=0, high=1))
    case("MultiLabelSoftMarginLoss", "weight", input=rand(3, 4), target=rand(3, 4, low=0, high=1, grad=False), weight=weight4())
    case("MultiLabelSoftMarginLoss", "vector", input=rand(4), target=rand(4, low=0, high=1, grad=False))
    case("MultiLabelSoftMarginLoss", "more", input=rand(2, 3, 4), target=rand(4, low=0, high=1))
    case("MultiLabelSoftMarginLoss", "large", check=False, input=values([[1e4, -1e4, 50.0], [-1e4, 1e4, -50.0]]), target=values([[0.0, 1, 1], [0, 1, 0.5]]))
    TRIPLET = ("anchor", "positive", "negative")
    three = lambda *shape: dict(anchor=rand(*shape), positive=rand(*shape), negative=rand(*shape))
    for v, extra in (("", {}), ("swap", {"swap": True}), ("margin", {"margin": 0.3}), ("p1", {"p": 1}), ("p1.5", {"p": 1.5}), ("p3", {"p": 3, "swap": True}),
                     ("pinf", {"p": INF}), ("eps", {"eps": 0.1})):
        case("TripletMarginLoss", v, TRIPLET, **three(5, 3), **extra)
    case("TripletMarginLoss", "vector", TRIPLET, **three(3))
    case("TripletMarginLoss", "broadcast", TRIPLET, anchor=rand(4, 3), positive=rand(1, 3), negative=rand(4, 1))
    case("TripletMarginLoss", "same", TRIPLET, check=False, anchor=values([[1.0, 2]]), positive=values([[1.0, 2]]), negative=values([[1.0, 2]]), eps=0.0)
    case("TripletMarginWithDistanceLoss", "", TRIPLET, **three(5, 3))
    case("TripletMarginWithDistanceLoss", "swap", TRIPLET, margin=2.0, swap=True, **three(2, 5, 3))

    # Alignments. Through log_softmax, where the gradient is exact; and raw, where it is PyTorch's own.
    def ctc(label, logits, targets, input_lengths, target_lengths, blank, zero_infinity, reduction):
        logs = logits if label.startswith("ctc_raw") else logits.log_softmax(-1)
        return note(label, F.ctc_loss(logs, targets, input_lengths, target_lengths, blank, reduction, zero_infinity))

    def ctc_case(variant, logits, targets, input_lengths, target_lengths, blank=0, zero_infinity=False, check=True, raw=False):
        for reduction in REDUCTIONS:
            label = f"{'ctc_raw' if raw else 'ctc'}/{variant}_{reduction}"
            given = fresh(dict(logits=logits, targets=targets, input_lengths=input_lengths, target_lengths=target_lengths))
            golden.case(label, lambda *a, l=label: ctc(l, *a), check=check and not raw, **given,
                        blank=blank, zero_infinity=zero_infinity, reduction=reduction)

    long = torch.tensor
    ctc_case("padded", rand(5, 2, 4), long([[1, 2, 3], [3, 3, 0]]), long([5, 4]), long([3, 2]))
    ctc_case("concatenated", rand(5, 3, 4), long([1, 1, 2, 3]), long([5, 3, 4]), long([2, 0, 2]))
    ctc_case("blank", rand(4, 2, 3), long([[0, 0], [1, 0]]), long([4, 3]), long([2, 2]), blank=2)
    ctc_case("unbatched", rand(4, 3), long([1, 2]), long(4), long(2))
    ctc_case("impossible", rand(3, 2, 3), long([[1, 1, 1], [2, 1, 0]]), long([3, 3]), long([3, 2]), check=False)
    ctc_case("impossible_zero", rand(3, 2, 3), long([[1, 1, 1], [2, 1, 0]]), long([3, 3]), long([3, 2]), zero_infinity=True)
    ctc_case("no_steps", rand(3, 2, 3), long([[1], [2]]), long([0, 3]), long([0, 1]))
    ctc_case("raw", rand(4, 2, 3, low=-3, high=0), long([[1, 2], [2, 2]]), long([4, 3]), long([2, 2]), raw=True)
    ctc_case("raw_impossible", rand(2, 1, 3, low=-3, high=0), long([[1, 1]]), long([2]), long([2]), raw=True)

    # Weights of elements, which only the functions take.
    for name, extra in (("l1_loss", {}), ("mse_loss", {}), ("huber_loss", {"delta": 0.7})):
        for reduction in REDUCTIONS:
            golden.case(f"{name}/{reduction}", lambda i, t, w, reduction, delta=None, n=name, e=extra: note(f"{n}/{reduction}", getattr(F, n)(i, t, weight=w, reduction=reduction, **e)),
                        input=rand(2, 3), target=rand(3), weight=rand(2, 3, low=0.1), reduction=reduction, **extra)

with open(os.path.join(HERE, "graphs.txt"), "w") as out:
    out.write(f"# Made by losses/make.py with PyTorch {torch.__version__.split('+')[0]}\n" + "".join(f"{k} {v}\n" for k, v in graphs.items()))
