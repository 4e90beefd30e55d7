"""PyTorch's times for what `Benchmarks gpu` prints, under the same names with `torch-...` for the way they are run.

    python3 torch_gpu.py updates|kernels|batches|compiled [--precision fp32 tf32] [--seconds 0.3]

Lines are `name value unit`, each printed as soon as it is known:

    update/nature/batch-32/torch-graph/tf32 180.1 us      torch-eager, torch-graph (CUDA graph), torch-compiled (torch.compile, reduce-overhead)
    kernel/nature/conv2/forward/torch/fp32 12.3 us        inside a CUDA graph of many launches, as ours are

Inputs are random and rotate over several buffers, as ours do. Convolutions are PyTorch's own choice (cudnn.benchmark); an update is measured in both
memory formats and the faster counts. TF32 is allowed in matrix products and convolutions alike, or in neither.
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
parser.add_argument("section", choices=["updates", "kernels", "batches", "compiled"])
parser.add_argument("--precision", nargs="+", choices=["fp32", "tf32"], default=["fp32", "tf32"])
parser.add_argument("--seconds", type=float, default=0.3)
options = parser.parse_args()

N, LAUNCHES, SETS, ACTIONS = 32, 20, 4, 6
CUDA = "cuda"
torch.manual_seed(1)
torch.backends.cudnn.benchmark = True


def set_precision(precision):
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = precision == "tf32"


def report(name, microseconds):
    print(f"{name} {microseconds:.4g} us", flush=True)


def measure(step):
    """Median microseconds of a step, many steps between two synchronisations."""
    for _ in range(10):
        step()
    torch.cuda.synchronize()
    begin = time.perf_counter()
    for _ in range(5):
        step()
    torch.cuda.synchronize()
    count = max(1, int(0.005 * 5 / (time.perf_counter() - begin)))
    samples, end = [], time.perf_counter() + options.seconds
    while time.perf_counter() < end or len(samples) < 3:
        begin = time.perf_counter()
        for _ in range(count):
            step()
        torch.cuda.synchronize()
        samples.append((time.perf_counter() - begin) / count)
    return 1e6 * statistics.median(samples)


def graph_of(steps):
    """One CUDA graph of all steps."""
    side = torch.cuda.Stream()
    side.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(side):
        for _ in range(3):
            for step in steps:
                step()
    torch.cuda.current_stream().wait_stream(side)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        for step in steps:
            step()
    return graph


def in_turns(steps):
    """A step that runs one of them after the other, call by call."""
    turn = 0

    def step():
        nonlocal turn
        turn = (turn + 1) % len(steps)
        steps[turn]()
    return step


def uniform(*shape):
    return torch.rand(*shape, device=CUDA) * 2 - 1


def frames_of(*shape):
    return torch.randint(0, 256, shape, dtype=torch.uint8, device=CUDA)


def report_kernel(name, precision, step_of):
    """step_of(i) is the operation on the i-th set of buffers."""
    steps = [step_of(i) for i in range(SETS)]
    graph = graph_of([steps[i % SETS] for i in range(LAUNCHES)])
    report(f"kernel/{name}/torch/{precision}", measure(graph.replay) / LAUNCHES)


def convolution(precision, name, c, h, k, r, stride, reads_frames):
    size = (h - r) // stride + 1
    image = [frames_of(N, c, h, h) if reads_frames else uniform(N, c, h, h) for _ in range(SETS)]
    w, b = [uniform(k, c, r, r) for _ in range(SETS)], [uniform(k) for _ in range(SETS)]
    dy = [uniform(N, k, size, size) for _ in range(SETS)]

    def x(i):
        return image[i] / 255 if reads_frames else image[i]

    def backward(i, mask):
        return torch.ops.aten.convolution_backward(dy[i], x(i), w[i], [k], [stride] * 2, [0, 0], [1, 1], False, [0, 0], 1, mask)

    report_kernel(f"{name}/forward", precision, lambda i: lambda: torch.conv2d(x(i), w[i], b[i], stride).relu_())
    report_kernel(f"{name}/backward-weights", precision, lambda i: lambda: backward(i, [False, True, True]))
    if not reads_frames:
        report_kernel(f"{name}/backward-input", precision, lambda i: lambda: backward(i, [True, False, False])[0].mul_(image[i] > 0))


def linear(precision, name, inputs, outputs):
    x, w, b = ([make() for _ in range(SETS)] for make in (lambda: uniform(N, inputs), lambda: uniform(outputs, inputs), lambda: uniform(outputs)))
    dy = [uniform(N, outputs) for _ in range(SETS)]
    report_kernel(f"{name}/forward", precision, lambda i: lambda: torch.nn.functional.linear(x[i], w[i], b[i]).relu_())
    report_kernel(f"{name}/backward-weights", precision, lambda i: lambda: (dy[i].t() @ x[i], dy[i].sum(0)))
    report_kernel(f"{name}/backward-input", precision, lambda i: lambda: (dy[i] @ w[i]).mul_(x[i] > 0))


def learner(network, batch, capturable, memory_format, compile_loss=None):
    """Update steps of one learner, one for each of two minibatches: the same arithmetic as ours, fused Adam included."""
    make = networks.article if network == "article" else networks.nature
    online, target = (make(ACTIONS).to(CUDA, memory_format=memory_format) for _ in range(2))
    adam = torch.optim.Adam(online.parameters(), lr=1e-4, fused=True, capturable=capturable)

    def loss(states, next_states, actions, rewards, discounts):
        with torch.no_grad():
            y = rewards + discounts * target(next_states).max(dim=1).values
        return torch.nn.functional.mse_loss(online(states).gather(1, actions).squeeze(1), y)

    computed = compile_loss(loss) if compile_loss else loss

    def step_on(minibatch):
        def step():
            adam.zero_grad(set_to_none=True)
            computed(*minibatch).backward()
            adam.step()
        return step

    def minibatch():
        states = [frames_of(batch, *networks.ATARI).to(memory_format=memory_format) for _ in range(2)]
        actions = torch.randint(0, ACTIONS, (batch, 1), device=CUDA)
        return *states, actions, torch.rand(batch, device=CUDA), torch.full((batch,), 0.99, device=CUDA)

    return [step_on(minibatch()) for _ in range(2)]


def fastest(measure_in):
    return min(measure_in(memory_format) for memory_format in (torch.contiguous_format, torch.channels_last))


def updates(precision, network, batch):
    def graphs(memory_format):
        # A graph for each minibatch, in turns, as ours.
        steps = learner(network, batch, capturable=True, memory_format=memory_format)
        recorded = [graph_of([step]) for step in steps]
        return measure(in_turns([graph.replay for graph in recorded]))

    name = f"update/{network}/batch-{batch}"
    report(f"{name}/torch-graph/{precision}", fastest(graphs))
    report(f"{name}/torch-eager/{precision}", fastest(lambda form: measure(in_turns(learner(network, batch, False, form)))))


def compiled(precision, network):
    def compile_loss(loss):
        return torch.compile(loss, mode="reduce-overhead")

    try:
        torch.compiler.reset()
        steps = learner(network, N, capturable=False, memory_format=torch.contiguous_format, compile_loss=compile_loss)
        report(f"update/{network}/batch-{N}/torch-compiled/{precision}", measure(in_turns(steps)))
    except Exception as error:  # It needs a C compiler, and much else.
        print(f"skipped: torch.compile of {network}, because {type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}", flush=True)


def kernels(precision):
    convolution(precision, "nature/conv1", 4, 84, 32, 8, 4, True)
    convolution(precision, "nature/conv2", 32, 20, 64, 4, 2, False)
    convolution(precision, "nature/conv3", 64, 9, 64, 3, 1, False)
    convolution(precision, "article/conv1", 4, 84, 16, 8, 4, True)
    convolution(precision, "article/conv2", 16, 20, 32, 4, 2, False)
    linear(precision, "nature/linear1", 3136, 512)
    linear(precision, "article/linear1", 2592, 512)
    linear(precision, "both/linear2", 512, ACTIONS)


print(f"PyTorch {torch.__version__}, CUDA {torch.version.cuda}, cuDNN {torch.backends.cudnn.version()}, {torch.cuda.get_device_name()}", flush=True)
for precision in options.precision:
    set_precision(precision)
    if options.section == "kernels":
        kernels(precision)
    for network in ["nature", "article"]:
        if options.section == "updates":
            updates(precision, network, N)
        if options.section == "batches":
            for batch in [64, 256, 1024]:
                updates(precision, network, batch)
        if options.section == "compiled":
            compiled(precision, network)
