#!/usr/bin/env python3
"""Draws the packages' icon: a game of Pong whose ball is the output of a small network.

    tools/icon.py docs/pictures/icon.png
"""

import struct
import sys
import zlib

SIZE = 128
NIGHT, LINE, WHITE = (23, 27, 38), (72, 84, 116), (236, 236, 236)
ORANGE, GREEN = (213, 130, 74), (92, 186, 92)


def picture():
    rows = [[NIGHT] * SIZE for _ in range(SIZE)]

    def box(x, y, width, height, color):
        for row in rows[y : y + height]:
            row[x : x + width] = [color] * width

    def line(x0, y0, x1, y1):
        steps = max(abs(x1 - x0), abs(y1 - y0))
        for step in range(steps + 1):
            box(x0 + (x1 - x0) * step // steps, y0 + (y1 - y0) * step // steps, 2, 2, LINE)

    inputs, hidden, ball = [(34, y) for y in (28, 52, 76, 100)], [(64, y) for y in (40, 64, 88)], (90, 64)
    for unit in hidden:
        for source in inputs:
            line(*source, *unit)
        line(*unit, *ball)
    for x, y in inputs + hidden:
        box(x - 4, y - 4, 9, 9, WHITE)
    box(ball[0] - 5, ball[1] - 5, 11, 11, WHITE)
    box(12, 20, 9, 36, ORANGE)
    box(108, 52, 9, 36, GREEN)
    box(0, 0, SIZE, 6, WHITE)
    box(0, SIZE - 6, SIZE, 6, WHITE)
    return rows


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(rows):
    lines = b"".join(b"\0" + bytes(value for pixel in row for value in pixel) for row in rows)
    header = struct.pack(">IIBBBBB", SIZE, SIZE, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(lines, 9)) + chunk(b"IEND", b"")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    with open(sys.argv[1], "wb") as file:
        file.write(png(picture()))
