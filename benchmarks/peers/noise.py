"""The noise of noisy layers: NoisyWeightsReference.Noise and WeightNoise of this project, in Python."""

import math

import torch

import networks


def philox(counter, key):
    """Four words of Philox4x32-10 (Salmon et al. 2011)."""
    c, (low, high) = list(counter), key
    for _ in range(10):
        first, second = 0xD2511F53 * c[0], 0xCD9E8D57 * c[2]
        c = [second >> 32 ^ c[1] ^ low, second & 0xFFFFFFFF, first >> 32 ^ c[3] ^ high, first & 0xFFFFFFFF]
        low, high = (low + 0x9E3779B9) & 0xFFFFFFFF, (high + 0xBB67AE85) & 0xFFFFFFFF
    return c


def part_key(key, part):
    """Key of a layer of what has this key, by its number: WeightNoise.KeyOfPart."""
    return tuple(philox((part, 0, 1, 0), key)[:2])


def factors(key, draw, count):
    """f(e) = sign(e) sqrt|e| of standard normal e, in double precision: NoisyWeightsReference.Noise."""
    numbers = []
    for block in range((count + 3) // 4):
        words = philox((block, draw, 0, 0), key)
        for x, y in (words[:2], words[2:]):
            radius, angle = math.sqrt(-2 * math.log(((x >> 8) + 1) / 2**24)), 2 * math.pi * y / 2**32
            numbers += [math.copysign(math.sqrt(abs(e)), e) for e in (radius * math.cos(angle), radius * math.sin(angle))]
    return torch.tensor(numbers[:count], dtype=torch.float64)


def set_noise(model, key, draw):
    """Noise for the four noisy layers of a tiny Rainbow: those of DuelingHead, which are parts number 0, 4, 8, 12 of layer 2."""
    layers = [module for module in model.modules() if isinstance(module, networks.NoisyLinear)]
    for i, layer in enumerate(layers):
        outputs, inputs = layer.weight_mu.shape
        of_input, of_output = factors(part_key(part_key((key, 0), 2), 4 * i), draw, inputs + outputs).split([inputs, outputs])
        if i in (0, 2):
            # Numbered as the project has the channels of the convolution in front, last: [H, W, C] to [C, H, W].
            of_input = of_input.reshape(-1, networks.TINY[-1][0]).T.reshape(-1)
        layer.factors = torch.cat([of_input, of_output])
