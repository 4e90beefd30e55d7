"""What a multiprocessor has, by compute capability."""

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Gpu:
    capability: int
    multiprocessors: int
    clock: float = 1.8
    """GHz, under load."""
    boost: float = 1.98
    """GHz, of the published peak."""

    @property
    def peak(self):
        """FLOP per microsecond of all FMA units."""
        return self.multiprocessors * 128 * 2 * self.boost * 1e3

    @property
    def threads(self):
        return {86: 1536, 89: 1536}.get(self.capability, 2048)

    @property
    def most_groups(self):
        return {86: 16, 89: 24}.get(self.capability, 32)

    @property
    def shared(self):
        """Bytes that groups can have in all, 1 KB of each group's being the system's."""
        return {80: 164, 86: 100, 89: 100}.get(self.capability, 228) * 1024

    @property
    def tensor_rate(self):
        """FLOP per cycle of one of the four tensor cores for TF32 through mma.sync; 16-bit numbers go twice as fast."""
        return {80: 256, 86: 64, 89: 64}.get(self.capability, 320)

    def residency(self, registers, shared, threads):
        """Groups that fit a multiprocessor, and what limits them."""
        warps = -(-threads // 32)
        # A quarter of the 65,536 registers for each scheduler, given to warps in pieces of 256.
        warps_by_registers = 4 * (16384 // max(256, math.ceil(registers * 32 / 256) * 256))
        limits = {"registers": warps_by_registers // warps, "threads": self.threads // (32 * warps),
                  "shared memory": self.shared // (shared + 1024), "groups": self.most_groups}
        limit = min(limits, key=lambda name: limits[name])
        return limits[limit], limit
