import unittest

import trace
from flow import blocks_of, loops_of
from tests.snippets import parsed


def walk(counts, *rows):
    instructions, labels = parsed(*rows)
    blocks = blocks_of(instructions, labels)
    return trace.walk(instructions, blocks, loops_of(blocks), trace.parse_counts(counts))


class TraceTests(unittest.TestCase):
    def test_counts(self):
        self.assertEqual(trace.parse_counts("1-3:1,7-7:12,"), [(range(1, 4), 1), (range(7, 8), 12)])

    def test_a_loop_turns_as_often_as_its_lines(self):
        way = walk("1-1:1,2-3:5,4-4:1,", ("MOV R0, RZ", 1), ".L_x_0", ("FFMA R0, R1, R2, R0", 2), ("@P0 BRA `(.L_x_0)", 3), ("EXIT", 4))
        self.assertEqual(way, [0, 1, 1, 1, 1, 1, 2])

    def test_the_last_turn_loads_nothing(self):
        way = walk("1-1:4,2-2:3,3-4:4,5-5:1,",
                   ".L_x_0", ("@P0 BRA `(.L_x_1)", 1), ("LDG.E R0, [R2]", 2), ".L_x_1", ("FFMA R0, R1, R2, R0", 3), ("@P1 BRA `(.L_x_0)", 4), ("EXIT", 5))
        self.assertEqual(way, [0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 2, 3])

    def test_a_loop_that_may_be_passed_by_is_entered(self):
        way = walk("1-1:1,2-3:2,4-4:1,",
                   ("@P0 BRA `(.L_x_1)", 1), ".L_x_0", ("FFMA R0, R1, R2, R0", 2), ("@P1 BRA `(.L_x_0)", 3), ".L_x_1", ("EXIT", 4))
        self.assertEqual(way, [0, 1, 1, 2])

    def test_one_of_two_loops_is_taken(self):
        rows = (("@P0 BRA `(.L_x_1)", 1), ".L_x_0", ("FFMA R0, R1, R2, R0", 2), ("@P1 BRA `(.L_x_0)", 3), ("EXIT", 4),
                ".L_x_1", ("HMMA.1688.F32.TF32 R0, R4, R8, R0", 5), ("@P1 BRA `(.L_x_1)", 6), ("EXIT", 7))
        self.assertEqual(walk("1-1:1,2-3:2,4-4:1,", *rows), [0, 1, 1, 2])
        self.assertEqual(walk("1-1:1,5-6:3,7-7:1,", *rows), [0, 3, 3, 3, 4])

    def test_nested_loops(self):
        way = walk("1-1:2,2-3:6,4-4:2,5-5:1,", ".L_x_0", ("MOV R0, RZ", 1), ".L_x_1", ("LDS R0, [R1]", 2), ("@P0 BRA `(.L_x_1)", 3),
                   ("@P1 BRA `(.L_x_0)", 4), ("EXIT", 5))
        self.assertEqual(way.count(0), 2)
        self.assertEqual(way.count(1), 6)

    def test_an_unrolled_loop_does_its_lines_work_in_fewer_turns(self):
        way = walk("1-1:1,2-2:8,3-3:2,4-4:1,", ("MOV R0, RZ", 1), ".L_x_0", *[("LDS R0, [R1]", 2)] * 4, ("@P0 BRA `(.L_x_0)", 3), ("EXIT", 4))
        self.assertEqual(way.count(1), 2)

    def test_an_unrolled_loop_leaves_the_rest_to_the_loop_behind_it(self):
        way = walk("1-1:1,2-2:11,3-3:3,4-4:3,5-5:1,", ("MOV R0, RZ", 1), ".L_x_0", *[("LDS R0, [R1]", 2)] * 4, ("@P0 BRA `(.L_x_0)", 3), ("@P2 BRA `(.L_x_2)", 3),
                   ".L_x_1", ("LDS R0, [R1]", 2), ("@P1 BRA `(.L_x_1)", 4), ".L_x_2", ("EXIT", 5))
        self.assertEqual((way.count(1), way.count(3)), (2, 3))

    def test_the_slow_way_of_a_division_is_not_taken(self):
        way = walk("1-2:1,", ("FCHK P0, R0, R1", 1), ("@!P0 BRA `(.L_x_0)", 1), ("CALL.REL.NOINC `(.L_x_1)", 1), ".L_x_0", ("EXIT", 2), ".L_x_1",
                   ("RET.REL.NODEC R2 `(Kernel)", 1))
        self.assertEqual(way, [0, 2])

    def test_a_loop_is_entered_though_the_way_to_it_seems_never_taken(self):
        way = walk("1-1:1,3-4:2,5-5:1,", ("@P0 BRA `(.L_x_1)", 1), ("IADD3 R0, R0, 0x1, RZ", 2), ".L_x_0", ("LDS R0, [R1]", 3), ("@P1 BRA `(.L_x_0)", 4),
                   ".L_x_1", ("EXIT", 5))
        self.assertEqual(way, [0, 1, 2, 2, 3])

    def test_a_loop_is_left_in_its_middle_for_a_block_that_seems_never_taken(self):
        way = walk("1-1:3,2-2:2,4-4:1,", ".L_x_0", ("@P0 BRA `(.L_x_1)", 1), ("LDS R0, [R1]", 2), ("BRA `(.L_x_0)", 2), ".L_x_1", ("BSYNC B0", 3), ("EXIT", 4))
        self.assertEqual(way, [0, 1, 0, 1, 0, 2, 3])

    def test_a_warp_ends_at_a_guarded_exit_behind_which_it_did_nothing(self):
        rows = (("MOV R0, RZ", 1), ("@P0 EXIT", 2), ("LDS R0, [R1]", 3), ("EXIT", 4))
        self.assertEqual(walk("1-2:1,", *rows), [0])
        self.assertEqual(walk("1-4:1,", *rows), [0, 1])

    def test_what_was_never_executed_is_passed_by(self):
        way = walk("1-1:1,5-5:1,", ("@P0 BRA `(.L_x_1)", 1), ("@P1 BRA `(.L_x_1)", 2), ("LDS R0, [R1]", 3), ("@P2 BRA `(.L_x_1)", 3), ("LDS R0, [R1]", 4),
                   ".L_x_1", ("EXIT", 5))
        self.assertEqual(way, [0, 4])
