import unittest

from dump import critical_path, parse

LOG = """\
set number=0 stream=1 captured=0 at=0 bytes=4
module number=0 entry=Kernel_Kernel
launch number=0 stream=1 captured=0 at=1 module=0 grid=1,1,1 block=32,1,1 shared=0
capture stream=1
wait number=0 stream=2 captured=1 at=0 for=1 before=0
launch number=1 stream=2 captured=1 at=1 module=0 grid=4,2,1 block=64,1,1 shared=0
launch number=2 stream=1 captured=1 at=0 module=0 grid=1,1,1 block=33,1,1 shared=16
launch number=3 stream=1 captured=1 at=1 module=0 grid=1,1,1 block=32,1,1 shared=0
wait number=0 stream=1 captured=1 at=2 for=2 before=2
launch number=4 stream=1 captured=1 at=3 module=0 grid=1,1,1 block=32,1,1 shared=0
captured stream=1
graph stream=1
work number=0 lines=1-9:1,
work number=1 lines=1-9:2,
counts launch=1 first=0 groups=6 warps=0-1 work=0
counts launch=1 first=6 groups=2 warps=0-0 work=0
counts launch=1 first=6 groups=2 warps=1-1 work=1
uncounted launch=2 its PTX is not understood
"""


class DumpTests(unittest.TestCase):
    def test_the_captured_graph(self):
        passed = parse(LOG)
        self.assertTrue(passed.captured)
        self.assertEqual([launch.number for launch in passed.launches], [1, 2, 3, 4])
        self.assertEqual([launch.after for launch in passed.launches], [[], [], [1], [0, 2]])
        self.assertEqual((passed.launches[0].groups, passed.launches[1].warps, passed.launches[1].shared), (8, 2, 16))
        self.assertEqual(passed.launches[1].uncounted, "its PTX is not understood")

    def test_what_warps_do(self):
        launch = parse(LOG).launches[0]
        self.assertEqual(launch.warps_by_lines, {"1-9:1,": 14, "1-9:2,": 2})
        self.assertEqual([launch.lines(group, 1) for group in (0, 5, 6)], ["1-9:1,", "1-9:1,", "1-9:2,"])

    def test_plain_launches_where_nothing_was_captured(self):
        passed = parse("\n".join(LOG.split("\n")[:3]))
        self.assertFalse(passed.captured)
        self.assertEqual(len(passed.launches), 1)

    def test_the_longest_way(self):
        launches = parse(LOG).launches
        self.assertEqual(critical_path(launches, [10, 1, 2, 3], 1), ([0, 3], 15))
        self.assertEqual(critical_path(launches, [1, 2, 3, 4], 1), ([1, 2, 3], 12))
