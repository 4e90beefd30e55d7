import unittest

from flow import blocks_of, loops_of
from tests.snippets import parsed


class FlowTests(unittest.TestCase):
    def test_a_loop_with_a_choice(self):
        blocks = blocks_of(*parsed(
            ("MOV R0, RZ", 1),
            ".L_x_0",
            ("@P0 BRA `(.L_x_1)", 2),
            ("IADD3 R0, R0, 0x1, RZ", 3),
            ".L_x_1",
            ("@!P1 BRA `(.L_x_0)", 4),
            ("EXIT", 5)))
        self.assertEqual([block.successors for block in blocks], [[1], [2, 3], [3], [4, 1], []])
        loop, = loops_of(blocks)
        self.assertEqual((loop.header, loop.blocks), (1, {1, 2, 3}))

    def test_a_reconvergence_leads_behind_its_begin(self):
        blocks = blocks_of(*parsed(
            ("BSSY B0, `(.L_x_1)", 1), ("@P0 BRA `(.L_x_0)", 1), ("BSYNC B0", 1), ".L_x_0", ("MOV R0, RZ", 1), ("BSYNC B0", 1), ("NOP", 1),
            ".L_x_1", ("EXIT", 1)))
        self.assertEqual([block.successors for block in blocks], [[1, 2], [4], [4], [4], []])

    def test_branches_with_more_conditions(self):
        blocks = blocks_of(*parsed(
            ("BRA P1, `(.L_x_0)", 1), ("BRA.DIV UR4, `(.L_x_0)", 1), ("@!P0 EXIT", 1), ("BRA `(.L_x_0)", 1), ("MOV R0, RZ", 1), ".L_x_0", ("EXIT", 1)))
        self.assertEqual([block.successors for block in blocks], [[1, 5], [2], [3], [5], [5], []])

    def test_nested_loops(self):
        loops = loops_of(blocks_of(*parsed(
            ("MOV R0, RZ", 1), ".L_x_0", ("MOV R1, RZ", 1), ".L_x_1", ("@P0 BRA `(.L_x_1)", 1), ("@P1 BRA `(.L_x_0)", 1), ("EXIT", 1))))
        self.assertEqual([(loop.header, set(loop.blocks)) for loop in loops], [(1, {1, 2, 3}), (2, {2})])
