"""Makes tests/Nn.Tests/Golden/*.safetensors: what PyTorch computes for networks, frames and updates that this project repeats.

    python3 benchmarks/peers/golden.py

Needs PyTorch and numpy (Debian: python3-torch). Double precision throughout, except for the saved weights themselves.
"""

import pathlib

import torch

import formula
import networks
import safetensors_file

GOLDEN = pathlib.Path(__file__).resolve().parents[2] / "tests" / "Nn.Tests" / "Golden"
ACTIONS = 6


def q_values(model, frames):
    with torch.no_grad():
        return model.double()(frames)


def saved_weights(name, model):
    """A file as PyTorch's users have it: weights from PyTorch's own initialisation; frames and q-values beside them."""
    frames = formula.frames(5, model.frames, stream=77)
    weights = {key: value.clone() for key, value in model.state_dict().items()}
    safetensors_file.write(GOLDEN / f"{name}.safetensors", {**weights, "frames": frames, "q": q_values(model, frames)})


def full_size_q():
    """Q-values of the full-size networks with the formula's weights on the formula's frames."""
    tensors = {}
    for name, make in [("article", networks.article), ("nature", networks.nature)]:
        for dueling in [False, True]:
            model = make(ACTIONS, dueling)
            formula.fill_parameters(model)
            tensors[name + ("_dueling" if dueling else "")] = q_values(model, formula.frames(3, networks.ATARI, stream=78))
    safetensors_file.write(GOLDEN / "full_size_q.safetensors", tensors)


class Adam:
    """Kingma and Ba 2015, algorithm 1."""

    def __init__(self, parameters, rate):
        self.parameters, self.rate, self.t = parameters, rate, 0
        self.m = [torch.zeros_like(p) for p in parameters]
        self.v = [torch.zeros_like(p) for p in parameters]

    def step(self, gradients):
        self.t += 1
        for p, g, m, v in zip(self.parameters, gradients, self.m, self.v):
            m.mul_(0.9).add_(0.1 * g)
            v.mul_(0.999).add_(0.001 * g * g)
            p -= self.rate * (m / (1 - 0.9**self.t)) / ((v / (1 - 0.999**self.t)).sqrt() + 1e-8)


class RmsProp:
    """Mnih et al. 2015: centred, decay 0.95, 0.01 inside the root."""

    def __init__(self, parameters, rate):
        self.parameters, self.rate = parameters, rate
        self.m = [torch.zeros_like(p) for p in parameters]
        self.v = [torch.zeros_like(p) for p in parameters]

    def step(self, gradients):
        for p, g, m, v in zip(self.parameters, gradients, self.m, self.v):
            m.mul_(0.95).add_(0.05 * g)
            v.mul_(0.95).add_(0.05 * g * g)
            p -= self.rate * g / (v - m * m + 0.01).sqrt()


def ten_losses(dueling, double_q, huber, weighted, max_norm, optimizer, rate):
    """Losses of ten updates of the tiny network; the target network is copied after the fifth."""
    batch, actions = 6, 4
    online, target = networks.tiny(actions, dueling).double(), networks.tiny(actions, dueling).double()
    formula.fill_parameters(online)
    target.load_state_dict(online.state_dict())
    parameters = list(online.parameters())
    steps = optimizer([p.data for p in parameters], rate)
    losses = []
    for update in range(10):
        stream = 1000 + 10 * update
        states = formula.frames(batch, online.frames, stream)
        next_states = formula.frames(batch, online.frames, stream + 1)
        taken = (formula.uniforms(batch, stream + 2) * actions).long()
        rewards = (2 * formula.uniforms(batch, stream + 3) - 1).double()
        discounts = torch.where(formula.uniforms(batch, stream + 4) < 0.25, 0.0, float(torch.tensor(0.97))).double()
        weights = formula.uniforms(batch, stream + 5).double() if weighted else torch.ones(batch).double()
        with torch.no_grad():
            next_target = target(next_states)
            best = (online(next_states) if double_q else next_target).argmax(dim=1, keepdim=True)
            y = rewards + discounts * next_target.gather(1, best).squeeze(1)
        d = online(states).gather(1, taken[:, None]).squeeze(1) - y
        each = torch.where(d.abs() <= 1, d * d / 2, d.abs() - 0.5) if huber else d * d
        loss = (weights * each).mean()
        gradients = torch.autograd.grad(loss, parameters)
        if max_norm:
            norm = torch.cat([g.flatten() for g in gradients]).norm()
            gradients = [g * min(1.0, float(max_norm / (norm + 1e-6))) for g in gradients]
        steps.step(gradients)
        losses.append(loss.item())
        if update == 4:
            target.load_state_dict(online.state_dict())
    return torch.tensor(losses, dtype=torch.float64)


if __name__ == "__main__":
    torch.manual_seed(1)
    GOLDEN.mkdir(exist_ok=True)
    saved_weights("tiny", networks.tiny(4))
    saved_weights("tiny_dueling", networks.tiny(4, dueling=True))
    full_size_q()
    rate = float(torch.tensor(1e-2))
    losses = {
        "article": ten_losses(False, False, False, False, None, Adam, rate),
        "rainbow_parts": ten_losses(True, True, True, True, 0.25, Adam, rate),
        "nature": ten_losses(False, False, True, False, None, RmsProp, rate),
    }
    safetensors_file.write(GOLDEN / "ten_losses.safetensors", losses)
    for name, values in losses.items():
        print(name, [round(value, 6) for value in values.tolist()])
