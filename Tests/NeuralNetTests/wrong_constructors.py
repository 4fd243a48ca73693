"""Writes WrongConstructors.nbs: layers, losses, optimizers, schedules and data made with wrong arguments, and PyTorch's words.

Run with PyTorch 2.13: /work/venv/bin/python Tests/NeuralNetTests/wrong_constructors.py
Each class is called as it should be, and then spoilt in the ways a learner spoils a call: arguments missing, too many, of an unknown name, twice,
of a wrong type or out of range. Of calls with the same answer one is kept. record.py then records what PyTorch prints.
"""
import inspect, os, subprocess, sys, warnings
import torch
from torch import nn, optim
from torch.optim import lr_scheduler

warnings.simplefilter("ignore")
here = os.path.dirname(os.path.abspath(__file__))
target = os.path.join(here, "WrongConstructors.nbs")
RIGHT = """nn.Linear(3, 2)|nn.Bilinear(3, 3, 2)|nn.Identity()|nn.Flatten()|nn.Unflatten(1, (1, 3))|nn.Conv1d(4, 6, 3)|nn.Conv2d(4, 6, 3)|nn.Conv3d(4, 6, 3)|
nn.ConvTranspose1d(4, 6, 3)|nn.ConvTranspose2d(4, 6, 3)|nn.ConvTranspose3d(4, 6, 3)|nn.Unfold(2)|nn.Fold((4, 4), 2)|nn.MaxPool1d(2)|nn.MaxPool2d(2)|
nn.MaxPool3d(2)|nn.AvgPool1d(2)|nn.AvgPool2d(2)|nn.AvgPool3d(2)|nn.AdaptiveAvgPool1d(2)|nn.AdaptiveAvgPool2d(2)|nn.AdaptiveMaxPool1d(2)|
nn.AdaptiveMaxPool2d(2)|nn.LPPool1d(2, 2)|nn.LPPool2d(2, 2)|nn.MaxUnpool2d(2)|nn.FractionalMaxPool2d(2, 2)|nn.ReflectionPad1d(1)|
nn.ReflectionPad2d(1)|nn.ReplicationPad2d(1)|nn.ZeroPad1d(1)|nn.ZeroPad2d(1)|nn.ConstantPad1d(1, 0.)|nn.ConstantPad2d(1, 0.)|nn.CircularPad2d(1)|
nn.Upsample(2)|nn.UpsamplingNearest2d(2)|nn.PixelShuffle(2)|nn.PixelUnshuffle(2)|nn.ChannelShuffle(2)|nn.Embedding(5, 3)|nn.EmbeddingBag(5, 3)|
nn.Dropout(0.5)|nn.Dropout1d(0.5)|nn.Dropout2d(0.5)|nn.Dropout3d(0.5)|nn.AlphaDropout(0.5)|nn.FeatureAlphaDropout(0.5)|nn.BatchNorm1d(3)|
nn.BatchNorm2d(3)|nn.BatchNorm3d(3)|nn.LayerNorm(3)|nn.GroupNorm(2, 4)|nn.InstanceNorm1d(3)|nn.InstanceNorm2d(3)|nn.RMSNorm(3)|
nn.LocalResponseNorm(2)|nn.RNN(3, 4)|nn.LSTM(3, 4)|nn.GRU(3, 4)|nn.RNNCell(3, 4)|nn.LSTMCell(3, 4)|nn.GRUCell(3, 4)|nn.MultiheadAttention(4, 2)|
nn.TransformerEncoderLayer(4, 2)|nn.TransformerDecoderLayer(4, 2)|nn.CosineSimilarity()|nn.PairwiseDistance()|nn.ELU()|nn.Hardshrink()|
nn.Hardsigmoid()|nn.Hardtanh()|nn.Hardswish()|nn.LeakyReLU()|nn.LogSigmoid()|nn.PReLU()|nn.ReLU()|nn.ReLU6()|nn.RReLU()|nn.SELU()|nn.CELU()|nn.GELU()|
nn.Sigmoid()|nn.SiLU()|nn.Mish()|nn.Softplus()|nn.Softshrink()|nn.Softsign()|nn.Tanh()|nn.Tanhshrink()|nn.Threshold(0., 1.)|nn.GLU()|nn.Softmin()|
nn.Softmax()|nn.Softmax2d()|nn.LogSoftmax()|nn.AdaptiveLogSoftmaxWithLoss(4, 6, [2, 4])|nn.L1Loss()|nn.MSELoss()|nn.CrossEntropyLoss()|nn.NLLLoss()|
nn.PoissonNLLLoss()|nn.GaussianNLLLoss()|nn.KLDivLoss()|nn.BCELoss()|nn.BCEWithLogitsLoss()|nn.MarginRankingLoss()|nn.HingeEmbeddingLoss()|
nn.MultiLabelMarginLoss()|nn.HuberLoss()|nn.SmoothL1Loss()|nn.SoftMarginLoss()|nn.MultiLabelSoftMarginLoss()|nn.CosineEmbeddingLoss()|
nn.MultiMarginLoss()|nn.TripletMarginLoss()|nn.CTCLoss()|nn.Sequential()|nn.ModuleList()|nn.ModuleDict()|nn.ParameterList()|nn.ParameterDict()|
nn.Parameter(torch.ones(2))|optim.SGD(P, 0.1)|optim.Adam(P)|optim.AdamW(P)|optim.Adamax(P)|optim.NAdam(P)|optim.RAdam(P)|optim.RMSprop(P)|
optim.Adagrad(P)|optim.Adadelta(P)|optim.ASGD(P)|optim.Rprop(P)|optim.LBFGS(P)|lr_scheduler.StepLR(O, 2)|lr_scheduler.MultiStepLR(O, [2, 4])|
lr_scheduler.ExponentialLR(O, 0.9)|lr_scheduler.CosineAnnealingLR(O, 5)|lr_scheduler.CosineAnnealingWarmRestarts(O, 5)|lr_scheduler.LambdaLR(O, F1)|
lr_scheduler.MultiplicativeLR(O, F1)|lr_scheduler.ConstantLR(O)|lr_scheduler.LinearLR(O)|lr_scheduler.PolynomialLR(O)|
lr_scheduler.OneCycleLR(O, 0.1, 10)|lr_scheduler.CyclicLR(O, 0.1, 0.2)|lr_scheduler.ReduceLROnPlateau(O)|lr_scheduler.SequentialLR(O, [], [])|
lr_scheduler.ChainedScheduler([])|torch.utils.data.TensorDataset(T)|torch.utils.data.DataLoader(D)|torch.utils.data.Subset(D, [0])|
torch.utils.data.ConcatDataset([D])|torch.utils.data.RandomSampler(D)|torch.utils.data.BatchSampler([1], 2, True)|
torch.utils.data.random_split(D, [1, 1])|torch.utils.data.WeightedRandomSampler([1., 1.], 2)"""
WRONG = ["'a'", "None", "[1, 'b']", "1.5", "0", "-1", "True", "torch.float32", "torch.tensor([1, 2])"]
# What PyTorch only looks at much later, or only off the CPU.
UNSPOILT = {
    "device", "foreach", "fused", "capturable", "differentiable", "pin_memory", "num_workers", "multiprocessing_context", "timeout", "persistent_workers",
    "prefetch_factor", "pin_memory_device", "worker_init_fn", "in_order",
}
# Words that nobody can repeat: addresses, and sets in no order.
UNREPEATABLE = ("0x", "{'", "size_average and reduce")
PRELUDE = """
P = [nn.Parameter(torch.ones(2))]
T = torch.ones(2)
D = torch.utils.data.TensorDataset(T)
F1 = lambda e: 0.5
def go(f):
    global O
    O = optim.SGD(P, lr=0.1, momentum=0.9)
    try:
        f()
        print("OK")
    except Exception as e:
        print(type(e).__name__ + ": " + str(e))
"""


def pieces(text):
    """A call's arguments."""
    found, depth, piece = [], 0, ""
    for c in text:
        depth += (c in "([") - (c in ")]")
        if c == "," and depth == 0:
            found.append(piece.strip())
            piece = ""
        else:
            piece += c
    return found + [piece.strip()] if piece.strip() else found


def spoilt(args, parameters):
    """Lists of arguments, each with what was spoilt."""
    yield args, ""
    for count in range(len(args)):
        yield args[:count], "missing"
    yield args + ["1"] * 12, "surplus"
    yield args + ["colour=3"], "unknown"
    if args and parameters:
        yield args + [f"{parameters[0].name}={args[0]}"], "twice"
    for index in range(len(args)):
        for wrong in WRONG:
            yield args[:index] + [wrong] + args[index + 1:], index
    for p in parameters[len(args):]:
        if p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD) and p.name not in UNSPOILT:
            for wrong in WRONG:
                yield args + [f"{p.name}={wrong}"], p.name


space = {"torch": torch, "nn": nn, "optim": optim, "lr_scheduler": lr_scheduler}
exec(PRELUDE, space)
cells = []
for call in RIGHT.split("|"):
    name, rest = call.strip().split("(", 1)
    parameters = list(inspect.signature(eval(name, space)).parameters.values())
    seen = set()
    for args, what in spoilt(pieces(rest[:-1]), parameters):
        text = f"{name}({', '.join(args)})"
        torch.manual_seed(0)
        space["O"] = optim.SGD(space["P"], lr=0.1, momentum=0.9)
        try:
            with warnings.catch_warnings(record=True) as notes:
                warnings.simplefilter("always")
                eval(text, space)
            answer = "OK " + str(what)
        except Exception as error:
            answer = f"{type(error).__name__}: {error}"
        if answer in seen or any(word in answer + "".join(str(n.message) for n in notes) for word in UNREPEATABLE):
            continue
        seen.add(answer)
        cells.append(f"# %%\ngo(lambda: {text})\n")
head = "# ---\n# title: Constructors called wrongly, made by wrong_constructors.py\n# seed: 0\n# ---\n\n# %% What is called, and how it is told\nfrom torch.optim import lr_scheduler" + PRELUDE + "\n"
with open(target, "w") as file:
    file.write(head + "\n".join(cells))
subprocess.run([sys.executable, os.path.join(here, "record.py"), target], check=True)
print(len(cells), "calls")
