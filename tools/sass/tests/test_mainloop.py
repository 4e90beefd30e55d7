import unittest

from flow import blocks_of, loops_of
from mainloop import load_distances, main_loops
from tests.snippets import parsed

FFMA = ("FFMA R0, R1, R2, R0", 1)


class MainLoopTests(unittest.TestCase):
    def distances(self, *rows):
        instructions, _ = parsed(*rows)
        return load_distances(instructions, tuple(range(len(instructions))))

    def test_from_a_load_to_its_wait(self):
        found = self.distances(("LDG.E R4, [R2]", 1, dict(write=2)), FFMA, ("MOV R0, RZ", 1), ("STS [R3], R4", 1, dict(wait=0b100)))
        self.assertEqual(found, [(2, 1)])

    def test_around_the_loops_end(self):
        found = self.distances(("STS [R3], R4", 1, dict(wait=0b1)), FFMA, ("LDG.E R4, [R2]", 1, dict(write=0)), FFMA, FFMA)
        self.assertEqual(found, [(2, 2)])

    def test_only_global_loads_count_and_only_waits_for_their_scoreboard(self):
        found = self.distances(("LDS R4, [R2]", 1, dict(write=0)), ("LDG.E R5, [R2]", 1, dict(write=1)), ("FFMA R0, R4, R2, R0", 1, dict(wait=0b1)),
                               ("FFMA R0, R5, R2, R0", 1, dict(wait=0b10)))
        self.assertEqual(found, [(1, 1)])

    def test_asynchronous_copies_are_waited_for_by_group(self):
        copy, close = ("LDGSTS.E.128 [R3], [R2]", 1), ("LDGDEPBAR", 1)
        self.assertEqual(self.distances(copy, close, FFMA, ("DEPBAR.LE SB0, 0x0", 1)), [(2, 1)])
        self.assertEqual(self.distances(copy, close, FFMA, ("DEPBAR.LE SB0, 0x1", 1)), [(6, 2)], "the group of the next turn may be under way")

    def test_loops_by_their_products(self):
        rows = (".L_x_0", FFMA, ".L_x_1", ("HMMA.1688.F32.TF32 R0, R4, R8, R0", 2), FFMA, ("@P0 BRA `(.L_x_1)", 3), ("@P1 BRA `(.L_x_0)", 4), ("EXIT", 5))
        instructions, labels = parsed(*rows)
        blocks = blocks_of(instructions, labels)
        inner, outer = main_loops(instructions, blocks, loops_of(blocks), [0, 1, 1, 1, 2, 0, 1, 1, 1, 2, 3])
        self.assertEqual((inner.turns, inner.products, inner.body), (6, 12, (1, 2, 3)))
        self.assertEqual((outer.turns, outer.products, outer.body), (2, 2, (0, 4)))

    def test_the_body_is_the_commonest_turn(self):
        rows = (".L_x_0", ("@P0 BRA `(.L_x_1)", 1), ("LDG.E R0, [R2]", 2), ".L_x_1", FFMA, ("@P1 BRA `(.L_x_0)", 4), ("EXIT", 5))
        instructions, labels = parsed(*rows)
        blocks = blocks_of(instructions, labels)
        loop, = main_loops(instructions, blocks, loops_of(blocks), [0, 1, 2, 0, 1, 2, 0, 2, 3])
        self.assertEqual(loop.body, (0, 1, 2, 3))
