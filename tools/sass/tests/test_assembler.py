import os
import unittest
from unittest import mock

from assembler import Assembler, AssemblerMissing, lower, usage
from table import name_of

PTX = "// kernel Sum.Kernel<RowsOperand, VectorLoading>\n\n.version 8.8\n.target sm_80\n.visible .entry Kernel_Kernel(\n"


class AssemblerTests(unittest.TestCase):
    def test_versions_that_an_assembler_knows(self):
        def version(release):
            return lower(PTX, release).split(".version ")[1].split("\n")[0]
        self.assertEqual([version(release) for release in ((11, 8), (12, 5), (12, 6), (12, 9), (13, 0))], ["7.8", "8.5", "8.5", "8.8", "8.8"])

    def test_lines_stay_where_they_are(self):
        self.assertEqual(lower(PTX, (12, 5)).count("\n"), PTX.count("\n"))

    def test_usage(self):
        log = ("ptxas info    : Function properties for Kernel_Kernel\n    8 bytes stack frame, 4 bytes spill stores, 12 bytes spill loads\n"
               "ptxas info    : Used 99 registers, 32768 bytes smem\n")
        self.assertEqual(usage(log), dict(registers=99, shared=32768, spills=16, stack=8))

    def test_a_missing_assembler_is_told(self):
        with mock.patch.dict(os.environ, DQNGPU_NVBIN="/there/is/none"), self.assertRaisesRegex(AssemblerMissing, "DQNGPU_NVBIN"):
            Assembler(90)

    def test_names(self):
        self.assertEqual(name_of(PTX), "Sum Rows Vector")
        self.assertEqual(name_of(PTX.split("\n", 1)[1]), "Kernel_Kernel")
