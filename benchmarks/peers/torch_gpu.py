"""PyTorch's times for what `Benchmarks gpu` prints, under the same names: each kernel at the real shapes, and the whole update.

    python3 torch_gpu.py [--seconds 0.3]

Lines are `name microseconds`. Kernels are timed inside a CUDA graph of many launches, as ours are, in single precision (no TF32).
`backward-weights` and `backward-input` are PyTorch's own, each on its own. Updates: eager, compiled (torch.compile), and by CUDA graph.
Prints one line `skipped: reason` and ends with status 0 where there is no PyTorch or no GPU.
"""

import argparse
import statistics
import sys
import time

try:
    import torch
except ImportError as error:
    sys.exit(print(f"skipped: PyTorch's figures, because {error}"))
if not torch.cuda.is_available():
    sys.exit(print("skipped: PyTorch's figures, because it sees no GPU"))

import networks

parser = argparse.ArgumentParser()
parser.add_argument("--seconds", type=float, default=0.3)
parser.add_argument("--batches", nargs="+", type=int, default=[32, 64, 256, 1024])
options = parser.parse_args()

torch.manual_seed(1)
torch.backends.cudnn.benchmark = True
torch.backends.cuda.matmul.allow_tf32 = False
torch.backends.cudnn.allow_tf32 = False
N, LAUNCHES, ACTIONS = 32, 20, 6
CUDA = "cuda"


def measure(step, seconds=options.seconds):
    """Median microseconds of a step, many steps between two synchronisations."""
    for _ in range(5):
        step()
    torch.cuda.synchronize()
    samples, end = [], time.perf_counter() + seconds
    while time.perf_counter() < end or len(samples) < 3:
        begin = time.perf_counter()
        for _ in range(20):
            step()
        torch.cuda.synchronize()
        samples.append((time.perf_counter() - begin) / 20)
    return 1e6 * statistics.median(samples)


def graph_of(step, launches=1):
    side = torch.cuda.Stream()
    with torch.cuda.stream(side):
        for _ in range(3):
            step()
    torch.cuda.current_stream().wait_stream(side)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        for _ in range(launches):
            step()
    return graph


def report_kernel(name, step):
    print(f"kernel/{name} {measure(graph_of(step, LAUNCHES).replay) / LAUNCHES:.4g}", flush=True)


def convolution(name, c, h, k, r, stride, reads_frames):
    x = torch.rand(N, c, h, h, device=CUDA)
    frames = torch.randint(0, 256, (N, c, h, h), dtype=torch.uint8, device=CUDA)
    w, b = torch.rand(k, c, r, r, device=CUDA), torch.rand(k, device=CUDA)
    size = (h - r) // stride + 1
    dy = torch.rand(N, k, size, size, device=CUDA)

    def backward(mask, image):
        return torch.ops.aten.convolution_backward(dy, image, w, [k], [stride] * 2, [0, 0], [1, 1], False, [0, 0], 1, mask)

    if reads_frames:
        report_kernel(f"{name}/forward", lambda: torch.conv2d(frames / 255, w, b, stride).relu_())
        report_kernel(f"{name}/backward-weights", lambda: backward([False, True, True], frames / 255))
    else:
        report_kernel(f"{name}/forward", lambda: torch.conv2d(x, w, b, stride).relu_())
        report_kernel(f"{name}/backward-weights", lambda: backward([False, True, True], x))
        report_kernel(f"{name}/backward-input", lambda: backward([True, False, False], x)[0].mul_(x > 0))


def linear(name, inputs, outputs):
    x, w, b = torch.rand(N, inputs, device=CUDA), torch.rand(outputs, inputs, device=CUDA), torch.rand(outputs, device=CUDA)
    dy = torch.rand(N, outputs, device=CUDA)
    report_kernel(f"{name}/forward", lambda: torch.nn.functional.linear(x, w, b).relu_())
    report_kernel(f"{name}/backward-weights", lambda: (dy.t() @ x, dy.sum(0)))
    report_kernel(f"{name}/backward-input", lambda: (dy @ w).mul_(x > 0))


def update_step(network, batch, capturable):
    make = networks.article if network == "article" else networks.nature
    online, target = make(ACTIONS).to(CUDA), make(ACTIONS).to(CUDA)
    adam = torch.optim.Adam(online.parameters(), lr=2.5e-4, fused=True, capturable=capturable)
    shape = (batch, *networks.ATARI)
    states, next_states = (torch.randint(0, 256, shape, dtype=torch.uint8, device=CUDA) for _ in range(2))
    actions = torch.randint(0, ACTIONS, (batch, 1), device=CUDA)
    rewards, discounts = torch.rand(batch, device=CUDA), torch.full((batch,), 0.99, device=CUDA)

    def loss():
        with torch.no_grad():
            y = rewards + discounts * target(next_states).max(dim=1).values
        return torch.nn.functional.mse_loss(online(states).gather(1, actions).squeeze(1), y)

    return loss, adam


def updates(network, batch):
    def step_of(loss, adam):
        def step():
            adam.zero_grad(set_to_none=True)
            loss().backward()
            adam.step()
        return step

    loss, adam = update_step(network, batch, capturable=False)
    print(f"update/{network}/batch-{batch}/torch-eager {measure(step_of(loss, adam)):.4g}", flush=True)
    loss, adam = update_step(network, batch, capturable=True)
    print(f"update/{network}/batch-{batch}/torch-graph {measure(graph_of(step_of(loss, adam)).replay):.4g}", flush=True)
    if batch != 32:
        return
    try:
        loss, adam = update_step(network, batch, capturable=False)
        print(f"update/{network}/batch-{batch}/torch-compiled {measure(step_of(torch.compile(loss), adam)):.4g}", flush=True)
    except Exception as error:
        print(f"skipped: torch.compile, because {type(error).__name__}")


convolution("nature/conv1", 4, 84, 32, 8, 4, True)
convolution("nature/conv2", 32, 20, 64, 4, 2, False)
convolution("nature/conv3", 64, 9, 64, 3, 1, False)
convolution("article/conv1", 4, 84, 16, 8, 4, True)
convolution("article/conv2", 16, 20, 32, 4, 2, False)
linear("nature/linear1", 3136, 512)
linear("article/linear1", 2592, 512)
linear("both/linear2", 512, ACTIONS)
for network in ["article", "nature"]:
    for batch in options.batches:
        updates(network, batch)
