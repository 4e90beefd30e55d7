"""Numbers from a formula that both sides compute exactly, so that no large file of weights is needed.

hash(i, stream) is a 32-bit integer hash; its upper 24 bits as a fraction are exact in single precision, and so is a
power of two times them. tests/Nn.Tests/Golden/Formula.cs is the same in C#.
"""

import math

import numpy as np
import torch


def hashes(count, stream):
    """uint32 array: the mixing function of MurmurHash3 over i * 0x9E3779B9 + stream * 0x85EBCA6B."""
    with np.errstate(over="ignore"):
        h = np.arange(count, dtype=np.uint32) * np.uint32(0x9E3779B9) + np.uint32((stream * 0x85EBCA6B) & 0xFFFFFFFF)
        h ^= h >> np.uint32(16)
        h *= np.uint32(0x85EBCA6B)
        h ^= h >> np.uint32(13)
        h *= np.uint32(0xC2B2AE35)
        h ^= h >> np.uint32(16)
    return h


def symmetric(count, stream):
    """Float32 in -0.5 .. 0.5, multiples of 2^-24."""
    return ((hashes(count, stream) >> np.uint32(8)).astype(np.float64) / 2**24 - 0.5).astype(np.float32)


def fill_parameters(model):
    """Tensor number t of the state_dict: symmetric(i, t) * 2^round(log2(4 / sqrt(fan_in))), in PyTorch's order."""
    fan_in = 1
    with torch.no_grad():
        for t, (name, tensor) in enumerate(model.state_dict().items()):
            if "weight" in name.rpartition(".")[2]:
                fan_in = tensor[0].numel()
            scale = 2.0 ** math.floor(math.log2(4 / math.sqrt(fan_in)) + 0.5)
            tensor.copy_(torch.from_numpy(symmetric(tensor.numel(), t) * np.float32(scale)).reshape(tensor.shape))


def frames(count, shape, stream):
    """Bytes (count, C, H, W)."""
    total = count * int(np.prod(shape))
    return torch.from_numpy((hashes(total, stream) >> np.uint32(24)).astype(np.uint8)).reshape(count, *shape)


def uniforms(count, stream):
    """Float32 in 0 .. 1, multiples of 2^-24."""
    return torch.from_numpy(symmetric(count, stream) + np.float32(0.5))
