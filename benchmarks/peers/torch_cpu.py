"""PyTorch's times for what `Benchmarks` prints of a processor, under the same names, in the fastest of several ways.

    echo update/nature/batch-32/simd-2-threads | python3 torch_cpu.py [--seconds 0.4] [--compile]

The first line is PyTorch's version, or `skipped: reason` where there is none. Then it answers each line that it reads with
`NAME MEDIAN FASTEST PROCESSOR WAITED WAY`, or with the name alone where it has no such thing. The first three are milliseconds. PROCESSOR is the
processor time of the whole process for each run, WAITED the share of the time in which its threads could run that other programs had the cores (nan
where the system does not tell). Of each number the lowest of all ways counts; WAY is the one with the fastest run. Names are

    update/NETWORK/batch-N/simd-T-threads               target forward, online forward, mean squared error of r + discount * max q', backward, Adam
    act/NETWORK/states-N/simd-T-threads                 a forward pass
    operation/NETWORK/conv1/forward/simd-T-threads      and backward-weights, backward-input; linear1, ...; adam; minibatches of 32

States are bytes (N, 4, 84, 84) that the network divides by 255. Inputs are random and rotate over several buffers. Ways are the two memory formats, the
forms of Adam that the version has, for an update torch.compile where asked for, and for a forward pass the convolutions without oneDNN. malloc is told to
keep what is freed: PyTorch allocates and frees every activation, and fresh pages cost more than a whole layer. On Debian install libopenblas0-openmp; the
reference BLAS takes several times as long.
"""

import argparse
import contextlib
import ctypes
import glob
import math
import re
import statistics
import sys
import time


def keep_freed_memory():
    """mallopt's M_TRIM_THRESHOLD and M_MMAP_MAX of malloc.h, where the C library has it."""
    with contextlib.suppress(OSError, AttributeError, TypeError):
        libc = ctypes.CDLL(None)
        libc.mallopt(-1, 2**31 - 1)
        libc.mallopt(-4, 0)


keep_freed_memory()
try:
    import torch
except ImportError as error:
    sys.exit(print(f"skipped: {error}", flush=True))

import networks

parser = argparse.ArgumentParser()
parser.add_argument("--seconds", type=float, default=0.4, help="for each way")
parser.add_argument("--compile", action="store_true", help="updates by torch.compile, too: half a minute for each, less when they have been compiled before")
options = parser.parse_args()

N, SETS, ACTIONS, ROUNDS = 32, 4, 6, 3
FORMATS = {"contiguous": torch.contiguous_format, "channels-last": torch.channels_last}


def frames_of(count, memory_format):
    return torch.randint(0, 256, (count, *networks.ATARI), dtype=torch.uint8).to(memory_format=memory_format)


def adams():
    """The forms of Adam on a processor, by name."""
    parameter = torch.zeros(1, requires_grad=True)
    for name, form in {"for-loop": {"foreach": False}, "foreach": {"foreach": True}, "fused": {"fused": True}}.items():
        with contextlib.suppress(TypeError, RuntimeError):
            torch.optim.Adam([parameter], **form)
            yield name, form


ADAMS = dict(adams())


def update(network, batch, memory_format, adam, compiled):
    """Steps of one learner, one for each of two minibatches."""
    online, target = (getattr(networks, network)(ACTIONS).to(memory_format=memory_format) for _ in range(2))
    target.load_state_dict(online.state_dict())
    optimizer = torch.optim.Adam(online.parameters(), lr=2.5e-4, **ADAMS[adam])

    def loss_of(states, next_states, actions, rewards, discounts):
        with torch.no_grad():
            y = rewards + discounts * target(next_states).max(dim=1).values
        q = online(states).gather(1, actions).squeeze(1)
        return torch.nn.functional.mse_loss(q, y)

    loss = torch.compile(loss_of) if compiled else loss_of

    def step_on(*minibatch):
        def step():
            optimizer.zero_grad(set_to_none=True)
            loss(*minibatch).backward()
            optimizer.step()
        return step

    return [
        step_on(frames_of(batch, memory_format), frames_of(batch, memory_format), torch.randint(0, ACTIONS, (batch, 1)),
                torch.rand(batch), torch.full((batch,), 0.99))
        for _ in range(2)]


def act(network, count, memory_format, onednn):
    online = getattr(networks, network)(ACTIONS).to(memory_format=memory_format)
    states = frames_of(count, memory_format)

    def step():
        with torch.inference_mode(), torch.backends.mkldnn.flags(enabled=onednn):
            online(states).argmax(dim=1)
    return [step]


def operation(network, layer, direction, memory_format):
    """The same pass of a layer on each set of buffers."""
    layers = dict(shapes(getattr(networks, network)(ACTIONS)))
    module, inputs = layers[layer]
    return [one_pass(module, inputs, direction, layer == "conv1", memory_format) for _ in range(SETS)]


def shapes(network):
    """Each layer's name, module and the shape of its input."""
    x, convolutions, linears = torch.zeros(N, *networks.ATARI), 0, 0
    for module in network.layers:
        if isinstance(module, torch.nn.Conv2d):
            convolutions += 1
            yield f"conv{convolutions}", (module, x.shape)
        if isinstance(module, torch.nn.Linear):
            linears += 1
            yield f"linear{linears}", (module, x.shape)
        x = module(x).detach()


def one_pass(module, inputs, direction, reads_frames, memory_format):
    def uniform(*shape):
        random = torch.rand(*shape) * 2 - 1
        return random.to(memory_format=memory_format) if random.dim() == 4 else random

    frames = frames_of(N, memory_format) if reads_frames else None
    x = None if reads_frames else uniform(*inputs)
    w, b = uniform(*module.weight.shape), uniform(*module.bias.shape)
    convolution = isinstance(module, torch.nn.Conv2d)
    stride = module.stride[0] if convolution else 0
    with torch.no_grad():
        dz = uniform(*module(torch.zeros(inputs)).shape)

    def read():
        return frames / 255 if reads_frames else x

    def backward(mask):
        return torch.ops.aten.convolution_backward(dz, read(), w, [len(b)], [stride] * 2, [0, 0], [1, 1], False, [0, 0], 1, mask)

    if direction == "forward":
        forward = (lambda: torch.conv2d(read(), w, b, stride)) if convolution else (lambda: torch.nn.functional.linear(x, w, b))
        return lambda: forward().relu_()
    if direction == "backward-weights":
        return (lambda: backward([False, True, True])) if convolution else (lambda: (dz.t() @ x, dz.sum(0)))
    return (lambda: backward([True, False, False])[0].mul_(x > 0)) if convolution else (lambda: (dz @ w).mul_(x > 0))


def adam(network, form):
    parameters = list(getattr(networks, network)(ACTIONS).parameters())
    for parameter in parameters:
        parameter.grad = torch.rand_like(parameter)
    return [torch.optim.Adam(parameters, lr=2.5e-4, **ADAMS[form]).step]


def ran_and_waited():
    """Nanoseconds that all threads were on a core, and that they waited for one, so far."""
    counts = []
    for file in glob.glob("/proc/self/task/*/schedstat"):
        with contextlib.suppress(OSError), open(file) as text:
            counts.append([int(word) for word in text.read().split()[:2]])
    return [sum(count) for count in zip(*counts)] if counts else [0, 0]


class Samples:
    """Times of one way, taken round by round: the machine is faster and slower from second to second."""

    def __init__(self, steps):
        self.steps, self.turn, self.runs = steps, 0, 0
        self.milliseconds, self.processor, self.ran, self.waited = [], 0, 0, 0
        self.run(len(steps) + 1)
        begin = time.perf_counter()
        self.run(3)
        # A sample of at least some milliseconds, as ours are.
        self.count = max(1, int(0.005 * 3 / (time.perf_counter() - begin)))

    def run(self, count):
        for _ in range(count):
            self.turn = (self.turn + 1) % len(self.steps)
            self.steps[self.turn]()

    def take(self, seconds):
        # Another way had the caches.
        self.run(1)
        processor, before, end, fewest = time.process_time(), ran_and_waited(), time.perf_counter() + seconds, len(self.milliseconds) + 3
        while time.perf_counter() < end or len(self.milliseconds) < fewest:
            begin = time.perf_counter()
            self.run(self.count)
            self.milliseconds.append(1000 * (time.perf_counter() - begin) / self.count)
            self.runs += self.count
        self.processor += time.process_time() - processor
        ran, waited = (now - then for now, then in zip(ran_and_waited(), before))
        self.ran, self.waited = self.ran + ran, self.waited + waited

    def summary(self):
        """Median, fastest and processor milliseconds of a step, and the share of the time that threads waited for a core."""
        busy = self.waited / (self.ran + self.waited) if self.ran + self.waited > 0 else math.nan
        return statistics.median(self.milliseconds), min(self.milliseconds), 1000 * self.processor / self.runs, busy


def ways_of(what, network, rest):
    """The steps to measure by the name of the way; none where there is no such thing."""
    if network not in ("article", "nature"):
        return {}
    if what == "update" and (size := re.fullmatch(r"batch-(\d+)", rest)):
        ways = {f"{form},{adam}": update(network, int(size[1]), FORMATS[form], adam, False) for form in FORMATS for adam in ADAMS}
        return ways | (compiled_updates(network, int(size[1])) if options.compile else {})
    if what == "act" and (size := re.fullmatch(r"states-(\d+)", rest)):
        return {
            form + ("" if onednn else ",no-oneDNN"): act(network, int(size[1]), FORMATS[form], onednn)
            for form in FORMATS for onednn in (True, False)}
    if what == "operation" and rest == "adam":
        return {form: adam(network, form) for form in ADAMS}
    if what == "operation" and (one := re.fullmatch(r"(conv\d|linear\d)/(forward|backward-weights|backward-input)", rest)):
        forms = list(FORMATS)[:2 if one[1].startswith("conv") else 1]
        return {form: operation(network, one[1], one[2], FORMATS[form]) for form in forms}
    return {}


def compiled_updates(network, batch):
    """None where torch.compile is missing, or what it needs: a compiler, PyTorch's headers, this version of Python."""
    if not hasattr(torch, "compile"):
        return {}
    form, adam = "channels-last", list(ADAMS)[-1]
    steps = update(network, batch, FORMATS[form], adam, True)
    try:
        steps[0]()
    except Exception as error:
        print(f"skipped: torch.compile, because {type(error).__name__}: {error}", file=sys.stderr)
        return {}
    return {f"{form},{adam},compiled": steps}


def answer(name):
    parts = re.fullmatch(r"(\w+)/(\w+)/(.+)/simd-(\d+)-threads?", name)
    if not parts:
        return name
    torch.set_num_threads(int(parts[4]))
    torch.manual_seed(1)
    ways = {way: Samples(steps) for way, steps in ways_of(*parts.groups()[:3]).items()}
    for _ in range(ROUNDS):
        for samples in ways.values():
            samples.take(options.seconds / ROUNDS)
    if not ways:
        return name
    times = {way: samples.summary() for way, samples in ways.items()}
    return " ".join([name, *(f"{min(kind):.4f}" for kind in zip(*times.values())), min(times, key=lambda way: times[way][1])])


print(f"PyTorch {torch.__version__}", flush=True)
for line in sys.stdin:
    print(answer(line.strip()), flush=True)
