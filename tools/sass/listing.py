"""The machine code of one kernel, as `nvdisasm -c -hex -gp` prints it: instructions, control bits, the PTX lines that they come from."""

import re
from dataclasses import dataclass

NO_SCOREBOARD = 7

_LABEL = re.compile(r"(\.L_x_\w+):")
_INSTRUCTION = re.compile(r"\s+/\*([0-9a-f]{4,})\*/\s+(.*?)\s*;\s*/\* (0x[0-9a-f]+) \*/")
_SECOND_WORD = re.compile(r"\s+/\* (0x[0-9a-f]+) \*/")
_LINE = re.compile(r'\s*//## File ".*", line (\d+)')
_GUARD = re.compile(r"@!?U?P\w+\s+")
_TARGET = re.compile(r"`\((\.L_x_\w+)\)")


@dataclass(frozen=True)
class Instruction:
    """One instruction. Bits 105 to 125 of its 128 are the schedule that the assembler fixed (Volta and later)."""

    address: int
    text: str
    line: int
    """Of the PTX; 0 where the assembler names none."""
    stall: int
    """Cycles before the warp may issue its next instruction."""
    write: int
    """Scoreboard that is set until the result is there, or NO_SCOREBOARD."""
    read: int
    """Scoreboard that is set until the sources have been read, or NO_SCOREBOARD."""
    wait: int
    """Mask of the scoreboards that must be clear before it issues."""

    @property
    def guarded(self):
        return self.text.startswith("@") and not self.text.startswith(("@PT", "@UPT"))

    @property
    def mnemonic(self):
        """With its modifiers: LDG.E.128."""
        return _GUARD.sub("", self.text, count=1).split()[0]

    @property
    def operation(self):
        """Without them: LDG."""
        return self.mnemonic.split(".")[0]

    @property
    def target(self):
        """The label that it names, or None."""
        found = _TARGET.search(self.text)
        return found and found[1]


def control(word):
    """stall, write, read, wait of the 128-bit instruction `word`."""
    bits = word >> 105
    return bits & 15, bits >> 5 & 7, bits >> 8 & 7, bits >> 11 & 63


def parse(text):
    """Instructions, and the index of the instruction that each label stands before. The padding behind the kernel's end is left out."""
    instructions, labels, line, pending = [], {}, 0, None
    for row in text.split("\n"):
        if found := _LABEL.match(row):
            labels[found[1]] = len(instructions)
        elif found := _LINE.match(row):
            line = int(found[1])
        elif found := _INSTRUCTION.match(row):
            pending = int(found[1], 16), found[2], int(found[3], 16)
        elif (found := _SECOND_WORD.match(row)) and pending:
            address, words, low = pending
            instructions.append(Instruction(address, words, line, *control(int(found[1], 16) << 64 | low)))
            pending = None
    return _without_padding(instructions, labels), labels


def _without_padding(instructions, labels):
    end = len(instructions)
    while end and instructions[end - 1].operation == "NOP":
        end -= 1
    last = instructions[end - 1] if end else None
    # An endless loop of one instruction stands behind the last EXIT.
    if last and last.operation == "BRA" and labels.get(last.target) == end - 1:
        end -= 1
    return instructions[:end]
