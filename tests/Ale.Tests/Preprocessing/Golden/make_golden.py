"""Makes the golden files beside it with OpenCV and numpy, independently of the C# code.

Run: /usr/bin/python3 make_golden.py NTSC_PALETTE   (Debian's python3-opencv 4.6.0)

NTSC_PALETTE holds lines "index rrggbb". The C# tests make the same input pictures from the formulas below.
"""
import sys

import cv2
import numpy as np

WIDTH, SIDE = 160, 84
HEIGHTS = [84, 85, 126, 168, 192, 210, 214, 220, 230, 250, 252, 300]
# Rows and columns: shrunken by parts of pixels and by whole ones, on one side only, enlarged on one side or both, and not at all.
SIZES = [(84, 83), (96, 64), (64, 64), (105, 80), (70, 40), (42, 32), (105, 160), (210, 80), (210, 100), (100, 160), (1, 1), (7, 3), (105, 53),
         (220, 200), (420, 320), (84, 200), (300, 40), (211, 161), (210, 161), (631, 479), (500, 5), (210, 160)]
MASK = (1 << 64) - 1


def fnv1a64(data):
    h = 0xCBF29CE484222325
    for byte in data:
        h = ((h ^ byte) * 0x100000001B3) & MASK
    return h


def lcg(seed, n):
    out = np.empty(n, np.uint8)
    s = seed
    for i in range(n):
        s = (s * 6364136223846793005 + 1442695040888963407) & MASK
        out[i] = s >> 56
    return out


def picture(pattern, seed, height):
    """uint8 [height, 160]; noise, a smooth polynomial, or blocks with repeated rows as an Atari draws them."""
    y, x = np.mgrid[0:height, 0:WIDTH].astype(np.int64)
    if pattern == "noise":
        return lcg(seed, height * WIDTH).reshape(height, WIDTH)
    if pattern == "smooth":
        return ((x * x * 31 + y * y * 17 + x * y * (seed + 3) + 977 * seed) // 64 & 255).astype(np.uint8)
    if pattern == "blocks":
        return (((y // 6) * 37 ^ (x // 5) * 91 ^ seed * 29) * 5 & 254).astype(np.uint8)
    raise ValueError(pattern)


def rgb_picture(pattern, seed, height):
    """uint8 [height, 160, 3] of three pictures."""
    return np.stack([picture(pattern, seed + channel, height) for channel in range(3)], axis=2)


def area(gray):
    return cv2.resize(gray, (SIDE, SIDE), interpolation=cv2.INTER_AREA)


def main():
    with open(sys.argv[1]) as f:
        palette = np.array([[int(line.split()[1][i:i + 2], 16) for i in (0, 2, 4)] for line in f], np.uint8)
    assert palette.shape == (256, 3)

    with open("resize.tsv", "w") as f:
        for height in HEIGHTS:
            for pattern in ("noise", "smooth", "blocks"):
                for seed in range(1, 5):
                    f.write(f"{height}\t{pattern}\t{seed}\t{fnv1a64(area(picture(pattern, seed, height)).tobytes()):016x}\n")

    with open("sizes.tsv", "w") as f:
        for height in (210, 250):
            for rows, columns in SIZES:
                for pattern in ("noise", "blocks"):
                    for channels, source in ((1, picture(pattern, 1, height)), (3, rgb_picture(pattern, 1, height))):
                        resized = cv2.resize(source, (columns, rows), interpolation=cv2.INTER_AREA)
                        f.write(f"{height}\t{rows}\t{columns}\t{channels}\t{pattern}\t{fnv1a64(resized.tobytes()):016x}\n")

    with open("resize_210_noise_1.bin", "wb") as f:
        f.write(area(picture("noise", 1, 210)).tobytes())
    with open("resize_250_smooth_1.bin", "wb") as f:
        f.write(area(picture("smooth", 1, 250)).tobytes())

    # Gray of the channel-wise maximum of every pair of even colour indices, [128, 128].
    even = palette[0::2]
    pairs = np.maximum(even[:, None, :], even[None, :, :])
    with open("ntsc_gray_of_max.bin", "wb") as f:
        f.write(cv2.cvtColor(pairs, cv2.COLOR_RGB2GRAY).tobytes())

    # Two frames of colour indices to one observation, in both orders.
    with open("observation.tsv", "w") as f:
        for height in (210, 250):
            for pattern in ("noise", "blocks"):
                for seed in range(1, 4):
                    a, b = (picture(pattern, s, height) & 254 for s in (seed, seed + 100))
                    max_first = cv2.cvtColor(np.maximum(palette[a], palette[b]), cv2.COLOR_RGB2GRAY)
                    gray_first = np.maximum(*(cv2.cvtColor(palette[p], cv2.COLOR_RGB2GRAY) for p in (a, b)))
                    f.write(f"{height}\t{pattern}\t{seed}\t{fnv1a64(area(max_first).tobytes()):016x}"
                            f"\t{fnv1a64(area(gray_first).tobytes()):016x}\n")


main()
