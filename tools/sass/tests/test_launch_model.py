import unittest

from dump import Counted, Launch
from gpu import Gpu
from launch_model import microseconds
from tests.snippets import parsed

GPU = Gpu(90, 132, 1.0)  # a cycle is a nanosecond


class Kernel:
    """Executes a multiplication for each of its lines."""

    def executed(self, lines):
        return [(x, False) for x in parsed(*[("FFMA R0, R1, R2, R0", 1)] * int(lines.split("-")[1].split(":")[0]))[0]]

    def loops_of(self, lines):
        return []


def launch(*counts):
    groups = sum(count for count, _ in counts)
    counted, first = [], 0
    for count, lines in counts:
        counted.append(Counted(first, count, range(1), f"1-{lines}:1"))
        first += count
    return Launch(1, 0, 0, 0, (groups, 1, 1), (32, 1, 1), 0, counted)


class LaunchModelTests(unittest.TestCase):
    def test_warps_of_a_multiprocessor_share_its_schedulers(self):
        self.assertAlmostEqual(microseconds(launch((132 * 4, 100)), Kernel(), 16, GPU), 0.1, delta=0.01)
        self.assertAlmostEqual(microseconds(launch((132 * 8, 100)), Kernel(), 16, GPU), 0.2, delta=0.01)

    def test_a_launch_takes_as_long_as_its_slowest_multiprocessor(self):
        for before in (0, 50, 132, 500):
            uneven = launch((before, 100), (1, 900), (132 * 4 - 1 - before, 100))
            self.assertAlmostEqual(microseconds(uneven, Kernel(), 16, GPU), 0.9, delta=0.01)


if __name__ == "__main__":
    unittest.main()
