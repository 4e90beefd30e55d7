#!/usr/bin/env python3
"""What a program shows in a terminal, as an SVG picture.

    tools/terminal/picture.py FILE.svg COLUMNS ROWS SECONDS COMMAND...

runs the command in a terminal of tmux, and draws what stands there after so many seconds.
"""

import html
import os
import re
import subprocess
import sys
import time

CELL_WIDTH, CELL_HEIGHT = 8, 16
FOREGROUND, BACKGROUND = "#d0d0d0", "#101014"
UPPER_HALF = "▀"
# The first 16 colours differ from terminal to terminal; the rest are fixed.
NAMED = ["#000000", "#c04040", "#40a060", "#b08030", "#4070c0", "#9050a0", "#309090", "#c0c0c0",
         "#707070", "#f07070", "#70d090", "#e0c060", "#70a0f0", "#c080d0", "#60c0c0", "#ffffff"]


def colour_of_256(index):
    if index < 16:
        return NAMED[index]
    if index >= 232:
        return "#" + 3 * f"{8 + 10 * (index - 232):02x}"
    levels = [0, 95, 135, 175, 215, 255]
    index -= 16
    return "#" + "".join(f"{levels[index // part % 6]:02x}" for part in (36, 6, 1))


def styled(style, codes):
    """The style (foreground, background, bold) after the numbers of an SGR sequence."""
    fore, back, bold = style
    codes = [int(code or 0) for code in codes.split(";")]
    while codes:
        code = codes.pop(0)
        if code == 0:
            fore, back, bold = FOREGROUND, None, False
        elif code in (1, 22):
            bold = code == 1
        elif code in (38, 48):
            if codes.pop(0) == 2:
                colour = "#%02x%02x%02x" % tuple(codes[:3])
                del codes[:3]
            else:
                colour = colour_of_256(codes.pop(0))
            fore, back = (colour, back) if code == 38 else (fore, colour)
        elif code in (39, 49):
            fore, back = (FOREGROUND, back) if code == 39 else (fore, None)
        elif 30 <= code % 60 <= 37 and code < 100:
            fore = NAMED[code - 30 if code < 40 else code - 82]
        elif 40 <= code % 60 <= 47 and code < 110:
            back = NAMED[code - 40 if code < 50 else code - 92]
    return fore, back, bold


def cells(lines):
    """Rows of (character, foreground, background, bold)."""
    style = (FOREGROUND, None, False)
    for line in lines:
        row = []
        for codes, character in re.findall(r"\x1b\[([0-9;]*)m|(.)", line):
            if character:
                row.append((character, *style))
            else:
                style = styled(style, codes)
        yield row


def runs(values):
    """Consecutive equal values as (start, length, value)."""
    start = 0
    for i in range(1, len(values) + 1):
        if i == len(values) or values[i] != values[start]:
            yield start, i - start, values[start]
            start = i


def svg(text, columns, rows):
    """The picture of what `tmux capture-pane -e -p` printed."""
    width, height = columns * CELL_WIDTH, rows * CELL_HEIGHT
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-8 -8 {width + 16} {height + 16}" font-family="monospace" font-size="13">',
             f'<rect x="-8" y="-8" width="{width + 16}" height="{height + 16}" rx="6" fill="{BACKGROUND}"/>']

    def box(x, y, w, h, fill):
        if fill and fill != BACKGROUND:
            parts.append(f'<rect x="{x}" y="{y}" width="{w}" height="{h}" fill="{fill}" shape-rendering="crispEdges"/>')

    for y, row in enumerate(cells(text.splitlines()[:rows])):
        top = y * CELL_HEIGHT
        halves = [[fore if character == UPPER_HALF else back for character, fore, back, _ in row], [back for _, _, back, _ in row]]
        for half, colours in enumerate(halves):
            for start, length, colour in runs(colours):
                box(start * CELL_WIDTH, top + half * CELL_HEIGHT // 2, length * CELL_WIDTH, CELL_HEIGHT // 2, colour)
        for start, length, (fore, bold) in runs([(fore, bold) for _, fore, _, bold in row]):
            words = "".join(character for character, *_ in row[start:start + length]).replace(UPPER_HALF, " ")
            if words.strip():
                weight = ' font-weight="bold"' if bold else ""
                parts.append(f'<text x="{start * CELL_WIDTH}" y="{top + 12}" fill="{fore}"{weight} xml:space="preserve" '
                             f'textLength="{length * CELL_WIDTH}" lengthAdjust="spacingAndGlyphs">{html.escape(words)}</text>')
    return "\n".join(parts + ["</svg>", ""])


def captured(columns, rows, seconds, command):
    """What stands in a terminal some seconds after a command was begun."""
    session = f"picture-{os.getpid()}"
    subprocess.run(["tmux", "new-session", "-d", "-s", session, "-x", str(columns), "-y", str(rows),
                    "env", "COLORTERM=truecolor", *command], check=True)
    try:
        time.sleep(seconds)
        return subprocess.run(["tmux", "capture-pane", "-e", "-p", "-t", session], check=True, capture_output=True, text=True).stdout
    finally:
        subprocess.run(["tmux", "kill-session", "-t", session], check=True)


if __name__ == "__main__":
    if len(sys.argv) < 6:
        sys.exit(__doc__)
    file, columns, rows, seconds = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4])
    picture = svg(captured(columns, rows, seconds, sys.argv[5:]), columns, rows)
    with open(file, "w", encoding="utf-8") as output:
        output.write(picture)
