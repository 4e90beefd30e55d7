"""The networks of this project as PyTorch modules: the same layers, names and arithmetic."""

import torch
from torch import nn


def relu():
    """In place: what a layer gave is needed no more, and memory is slow."""
    return nn.ReLU(inplace=True)


class Dueling(nn.Module):
    """q = value + advantage - mean(advantage), Wang et al. 2016, eq. 9."""

    def __init__(self, features, hidden, actions):
        super().__init__()
        self.value = nn.Sequential(nn.Linear(features, hidden), relu(), nn.Linear(hidden, 1))
        self.advantage = nn.Sequential(nn.Linear(features, hidden), relu(), nn.Linear(hidden, actions))

    def forward(self, x):
        advantage = self.advantage(x)
        return self.value(x) + advantage - advantage.mean(dim=1, keepdim=True)


class NoisyLinear(nn.Module):
    """Fortunato et al. 2018, eq. 9 to 11, with the factors of noise.py: those of the inputs, then those of the outputs."""

    def __init__(self, inputs, outputs):
        super().__init__()
        self.weight_mu = nn.Parameter(torch.zeros(outputs, inputs))
        self.weight_sigma = nn.Parameter(torch.zeros(outputs, inputs))
        self.bias_mu = nn.Parameter(torch.zeros(outputs))
        self.bias_sigma = nn.Parameter(torch.zeros(outputs))
        self.factors = None

    def forward(self, x):
        outputs, inputs = self.weight_mu.shape
        of_input, of_output = self.factors.split([inputs, outputs])
        weight = self.weight_mu + self.weight_sigma * torch.outer(of_output, of_input)
        return nn.functional.linear(x, weight, self.bias_mu + self.bias_sigma * of_output)


class NoisyDuelingDistributions(nn.Module):
    """Rainbow's head: logits [N, A, Z] by two noisy streams; what flows back out of it is divided by sqrt(2), as Wang et al. 2016, section 4.2, have it."""

    def __init__(self, features, hidden, actions, atoms):
        super().__init__()
        self.actions, self.atoms = actions, atoms
        self.value = nn.Sequential(NoisyLinear(features, hidden), nn.ReLU(), NoisyLinear(hidden, atoms))
        self.advantage = nn.Sequential(NoisyLinear(features, hidden), nn.ReLU(), NoisyLinear(hidden, actions * atoms))

    def forward(self, x):
        if x.requires_grad:
            x.register_hook(lambda gradient: gradient / 2**0.5)
        advantage = self.advantage(x).unflatten(1, (self.actions, self.atoms))
        return self.value(x)[:, None, :] + advantage - advantage.mean(dim=1, keepdim=True)


class QNetwork(nn.Module):
    """The article's class: frames (N, C, H, W), bytes, are divided by 255 and go through `layers`.

    convolutions: (filters, kernel, stride) of each; hidden: features of the linear layer behind them.
    """

    def __init__(self, frames, convolutions, hidden, actions, dueling=False):
        super().__init__()
        self.frames = frames
        channels, height, width = frames
        modules = []
        for filters, kernel, stride in convolutions:
            modules += [nn.Conv2d(channels, filters, kernel, stride), relu()]
            channels, height, width = filters, (height - kernel) // stride + 1, (width - kernel) // stride + 1
        features = channels * height * width
        modules += [nn.Flatten()]
        if dueling:
            modules += [Dueling(features, hidden, actions)]
        else:
            modules += [nn.Linear(features, hidden), relu(), nn.Linear(hidden, actions)]
        self.layers = nn.Sequential(*modules)

    def forward(self, frames):
        return self.layers(frames.to(next(self.parameters()).dtype).div_(255))


class TinyLayerNorm(nn.Module):
    """Tiny.WithLayerNorms of tests/Nn.Tests/Tiny.cs: a normalisation behind a convolution and one behind a linear layer."""

    def __init__(self, actions):
        super().__init__()
        self.frames = (3, 11, 9)
        self.layers = nn.Sequential(
            nn.Conv2d(3, 5, 4, 3), nn.LayerNorm([5, 3, 2]), relu(), nn.Flatten(), nn.Linear(30, 7), nn.LayerNorm(7), relu(), nn.Linear(7, actions))

    def forward(self, frames):
        return self.layers(frames.to(next(self.parameters()).dtype).div(255))


ATARI = (4, 84, 84)
ARTICLE = [(16, 8, 4), (32, 4, 2)]
NATURE = [(32, 8, 4), (64, 4, 2), (64, 3, 1)]
TINY = [(5, 4, 3), (6, 2, 1)]


def article(actions, dueling=False):
    return QNetwork(ATARI, ARTICLE, 512, actions, dueling)


def nature(actions, dueling=False):
    return QNetwork(ATARI, NATURE, 512, actions, dueling)


def tiny(actions, dueling=False):
    """The small network of tests/Nn.Tests/Tiny.cs."""
    return QNetwork((3, 11, 9), TINY, 7, actions, dueling)


def tiny_rainbow(actions, atoms):
    """Tiny.Rainbow of tests/Nn.Tests/Tiny.cs, without the action values of its distributions."""
    model = tiny(actions)
    features = model.layers[5].in_features
    model.layers = nn.Sequential(*model.layers[:5], NoisyDuelingDistributions(features, 7, actions, atoms))
    return model


def tiny_quantiles(actions, quantiles):
    """Tiny.Quantiles of tests/Nn.Tests/Tiny.cs, likewise: quantiles [N, A, Z]."""
    model = tiny(actions * quantiles)
    model.layers.append(nn.Unflatten(1, (actions, quantiles)))
    return model
