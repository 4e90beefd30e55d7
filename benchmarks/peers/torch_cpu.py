"""Times in PyTorch what this project's benchmarks time: a DQN update, and the forward pass of one state.

    python3 torch_update.py NETWORK BATCH THREADS [--channels-last] [--adam single|foreach|fused] [--seconds 3]

Prints `update MEDIAN FASTEST PROCESSOR` and the same for `forward`, in milliseconds; PROCESSOR is the processor time of the whole process
for each run. An update is: target forward, online forward, mean squared error of r + discount * max q', backward, Adam; states are bytes
(N, 4, 84, 84) that the network divides by 255. On Debian install
libopenblas0-openmp; the reference BLAS takes several times as long.
"""

import argparse
import statistics
import time

import torch

import networks

parser = argparse.ArgumentParser()
parser.add_argument("network", choices=["article", "nature"])
parser.add_argument("batch", type=int)
parser.add_argument("threads", type=int)
parser.add_argument("--channels-last", action="store_true")
parser.add_argument("--adam", choices=["single", "foreach", "fused"], default="foreach")
parser.add_argument("--seconds", type=float, default=3)
parser.add_argument("--device", default="cpu")
options = parser.parse_args()

torch.manual_seed(1)
torch.set_num_threads(options.threads)
torch.backends.cudnn.benchmark = True
ACTIONS = 6
make = networks.article if options.network == "article" else networks.nature
layout = torch.channels_last if options.channels_last else torch.contiguous_format
online = make(ACTIONS).to(options.device).to(memory_format=layout)
target = make(ACTIONS).to(options.device).to(memory_format=layout)
target.load_state_dict(online.state_dict())
adam = torch.optim.Adam(
    online.parameters(), lr=2.5e-4, **{"single": {"foreach": False}, "foreach": {"foreach": True}, "fused": {"fused": True}}[options.adam])

shape = (options.batch, *networks.ATARI)
states = torch.randint(0, 256, shape, dtype=torch.uint8, device=options.device).to(memory_format=layout)
next_states = torch.randint(0, 256, shape, dtype=torch.uint8, device=options.device).to(memory_format=layout)
actions = torch.randint(0, ACTIONS, (options.batch, 1), device=options.device)
rewards = torch.rand(options.batch, device=options.device)
discounts = torch.full((options.batch,), 0.99, device=options.device)


def update():
    with torch.no_grad():
        y = rewards + discounts * target(next_states).max(dim=1).values
    q = online(states).gather(1, actions).squeeze(1)
    loss = torch.nn.functional.mse_loss(q, y)
    adam.zero_grad(set_to_none=True)
    loss.backward()
    adam.step()


def forward():
    with torch.no_grad():
        online(states[:1])


def measure(step, seconds):
    def synchronize():
        if options.device != "cpu":
            torch.cuda.synchronize()

    for _ in range(5):
        step()
    synchronize()
    times = []
    processor = time.process_time()
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        begin = time.perf_counter()
        step()
        synchronize()
        times.append(time.perf_counter() - begin)
    processor = (time.process_time() - processor) / len(times)
    return f"{1000 * statistics.median(times):.4f} {1000 * min(times):.4f} {1000 * processor:.4f}"


print("update", measure(update, options.seconds))
print("forward", measure(forward, options.seconds / 3))
