"""The tour's twin in PyTorch: prints what the Java classes of io.kindling.examples.tour print, letter by letter.

    python tour.py > tour.txt
"""

import warnings

import torch
import torch.nn as nn
import torch.nn.functional as F

warnings.simplefilter("ignore")
torch.set_num_threads(1)


def pattern(*sizes):
    """Numbers that look random and are the same everywhere."""
    n = torch.Size(sizes).numel()
    return ((torch.arange(n) * 37 % 101 - 50).float() / 100).reshape(sizes)


def title(text):
    print()
    print("## " + text)


def fails(what, call, end):
    try:
        call()
    except RuntimeError as e:
        print(f"{what}: {str(e).split(end)[0]}")


def convolution_with_loss():
    title("1. A convolution, four losses, a hook, a step")
    x = torch.ones(3, 4, 10, 10)
    target = torch.full((3, 3, 8, 8), 20.0)
    for name, loss_function in (
        ("L1 mean", nn.L1Loss()),
        ("L1 sum", nn.L1Loss(reduction="sum")),
        ("MSE mean", nn.MSELoss()),
        ("MSE sum", nn.MSELoss(reduction="sum")),
    ):
        conv = nn.Conv2d(4, 3, 3)
        with torch.no_grad():
            conv.weight.fill_(0.5)
            conv.bias.zero_()
        output = conv(x)
        output.register_hook(lambda g: print("  hook sees", list(g.shape), "of", g[0, 0, 0, 0]))
        loss = loss_function(output, target)
        print(name, "loss:", loss)
        print("  output:", output[0, 0, 0, 0])
        loss.backward()
        print("  gradient kept at the output:", output.grad)
        print("  weight gradient:", conv.weight.grad[0, 0])
        print("  bias gradient:", conv.bias.grad)
        torch.optim.SGD(conv.parameters(), lr=1 / 8192).step()
        print("  loss after a step:", loss_function(conv(x), target))
    kept = nn.Conv2d(4, 3, 3)
    with torch.no_grad():
        kept.weight.fill_(0.5)
        kept.bias.zero_()
    output = kept(x)
    output.retain_grad()
    nn.L1Loss()(output, target).backward()
    print("kept when asked:", output.grad[0, 0, 0])


def losses_and_softmax():
    title("2. L1, MSE, NLL, cross entropy and softmax")
    x = torch.tensor([[0.2, -1.3], [0.7, 2.1]])
    y = torch.tensor([[-0.4, 0.5], [1.1, 1.9]])
    print("L1:", nn.L1Loss()(x, y))
    print("L1, each:", nn.L1Loss(reduction="none")(x, y))
    print("MSE:", nn.MSELoss()(x, y))
    print("L1, size_average=False:", F.l1_loss(x, y, size_average=False))
    print("MSE, reduce=False:", F.mse_loss(x, y, reduce=False))
    x = torch.tensor([[-0.5926, -0.2742, 0.4403], [-0.5851, 1.4676, 0.0196], [-0.4039, 0.2867, -0.3413]])
    classes = torch.tensor([0, 2, 1])
    print("NLL:", nn.NLLLoss()(x, classes))
    print("softmax:", x.softmax(1))
    print("log softmax:", torch.log(x.softmax(1)))
    print("NLL of log softmax:", nn.NLLLoss()(torch.log(x.softmax(1)), classes))
    print("cross entropy:", nn.CrossEntropyLoss()(x, classes))


def nll_of_images():
    title("3. NLL loss of images")
    conv = nn.Conv2d(16, 32, 3)
    with torch.no_grad():
        conv.weight.copy_(pattern(32, 16, 3, 3))
        conv.bias.copy_(pattern(32))
    image = pattern(3, 16, 10, 10).requires_grad_()
    log_probabilities = F.log_softmax(conv(image), 1)
    target = (torch.arange(3 * 8 * 8) * 7 % 32).reshape(3, 8, 8)
    loss = nn.NLLLoss()(log_probabilities, target)
    print("input:", list(log_probabilities.shape), "target:", list(target.shape))
    print("loss:", loss)
    loss.backward()
    print("weight gradient:", conv.weight.grad[0, 0])
    print("image gradient:", image.grad[2, 15, 4])


def small_numbers():
    title("4. Losses of three numbers")
    x = torch.tensor([1.0, 2.0, 3.0]).reshape(1, 1, 1, 3)
    y = torch.tensor([1.0, 2.0, 5.0]).reshape(1, 1, 1, 3)
    print("x:", x)
    print("L1:", nn.L1Loss()(x, y))
    print("MSE:", nn.MSELoss()(x, y))
    print("cross entropy:", nn.CrossEntropyLoss()(torch.tensor([[0.1, 0.2, 0.3]]), torch.tensor([1])))


def grad_and_backward():
    title("5. grad and backward")
    x = torch.tensor(1.0)
    w = torch.tensor(2.0, requires_grad=True)
    b = torch.tensor(2.0, requires_grad=True)
    loss = F.mse_loss(w * x + b, torch.tensor(1.0))
    print("loss:", loss)
    by_w, by_b = torch.autograd.grad(loss, [w, b], retain_graph=True)
    print("grad:", by_w, by_b)
    print("leaves keep none:", w.grad, b.grad)
    loss.backward()
    print("backward:", w.grad, b.grad)


def softmax_rows():
    title("6. The derivative of softmax, row by row")
    x = torch.ones(3, requires_grad=True)
    output = F.softmax(x, dim=0)
    print("softmax:", output)
    fails("backward of a vector", lambda: output.backward(), ", got")
    for i in range(3):
        (row,) = torch.autograd.grad(output[i], [x], retain_graph=True)
        print("row", i, row)
    torch.autograd.grad(output[0], [x])
    fails("once more", lambda: torch.autograd.grad(output[1], [x]), " (")


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, 5)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.fc1 = nn.Linear(16 * 5 * 5, 120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = torch.flatten(x, 1)
        x = F.relu(self.fc1(x))
        x = F.relu(self.fc2(x))
        return self.fc3(x)


def lenet():
    title("7. LeNet, and a walk through its graph")
    net = Net()
    print(net)
    with torch.no_grad():
        for p in net.parameters():
            p.copy_(pattern(*p.shape) / 5)
    print("parameters:", len(list(net.parameters())), list(next(net.parameters()).shape))
    output = net(pattern(1, 1, 32, 32))
    print("output:", output)
    loss = nn.MSELoss()(output, pattern(1, 10))
    print("loss:", loss)
    node = loss.grad_fn
    while node is not None:
        following = [type(f).__name__ if f else "None" for f, _ in node.next_functions]
        print(type(node).__name__, "->", ", ".join(following))
        nodes = [f for f, _ in node.next_functions if f and type(f).__name__ != "AccumulateGrad"]
        node = nodes[0] if nodes else None
    net.zero_grad()
    loss.backward()
    print("conv1 bias gradient:", net.conv1.bias.grad)


def more_losses():
    title("8. The other losses")
    x = torch.tensor([[0.3, -0.8, 1.2], [0.1, 0.6, -0.4]])
    y = torch.tensor([[0.2, 0.5, 0.3], [0.1, 0.1, 0.8]])
    p = torch.tensor([[0.9, 0.2, 0.6], [0.4, 0.5, 0.7]])
    sign = torch.tensor([[1.0, -1.0, 1.0], [-1.0, 1.0, -1.0]])
    pair = torch.tensor([1.0, -1.0])
    classes = torch.tensor([2, 0])
    print("KLDiv:", nn.KLDivLoss(reduction="batchmean")(x.log_softmax(1), y))
    print("MarginRanking:", nn.MarginRankingLoss(margin=0.1)(x, y, sign))
    print("HingeEmbedding:", nn.HingeEmbeddingLoss()(x, sign))
    print("CosineEmbedding:", nn.CosineEmbeddingLoss()(x, y, pair))
    print("TripletMargin:", nn.TripletMarginLoss()(x, y, p))
    print("BCE:", nn.BCELoss()(p, y))
    print("BCEWithLogits:", nn.BCEWithLogitsLoss()(x, y))
    print("SmoothL1:", nn.SmoothL1Loss()(x, y))
    print("Huber:", nn.HuberLoss(delta=0.5)(x, y))
    print("SoftMargin:", nn.SoftMarginLoss()(x, sign))
    print("MultiMargin:", nn.MultiMarginLoss()(x, classes))
    print("MultiLabelMargin:", nn.MultiLabelMarginLoss()(x, torch.tensor([[2, -1, 0], [0, 1, -1]])))
    print("MultiLabelSoftMargin:", nn.MultiLabelSoftMarginLoss()(x, y))
    print("PoissonNLL:", nn.PoissonNLLLoss()(x, y))
    print("GaussianNLL:", nn.GaussianNLLLoss()(x, y, p))
    steps = pattern(5, 1, 4).log_softmax(2)
    print("CTC:", nn.CTCLoss()(steps, torch.tensor([[1, 3]]), torch.tensor([5]), torch.tensor([2])))


for twin in (convolution_with_loss, losses_and_softmax, nll_of_images, small_numbers, grad_and_backward, softmax_rows, lenet, more_losses):
    twin()
