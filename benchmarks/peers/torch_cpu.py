"""PyTorch's times for what `Benchmarks` prints of a processor, under the same names.

    echo update/nature/batch-32/simd-2-threads | python3 torch_cpu.py [--seconds 0.4] [--adam single|foreach|fused]

The first line is PyTorch's version, or `skipped: reason` where there is none. Then it answers each line that it reads with
`NAME MEDIAN FASTEST PROCESSOR WAITED`, milliseconds but for the last, or with the name alone where it has no such thing. PROCESSOR is the processor time
of the whole process for each run, WAITED the share of the time in which its threads could run that other programs had the cores (nan where the
system does not tell). Names are

    update/NETWORK/batch-N/simd-T-threads               target forward, online forward, mean squared error of r + discount * max q', backward, Adam
    act/NETWORK/states-N/simd-T-threads                 a forward pass
    operation/NETWORK/conv1/forward/simd-T-threads      and backward-weights, backward-input; linear1, ...; adam; minibatches of 32

States are bytes (N, 4, 84, 84) that the network divides by 255. Inputs are random and rotate over several buffers. Everything but Adam is measured in
both memory formats, and of each number the lower counts. On Debian install libopenblas0-openmp; the reference BLAS takes several times as long.
"""

import argparse
import contextlib
import glob
import math
import re
import statistics
import sys
import time

try:
    import torch
except ImportError as error:
    sys.exit(print(f"skipped: {error}", flush=True))

import networks

parser = argparse.ArgumentParser()
parser.add_argument("--seconds", type=float, default=0.4)
parser.add_argument("--adam", choices=["single", "foreach", "fused"], default="foreach")
options = parser.parse_args()

N, SETS, ACTIONS = 32, 4, 6
FORMATS = [torch.contiguous_format, torch.channels_last]


def frames_of(count, memory_format):
    return torch.randint(0, 256, (count, *networks.ATARI), dtype=torch.uint8).to(memory_format=memory_format)


def optimizer(parameters):
    ways = {"single": {"foreach": False}, "foreach": {"foreach": True}, "fused": {"fused": True}}
    return torch.optim.Adam(parameters, lr=2.5e-4, **ways[options.adam])


def update(network, batch, memory_format):
    """Steps of one learner, one for each of two minibatches."""
    online, target = (getattr(networks, network)(ACTIONS).to(memory_format=memory_format) for _ in range(2))
    target.load_state_dict(online.state_dict())
    adam = optimizer(online.parameters())

    def step_on(states, next_states, actions, rewards, discounts):
        def step():
            with torch.no_grad():
                y = rewards + discounts * target(next_states).max(dim=1).values
            q = online(states).gather(1, actions).squeeze(1)
            loss = torch.nn.functional.mse_loss(q, y)
            adam.zero_grad(set_to_none=True)
            loss.backward()
            adam.step()
        return step

    return [
        step_on(frames_of(batch, memory_format), frames_of(batch, memory_format), torch.randint(0, ACTIONS, (batch, 1)),
                torch.rand(batch), torch.full((batch,), 0.99))
        for _ in range(2)]


def act(network, count, memory_format):
    online = getattr(networks, network)(ACTIONS).to(memory_format=memory_format)
    states = frames_of(count, memory_format)

    def step():
        with torch.no_grad():
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


def adam(network):
    parameters = list(getattr(networks, network)(ACTIONS).parameters())
    for parameter in parameters:
        parameter.grad = torch.rand_like(parameter)
    return [optimizer(parameters).step]


def ran_and_waited():
    """Nanoseconds that all threads were on a core, and that they waited for one, so far."""
    counts = []
    for file in glob.glob("/proc/self/task/*/schedstat"):
        with contextlib.suppress(OSError), open(file) as text:
            counts.append([int(word) for word in text.read().split()[:2]])
    return [sum(count) for count in zip(*counts)] if counts else [0, 0]


def measure(steps):
    """Median, fastest and processor milliseconds of a step, in turns, and the share of the time that threads waited for a core."""
    turn = 0

    def run(count):
        nonlocal turn
        for _ in range(count):
            turn = (turn + 1) % len(steps)
            steps[turn]()

    run(len(steps) + 1)
    begin = time.perf_counter()
    run(3)
    # A sample of at least some milliseconds, as ours are.
    count = max(1, int(0.005 * 3 / (time.perf_counter() - begin)))
    samples, processor, before, end = [], time.process_time(), ran_and_waited(), time.perf_counter() + options.seconds
    while time.perf_counter() < end or len(samples) < 3:
        begin = time.perf_counter()
        run(count)
        samples.append((time.perf_counter() - begin) / count)
    processor = (time.process_time() - processor) / (len(samples) * count)
    ran, waited = (now - then for now, then in zip(ran_and_waited(), before))
    return [*(1000 * seconds for seconds in (statistics.median(samples), min(samples), processor)), waited / (ran + waited) if ran + waited > 0 else math.nan]


def ways_of(what, network, rest):
    """The steps to measure, once for each memory format; none where there is no such thing."""
    if network not in ("article", "nature"):
        return []
    if what == "update" and (size := re.fullmatch(r"batch-(\d+)", rest)):
        return [update(network, int(size[1]), form) for form in FORMATS]
    if what == "act" and (size := re.fullmatch(r"states-(\d+)", rest)):
        return [act(network, int(size[1]), form) for form in FORMATS]
    if what == "operation" and rest == "adam":
        return [adam(network)]
    if what == "operation" and (one := re.fullmatch(r"(conv\d|linear\d)/(forward|backward-weights|backward-input)", rest)):
        return [operation(network, one[1], one[2], form) for form in FORMATS[:2 if one[1].startswith("conv") else 1]]
    return []


def answer(name):
    parts = re.fullmatch(r"(\w+)/(\w+)/(.+)/simd-(\d+)-threads?", name)
    if not parts:
        return name
    torch.set_num_threads(int(parts[4]))
    torch.manual_seed(1)
    times = [measure(steps) for steps in ways_of(*parts.groups()[:3])]
    return " ".join([name, *(f"{min(kind):.4f}" for kind in zip(*times))])


print(f"PyTorch {torch.__version__}", flush=True)
for line in sys.stdin:
    print(answer(line.strip()), flush=True)
