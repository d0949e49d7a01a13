"""Operations where they have no derivative or nothing to work on: nan, infinities, zeros, ties, kinks, numbers, empty
tensors."""

import os
import sys

import torch
import torch.nn.functional as F

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from golden import Golden, ints, rand, values

INF, NAN = float("inf"), float("nan")
POINTS = [0.0, -0.0, 1.0, -1.0, INF, -INF, NAN, 0.5, -0.5, 2.0, -2.0, 3.0, -3.0, 6.0, 0.25, -0.25, 1e-30, -1e-30, 1e30, -1e30, 21.0, 700.0, -700.0]
ROW = [0.0, -0.0, 1.0, -2.0, INF, -INF, NAN]
ROWS = [[1.0, NAN, 2.0, NAN], [INF, 1.0, INF, -INF], [-INF, -INF, -INF, -INF], [0.0, -0.0, 0.0, 0.0], [3.0, 3.0, 1.0, 3.0]]

with Golden(__file__) as golden:

    def case(name, function, **arguments):
        golden.case(name, function, check=False, **arguments)

    unary = {
        "tan": torch.tan, "asin": torch.asin, "acos": torch.acos, "atan": torch.atan, "sinh": torch.sinh,
        "cosh": torch.cosh, "asinh": torch.asinh, "acosh": torch.acosh, "atanh": torch.atanh, "log2": torch.log2,
        "log10": torch.log10, "exp2": torch.exp2, "erf": torch.erf, "erfc": torch.erfc, "lgamma": torch.lgamma,
        "trunc": torch.trunc, "frac": torch.frac, "relu": F.relu, "relu6": F.relu6,
        "leaky_relu": F.leaky_relu, "elu": F.elu, "celu": F.celu, "selu": F.selu, "gelu": F.gelu, "silu": F.silu,
        "mish": F.mish, "hardswish": F.hardswish, "hardsigmoid": F.hardsigmoid, "hardtanh": F.hardtanh,
        "hardshrink": F.hardshrink, "softshrink": F.softshrink, "tanhshrink": F.tanhshrink, "softsign": F.softsign,
        "softplus": F.softplus, "logsigmoid": F.logsigmoid, "sqrt": torch.sqrt, "rsqrt": torch.rsqrt, "abs": torch.abs,
        "sign": torch.sign, "log": torch.log, "log1p": torch.log1p, "expm1": torch.expm1, "reciprocal": torch.reciprocal,
        "sigmoid": torch.sigmoid, "tanh": torch.tanh, "square": torch.square,
    }
    for name, f in unary.items():
        case(name, lambda x, f=f: f(x), x=values(POINTS))
    # PyTorch's trigamma has eight digits, and no poles below 0.
    case("digamma", torch.digamma, x=values([p for p in POINTS if p not in (-1.0, -2.0, -3.0, -1e30, -700.0)]), tolerance=1e-8)
    case("gelu_tanh", lambda x: F.gelu(x, approximate="tanh"), x=values(POINTS))
    case("elu/alpha", lambda x, alpha: F.elu(x, alpha), x=values(POINTS), alpha=0.5)
    case("celu/alpha", lambda x, alpha: F.celu(x, alpha), x=values(POINTS), alpha=2.0)
    case("threshold", lambda x: F.threshold(x, 0.5, -1.0), x=values(POINTS))
    case("rrelu", lambda x: F.rrelu(x, 0.1, 0.3, training=False), x=values(POINTS))
    case("prelu", F.prelu, x=values(POINTS), weight=values([0.25]))
    case("prelu/channels", F.prelu, x=values(ROWS), weight=values([0.25, 0.0, -1.0, NAN]))
    for name, x in (("0d", 3.0), ("0d_below", -3.0)):
        case("prelu/" + name, F.prelu, x=values(x), weight=values([0.25]))
        case("prelu/" + name + "_0d", F.prelu, x=values(x), weight=values(0.25))
    case("prelu/1d_0d", F.prelu, x=values([1.0, -2.0]), weight=values(0.5))
    case("clamp", lambda x: x.clamp(-1.0, 2.0), x=values(POINTS))
    case("clamp_min", lambda x: x.clamp_min(0.5), x=values(POINTS))
    case("clamp_max", lambda x: x.clamp_max(0.5), x=values(POINTS))
    for e in (0.0, 1.0, 2.0, 3.0, 0.5, -1.0, -0.5, 2.5, -2.0):
        case(f"pow/{e}", lambda x, exponent: x.pow(exponent), x=values(POINTS), exponent=e)
    case("glu", lambda x: F.glu(x, 1), x=values(ROWS))

    binary = {
        "atan2": torch.atan2, "logaddexp": torch.logaddexp, "xlogy": torch.xlogy, "pow_tensor": torch.pow,
        "maximum": torch.maximum, "minimum": torch.minimum, "remainder": torch.remainder, "div": torch.div,
        "mul": torch.mul,
    }
    for name, f in binary.items():
        points = ROW + [0.5, 1e-30]
        case(name, lambda x, y, f=f: f(x, y), x=values([points for _ in points]), y=values([[v] * len(points) for v in points]))

    case("max", torch.max, x=values([1.0, NAN, 2.0]))
    case("min", torch.min, x=values([1.0, NAN, 2.0]))
    for i, row in enumerate(ROWS):
        case(f"max/{i}", torch.max, x=values(row))
        case(f"min/{i}", torch.min, x=values(row))
    over = {
        "max_dim": lambda x: x.max(1), "min_dim": lambda x: x.min(1), "sort": lambda x: torch.sort(x, dim=1, stable=True),
        "amax": lambda x: x.amax(1), "amin": lambda x: x.amin(1), "logsumexp": lambda x: x.logsumexp(1),
        "softmax": lambda x: x.softmax(1), "log_softmax": lambda x: x.log_softmax(1), "softmin": lambda x: F.softmin(x, 1),
        "prod": lambda x: x.prod(1), "cumsum": lambda x: x.cumsum(1), "var": lambda x: x.var(1), "std": lambda x: x.std(1),
        "norm": lambda x: x.norm(2, 1), "norm_1": lambda x: x.norm(1, 1), "norm_inf": lambda x: x.norm(INF, 1),
        "norm_3": lambda x: x.norm(3, 1), "norm_half": lambda x: x.norm(0.5, 1), "norm_0": lambda x: x.norm(0, 1),
        "norm_least": lambda x: x.norm(-INF, 1), "normalize": lambda x: F.normalize(x, dim=1),
    }
    for name, f in over.items():
        case(name, f, x=values(ROWS))
        case(name + "/columns", lambda x, f=f: f(x.t()), x=values(ROWS))
    for name in ("prod", "cumsum", "var", "std", "norm", "norm_1", "norm_3", "norm_half", "logsumexp"):
        case(name + "/zeros", over[name], x=values([[0.0, 2.0, 3.0], [0.0, 0.0, 3.0], [0.0, 0.0, 0.0]]))
    case("std/one", lambda x: x.std(1), x=values([[1.0], [2.0]]))
    case("std/equal", lambda x: x.std(1), x=values([[1.0, 1.0], [2.0, 3.0]]))

    # Pooling: ties, nan, minus infinity.
    image = values([[ROWS[0], ROWS[1], ROWS[2], ROWS[4]]])
    case("max_pool2d", lambda x: F.max_pool2d(x, 2), x=image)
    case("max_pool2d/overlap", lambda x: F.max_pool2d(x, 3, 1, 1), x=image)
    case("max_pool2d_indices", lambda x: F.max_pool2d(x, 2, return_indices=True), x=image)
    case("adaptive_max_pool2d", lambda x: F.adaptive_max_pool2d(x, 2), x=image)
    case("avg_pool2d", lambda x: F.avg_pool2d(x, 3, 1, 1), x=image)

    # Distances and losses.
    case("cosine_similarity", lambda x, y: F.cosine_similarity(x, y, -2), x=values([[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]]),
         y=values([[[1.0, 0.0, 2.0]], [[3.0, 1.0, 1.0]]]))
    case("cosine_similarity/zero", lambda x, y: F.cosine_similarity(x, y, 0), x=values([0.0, 0.0]), y=values([1.0, 2.0]))
    case("cosine_similarity/small", lambda x, y: F.cosine_similarity(x, y, 0), x=values([1e-10, 2e-10]), y=values([1.0, 2.0]))
    case("cosine_similarity/0d", lambda x, y: F.cosine_similarity(x, y, 0), x=values(2.0), y=values(-3.0))
    a, b = [0.0, 1.0, -1.0, INF, NAN, 2.0, 0.5], [0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 0.5]
    for name, f in {
        "l1_loss": F.l1_loss, "mse_loss": F.mse_loss, "smooth_l1_loss": F.smooth_l1_loss, "huber_loss": F.huber_loss,
        "bce_logits": F.binary_cross_entropy_with_logits, "soft_margin_loss": F.soft_margin_loss,
    }.items():
        case(name, lambda x, y, f=f: f(x, y, reduction="none"), x=values(a), y=values(b, grad=False))
    case("bce", lambda x, y: F.binary_cross_entropy(x, y, reduction="none"), x=values([0.0, 1.0, 0.0, 1.0, 0.5]),
         y=values([0.0, 1.0, 1.0, 0.0, 0.5]))
    case("hinge_embedding_loss", lambda x, y: F.hinge_embedding_loss(x, y, reduction="none"), x=values([1.0, 1.0, 2.0, 0.0, NAN]),
         y=values([1.0, -1.0, -1.0, -1.0, -1.0], grad=False))
    case("kl_div", lambda x, y: F.kl_div(x, y, reduction="none"), x=values([0.0, -1.0, -INF, -INF, NAN]),
         y=values([0.0, 0.0, 0.0, 1.0, 1.0]))

    # Running statistics of any layout, and batches of nothing.
    def batch_norm(x, mean, var, weight, bias, training):
        mean, var = mean.clone(), var.clone()
        y = F.batch_norm(x, mean, var, weight, bias, training)
        return y, mean, var

    for training in (True, False):
        for name, shape in (("2d", (4, 3)), ("4d", (2, 3, 2, 2)), ("empty", (0, 3, 2, 2)), ("empty_2d", (0, 3))):
            case(f"batch_norm/{name}_{training}", batch_norm, x=rand(*shape), mean=rand(3, grad=False), var=rand(3, low=0.5, grad=False),
                 weight=rand(3), bias=rand(3), training=training)
    case("group_norm/empty", lambda x, weight, bias: F.group_norm(x, 2, weight, bias), x=rand(0, 4, 3), weight=rand(4), bias=rand(4))
    case("instance_norm/empty", lambda x: F.instance_norm(x), x=rand(0, 3, 2, 2))
    case("layer_norm/empty", lambda x, weight, bias: F.layer_norm(x, [3], weight, bias), x=rand(0, 3), weight=rand(3), bias=rand(3))
    case("conv2d/empty", lambda x, weight, bias: F.conv2d(x, weight, bias), x=rand(0, 2, 4, 5), weight=rand(3, 2, 2, 3), bias=rand(3))
    case("conv1d/empty", lambda x, weight, bias: F.conv1d(x, weight, bias), x=rand(0, 2, 4), weight=rand(3, 2, 2), bias=rand(3))
    case("conv_transpose2d/empty", lambda x, weight, bias: F.conv_transpose2d(x, weight, bias), x=rand(0, 2, 4, 5), weight=rand(2, 3, 2, 3), bias=rand(3))
    case("conv_transpose1d/empty", lambda x, weight, bias: F.conv_transpose1d(x, weight, bias), x=rand(0, 2, 4), weight=rand(2, 3, 2), bias=rand(3))
    case("linear/empty", F.linear, x=rand(0, 3), weight=rand(2, 3), bias=rand(2))
    case("linear/no_features", F.linear, x=rand(4, 0), weight=rand(2, 0), bias=rand(2))
    case("linear/no_outputs", F.linear, x=rand(4, 3), weight=rand(0, 3), bias=rand(0))
    case("bilinear/empty", F.bilinear, x1=rand(0, 2), x2=rand(0, 3), weight=rand(4, 2, 3), bias=rand(4))
    case("unfold/empty", lambda x: F.unfold(x, 2), x=rand(0, 2, 3, 4))
    case("fold/empty", lambda x: F.fold(x, (3, 3), 2), x=rand(0, 8, 4))
    # PyTorch's pixel_unshuffle leaves an empty tensor's shape as it is, and so its pixel_shuffle has no gradient there.
    for shape in ((0, 4, 2, 2), (2, 4, 0, 2), (2, 0, 3, 2)):
        golden.case(f"pixel_shuffle/{shape[0]}_{shape[1]}", lambda x: F.pixel_shuffle(x, 2), check=False, grad=False, x=rand(*shape))
    case("channel_shuffle/empty", lambda x: F.channel_shuffle(x, 2), x=rand(0, 4, 2, 2))
    nothing = rand(0, 2, 4, 4)
    for name, f in {
        "max_pool2d": lambda x: F.max_pool2d(x, 2), "avg_pool2d": lambda x: F.avg_pool2d(x, 3, 1, 1),
        "max_pool2d_indices": lambda x: F.max_pool2d(x, 2, return_indices=True),
        "adaptive_max_pool2d": lambda x: F.adaptive_max_pool2d(x, 2), "adaptive_avg_pool2d": lambda x: F.adaptive_avg_pool2d(x, 2),
        "global_avg_pool": lambda x: F.adaptive_avg_pool2d(x, 1), "upsample_nearest": lambda x: F.interpolate(x, scale_factor=2),
        "upsample_bilinear": lambda x: F.interpolate(x, scale_factor=2, mode="bilinear"),
        "upsample_bicubic": lambda x: F.interpolate(x, scale_factor=2, mode="bicubic"),
        "pad_reflect": lambda x: F.pad(x, (1, 1, 1, 1), mode="reflect"), "pad_replicate": lambda x: F.pad(x, (1, 1, 1, 1), mode="replicate"),
        "pad_circular": lambda x: F.pad(x, (1, 1, 1, 1), mode="circular"), "pad_constant": lambda x: F.pad(x, (1, 1, 1, 1)),
        "glu": lambda x: F.glu(x, 1), "softmax": lambda x: F.softmax(x, 1), "log_softmax": lambda x: F.log_softmax(x, 1),
    }.items():
        case(name + "/empty", f, x=nothing)
    case("log_softmax/no_classes", lambda x: x.log_softmax(1), x=rand(2, 0))
    case("max_pool1d/empty", lambda x: F.max_pool1d(x, 2), x=rand(0, 2, 4))
    case("avg_pool1d/empty", lambda x: F.avg_pool1d(x, 2), x=rand(0, 2, 4))
    case("prelu/empty", F.prelu, x=rand(0, 3), weight=rand(3))

    # Padding that crops on one side.
    for mode in ("circular", "reflect", "replicate"):
        for p in ((-1, 1), (1, -1), (-2, 2), (2, -2), (-1, -1), (-1, 0)):
            golden.case(f"pad_{mode}/{p[0]}_{p[1]}", lambda x, amounts, mode=mode: F.pad(x, amounts, mode=mode), x=rand(2, 4), amounts=p)
        golden.case(f"pad_{mode}/2d", lambda x, amounts, mode=mode: F.pad(x, amounts, mode=mode), x=rand(1, 3, 4), amounts=(-1, 1, 1, -1))

    # Shapes of nothing, numbers as vectors.
    for left, right in (((0, 0), (5, 0, 0)), ((5, 0, 0), (0, 0)), ((5, 0, 3), (1, 3, 4)), ((0, 2, 3), (3, 4)), ((2, 3), (5, 3, 0)), ((0,), (5, 0, 3)), ((5, 2, 0), (0,))):
        case(f"matmul/{len(left)}_{len(right)}_{left[0]}", torch.matmul, x=rand(*left), y=rand(*right))
    for dim in (0, 1):
        case(f"logsumexp_of/{dim}", lambda x, dim: x.logsumexp(dim), x=rand(2, 0), dim=dim)
    case("logsumexp_all", lambda x: x.logsumexp((0, 1)), x=rand(2, 0))
    case("logsumexp_of/0d", lambda x, dim: x.logsumexp(dim), x=rand(), dim=0)
    zero = torch.zeros((), dtype=torch.int64)
    three = torch.zeros(3, dtype=torch.int64)
    one = torch.ones((), dtype=torch.int64)
    none = torch.zeros(0, dtype=torch.int64)
    gather = lambda x, index: x.gather(0, index)
    case("gather/0d_0d", gather, x=rand(), index=zero)
    case("gather/0d_1d", gather, x=rand(), index=three)
    case("gather/1d_0d", gather, x=rand(2), index=one)
    case("gather/none", gather, x=rand(2, 3), index=none)
    case("scatter_add/0d_0d", lambda x, index, source: x.scatter_add(0, index, source), x=rand(), index=zero, source=rand())
    case("scatter_add/0d_1d", lambda x, index, source: x.scatter_add(0, index, source), x=rand(), index=three, source=rand(3))
    case("scatter/0d_0d", lambda x, index, source: x.scatter(0, index, source), x=rand(), index=zero, source=rand())
    case("scatter/1d_0d", lambda x, index, source: x.scatter(0, index, source), x=rand(2), index=one, source=rand())
    golden.case("scatter_add/larger", lambda x, index, source: x.scatter_add(0, index, source), check=False, grad=False, x=rand(3, 4),
                index=ints(0, 3, 2, 3), source=rand(3, 4))
    case("index_select/0d", lambda x, index: x.index_select(0, index), x=rand(), index=zero)
    case("index_select/1d_0d", lambda x, index: x.index_select(0, index), x=rand(3), index=one)
    cat = lambda dim, *parts: torch.cat(parts, dim)
    case("cat/nothing_first", cat, dim=1, a=rand(0), b=rand(1, 2))
    case("cat/nothing_last", cat, dim=-1, a=rand(1, 2), b=rand(0))
    case("cat/nothing", cat, dim=0, a=rand(0), b=rand(0))

    # Bytes.
    pixels = ints(0, 256, 1, 3, 5, 7).to(torch.uint8)
    steep = torch.tensor([0, 0, 255, 255], dtype=torch.uint8).reshape(1, 1, 1, 4)
    for mode in ("nearest", "nearest-exact", "bilinear", "bicubic"):
        for align in (False, True) if mode.startswith("bi") else (None,):
            for name, x, size in (("steep", steep, (1, 7)), ("up", pixels, (8, 13)), ("down", pixels, (3, 4)), ("mixed", pixels, (9, 2))):
                golden.case(f"interpolate_bytes/{mode}_{align}_{name}",
                            lambda x, size, mode, align: F.interpolate(x, size, mode=mode, align_corners=align),
                            grad=False, dtypes=(torch.float32,), x=x, size=size, mode=mode, align=align)

    # More that one meets.
    case("linear/one_output", F.linear, x=rand(2, 3), weight=rand(3))
    case("avg_pool2d_divisor", lambda x: F.avg_pool2d(x, 2, divisor_override=-2), x=rand(1, 4, 4))
    golden.case("std/large", over["std"], check=False, dtypes=(torch.float32,), x=values([[1e38, -1e38, 1e38]]))
    classes = torch.tensor([1, 0, 2])
    rows = values([[0.0, -0.5, NAN], [NAN, 1.0, 2.0], [INF, 1.0, 0.5]])
    case("multi_margin_loss", lambda x, y: F.multi_margin_loss(x, y, reduction="none"), x=rows, y=classes)
    case("multilabel_margin_loss", lambda x, y: F.multilabel_margin_loss(x, y, reduction="none"), x=rows,
         y=torch.tensor([[1, -1, 0], [0, 2, -1], [2, -1, -1]]))
    case("mse_loss_of_nothing", lambda x, y: F.mse_loss(x, y), x=rand(0, 2), y=rand(0, 2))
    case("multi_margin_loss_squared", lambda x, y: F.multi_margin_loss(x, y, 2, reduction="none"), x=rows, y=classes)
    case("cat/nothing_anywhere", cat, dim=-2, a=rand(0), b=rand(0))
    case("chunk", lambda x: x.chunk(2), x=rand(0, 3))
