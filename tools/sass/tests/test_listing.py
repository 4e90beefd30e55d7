import unittest

import listing
from tests.snippets import parsed, sass


class ListingTests(unittest.TestCase):
    def test_control_bits_of_an_instruction(self):
        # The upper halves of instructions: stall in bits 105 to 108, scoreboards in 110 to 112 and 113 to 115, waits in 116 to 121.
        word = 0x000FCA0000000000 << 64
        self.assertEqual(listing.control(word), (5, 7, 7, 0))
        word = 0x002FC80000000000 << 64
        self.assertEqual(listing.control(word), (4, 7, 7, 0b10))
        word = 0x000E240000000000 << 64
        self.assertEqual(listing.control(word)[1], 0)

    def test_instructions_labels_and_lines(self):
        instructions, labels = parsed(
            ("@!P0 LDG.E.128 R4, desc[UR4][R2.64]", 12, dict(stall=2, write=3, read=1)),
            ".L_x_0",
            ("FFMA R0, R4, R5, R0", 15, dict(stall=4, wait=0b1000)),
            ("EXIT", 0))
        load, product, end = instructions
        self.assertEqual((load.mnemonic, load.operation, load.guarded, load.line), ("LDG.E.128", "LDG", True, 12))
        self.assertEqual((load.stall, load.write, load.read, load.wait), (2, 3, 1, 0))
        self.assertEqual((product.wait, product.line, product.address), (0b1000, 15, 16))
        self.assertEqual(end.line, 15, "the line holds until another is named")
        self.assertEqual(labels, {".L_x_0": 1})

    def test_padding_is_left_out(self):
        instructions, _ = parsed(("EXIT", 1), ".L_x_0", ("BRA `(.L_x_0)", 1), ("NOP", 1), ("NOP", 1))
        self.assertEqual([x.operation for x in instructions], ["EXIT"])

    def test_headers_are_not_instructions(self):
        text = '\t.headerflags\t@"EF_CUDA_SM90"\n\t.section\t.text.Kernel,"ax",@progbits\n' + sass(("EXIT", 1))
        self.assertEqual(len(listing.parse(text)[0]), 1)
