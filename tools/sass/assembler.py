"""NVIDIA's ptxas and nvdisasm, where a machine has them: in the folder that DQNGPU_NVBIN names, or on the PATH."""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass


@dataclass(frozen=True)
class Assembled:
    listing: str
    """What nvdisasm prints."""
    registers: int
    shared: int
    """Bytes of static shared memory."""
    spills: int
    """Bytes of spill stores and loads."""
    stack: int


class AssemblerMissing(Exception):
    pass


class Assembler:
    def __init__(self, capability):
        self.capability = capability
        self.ptxas, self.nvdisasm = _find("ptxas"), _find("nvdisasm")
        release = re.search(r"release (\d+)\.(\d+)", _run([self.ptxas, "--version"]).stdout)
        self.release = int(release[1]), int(release[2])

    def assemble(self, ptx_path):
        """Assembles a file of PTX beside itself."""
        with open(ptx_path) as file:
            text = file.read()
        stem = os.path.splitext(ptx_path)[0]
        lowered, cubin = stem + ".lowered.ptx", stem + ".cubin"
        with open(lowered, "w") as file:
            file.write(lower(text, self.release))
        # Line information changes no instruction.
        done = _run([self.ptxas, f"-arch=sm_{self.capability}", "-lineinfo", "-v", lowered, "-o", cubin])
        if done.returncode:
            raise RuntimeError(f"{os.path.basename(ptx_path)}: {done.stdout}{done.stderr}")
        listing = _run([self.nvdisasm, "-c", "-hex", "-gp", cubin]).stdout
        with open(stem + ".sass", "w") as file:
            file.write(listing)
        return Assembled(listing, **usage(done.stdout + done.stderr))


def _find(name):
    folder = os.environ.get("DQNGPU_NVBIN")
    found = shutil.which(name, path=folder) if folder else shutil.which(name)
    if not found:
        raise AssemblerMissing(f"{name} is not {'in ' + folder if folder else 'on the PATH'}; DQNGPU_NVBIN names the folder that holds it")
    return found


def _run(command):
    return subprocess.run(command, capture_output=True, text=True)


def lower(ptx, release):
    """The text with a version of the language that the assembler of CUDA `release` knows, on the same lines."""
    # CUDA 11.8 knows 7.8, 12.5 and 12.6 both know 8.5, 12.9 knows 8.8, 13.0 knows 9.0.
    newest = release[0] - 4, release[1] - (1 if release[0] == 12 and release[1] > 5 else 0)
    written = re.search(r"^\.version (\d+)\.(\d+)", ptx, re.M)
    if written and (int(written[1]), int(written[2])) > newest:
        return ptx[:written.start()] + f".version {newest[0]}.{newest[1]}" + ptx[written.end():]
    return ptx


def usage(log):
    """Registers, shared memory, spills and stack of `ptxas -v`."""
    def number(pattern):
        return sum(int(n) for n in re.findall(pattern, log))
    return dict(registers=number(r"Used (\d+) registers"), shared=number(r"(\d+) bytes smem"),
                spills=number(r"(\d+) bytes spill"), stack=number(r"(\d+) bytes stack frame"))
