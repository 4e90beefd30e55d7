import unittest
from collections import Counter

from gpu import Gpu
from multiprocessor import run, step
from tests.snippets import instruction, parsed

H100 = Gpu(90, 132)


def steps(*rows):
    return [step(x, False, H100) for x in parsed(*rows)[0]]


class MultiprocessorTests(unittest.TestCase):
    def test_products_issue_one_a_cycle(self):
        self.assertAlmostEqual(run([[steps(*[("FFMA R0, R1, R2, R0", 1)] * 100)]], 1), 100, delta=1)

    def test_two_warps_hide_each_others_stalls(self):
        code = steps(*[("FFMA R0, R1, R2, R0", 1, dict(stall=4))] * 100)
        self.assertAlmostEqual(run([[code]], 1), 400, delta=4)
        self.assertAlmostEqual(run([[code]] * 16, 16), 400, delta=8)
        self.assertAlmostEqual(run([[code]] * 32, 32), 800, delta=8)

    def test_warps_go_round_the_schedulers(self):
        code = steps(*[("FFMA R0, R1, R2, R0", 1)] * 100)
        self.assertAlmostEqual(run([[code] * 4], 1), 110, delta=5)
        self.assertAlmostEqual(run([[code]] * 5, 5), 200, delta=5)

    def test_a_wait_for_a_load(self):
        code = steps(("LDG.E R4, [R2]", 1, dict(write=0)), ("FFMA R0, R4, R2, R0", 1, dict(wait=1)))
        self.assertAlmostEqual(run([[code]], 1), 301, delta=1)

    def test_groups_that_do_not_fit_come_later(self):
        code = steps(("LDG.E R4, [R2]", 1, dict(write=0)), ("FFMA R0, R4, R2, R0", 1, dict(wait=1)))
        self.assertAlmostEqual(run([[code]] * 4, 4), 310, delta=20)
        self.assertAlmostEqual(run([[code]] * 4, 2), 610, delta=20)

    def test_a_barrier_waits_for_the_last_warp(self):
        early = steps(("BAR.SYNC 0x0", 1), ("EXIT", 1))
        late = steps(("LDG.E R4, [R2]", 1, dict(write=0)), ("BAR.SYNC 0x0", 1, dict(wait=1)), ("EXIT", 1))
        self.assertGreater(run([[early, late]], 1), 310)
        self.assertLess(run([[early, early]], 1), 40)

    def test_a_barrier_waits_for_warps_of_other_schedulers_and_not_for_other_groups(self):
        early = steps(("BAR.SYNC 0x0", 1), ("FFMA R0, R1, R2, R0", 1), ("EXIT", 1))
        late = steps(("LDG.E R4, [R2]", 1, dict(write=0)), ("BAR.SYNC 0x0", 1, dict(wait=1)), ("EXIT", 1))
        stood = Counter()
        run([[early, late]], 1, stood)
        self.assertGreater(stood[early[1].address], 300)
        self.assertLess(run([[early], [early]], 2), 40)

    def test_a_warp_that_has_ended_keeps_nobody_at_a_barrier(self):
        self.assertLess(run([[steps(("EXIT", 1)), steps(("BAR.SYNC 0x0", 1), ("EXIT", 1))]], 1), 40)

    def test_shared_memory_is_shared_by_the_schedulers(self):
        code = steps(*[("LDS.128 R4, [R2]", 1)] * 200)
        self.assertAlmostEqual(run([[code] * 4], 1) / 200, 4 * 2, delta=0.5)
        self.assertAlmostEqual(run([[code]], 1) / 200, 2, delta=0.4)

    def test_asynchronous_copies_are_waited_for_by_group(self):
        copy = ("LDGSTS.E.128 [R3], [R2]", 1), ("LDGDEPBAR", 1)
        wait = run([[steps(*copy, ("DEPBAR.LE SB0, 0x0", 1), ("EXIT", 1))]], 1)
        self.assertGreater(wait, 300)
        self.assertLess(run([[steps(*copy, ("DEPBAR.LE SB0, 0x1", 1), ("EXIT", 1))]], 1), 40)

    def test_tensor_cores_take_what_their_rate_allows(self):
        product = instruction("HMMA.1688.F32.TF32 R0, R4, R8, R0")
        self.assertAlmostEqual(step(product, False, H100).cycles, 6.4)
        self.assertAlmostEqual(step(product, False, Gpu(86, 28)).cycles, 32)

    def test_widths(self):
        self.assertEqual([step(instruction(f"LDG.E{width} R0, [R2]"), False, H100).cycles for width in ("", ".64", ".128", ".U8")], [2, 4, 8, 1])


class ResidencyTests(unittest.TestCase):
    def test_limits(self):
        self.assertEqual(H100.residency(99, 32768, 256), (2, "registers"))
        self.assertEqual(H100.residency(95, 32768, 128), (5, "registers"))
        self.assertEqual(H100.residency(95, 32768, 32), (6, "shared memory"))
        self.assertEqual(H100.residency(20, 0, 256), (8, "threads"))
        self.assertEqual(H100.residency(14, 0, 1), (32, "groups"))
        self.assertEqual(Gpu(86, 28).residency(95, 32768, 32), (3, "shared memory"))

    def test_the_published_peak(self):
        self.assertAlmostEqual(H100.peak / 1e6, 67, delta=0.2)
