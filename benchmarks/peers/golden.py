"""Makes tests/Nn.Tests/Golden/*.safetensors: what PyTorch computes for networks, frames and updates that this project repeats.

    python3 benchmarks/peers/golden.py

Needs PyTorch and numpy (Debian: python3-torch). Double precision throughout, except for the saved weights themselves.
"""

import pathlib

import torch

import formula
import losses
import networks
import noise
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


def layer_norm():
    """The tiny network with normalisations, whose scales and shifts are drawn too; frames, q-values and the gradients of sum(q * dq) beside its weights."""
    model = networks.TinyLayerNorm(3)
    with torch.no_grad():
        for t, tensor in enumerate([model.layers[i].get_parameter(kind) for i in (1, 5) for kind in ("weight", "bias")]):
            tensor.add_(torch.from_numpy(formula.symmetric(tensor.numel(), t)).reshape(tensor.shape))
    saved_weights("tiny_layer_norm", model)
    model = model.double()
    model.zero_grad()
    dq = torch.from_numpy(formula.symmetric(15, stream=79)).double().reshape(5, 3)
    (model(formula.frames(5, model.frames, stream=77)) * dq).sum().backward()
    gradients = {name: p.grad.float() for name, p in model.named_parameters()}
    safetensors_file.write(GOLDEN / "tiny_layer_norm_gradients.safetensors", gradients)


def full_size_q():
    """Q-values of the full-size networks with the formula's weights on the formula's frames."""
    tensors = {}
    for name, make in [("article", networks.article), ("nature", networks.nature)]:
        for dueling in [False, True]:
            model = make(ACTIONS, dueling)
            formula.fill_parameters(model)
            tensors[name + ("_dueling" if dueling else "")] = q_values(model, formula.frames(3, networks.ATARI, stream=78))
    safetensors_file.write(GOLDEN / "full_size_q.safetensors", tensors)


def adam(parameters, rate):
    return torch.optim.Adam(parameters, rate)


def rmsprop(parameters, rate):
    """PyTorch's: centred, 0.01 beside the root."""
    return torch.optim.RMSprop(parameters, rate, alpha=0.95, eps=0.01, centered=True)


class NatureRmsProp:
    """Mnih et al. 2015: centred, decay 0.95, 0.01 inside the root, where PyTorch's optimiser cannot have it."""

    def __init__(self, parameters, rate):
        self.parameters, self.rate = parameters, rate
        self.m = [torch.zeros_like(p) for p in parameters]
        self.v = [torch.zeros_like(p) for p in parameters]

    @torch.no_grad()
    def step(self):
        for p, m, v in zip(self.parameters, self.m, self.v):
            g = p.grad
            m.mul_(0.95).add_(0.05 * g)
            v.mul_(0.95).add_(0.05 * g * g)
            p -= self.rate * g / (v - m * m + 0.01).sqrt()


def ten_updates(make, loss, weighted=False, max_norm=None, optimizer=adam, rate=float(torch.tensor(1e-2))):
    """Ten updates of a tiny network; the target network is copied after the fifth. Where weights have noise, each pass has its own.

    The losses; and by name the gradients of the first update, clipped if they are, and the parameters after the last.
    """
    batch, actions = 6, 4
    online, target = make().double(), make().double()
    formula.fill_parameters(online)
    target.load_state_dict(online.state_dict())
    parameters = list(online.parameters())
    steps = optimizer(parameters, rate)
    means, tensors = [], {}
    for update in range(10):
        stream = 1000 + 10 * update
        states = formula.frames(batch, online.frames, stream)
        next_states = formula.frames(batch, online.frames, stream + 1)
        taken = (formula.uniforms(batch, stream + 2) * actions).long()
        rewards = (2 * formula.uniforms(batch, stream + 3) - 1).double()
        discounts = torch.where(formula.uniforms(batch, stream + 4) < 0.25, 0.0, float(torch.tensor(0.97))).double()
        weights = formula.uniforms(batch, stream + 5).double() if weighted else torch.ones(batch).double()
        # The keys are four times the seed, 1, and the number of the pass.
        with torch.no_grad():
            noise.set_noise(target, 5, update)
            next_target, first_target = target(next_states), target(states)
            noise.set_noise(online, 6, update)
            next_online = online(next_states)
        noise.set_noise(online, 4, update)
        mean = (weights * loss(online(states), next_target, next_online, first_target, taken, rewards, discounts)).mean()
        online.zero_grad()
        mean.backward()
        if max_norm:
            norm = torch.nn.utils.clip_grad_norm_(parameters, max_norm)
        if update == 0:
            tensors = {f"gradient.{name}": p.grad.float() for name, p in online.named_parameters()}
            if max_norm:
                tensors["norm"] = norm.reshape(1).float()
        steps.step()
        means.append(mean.item())
        if update == 4:
            target.load_state_dict(online.state_dict())
    tensors |= {f"after.{name}": p.detach().float() for name, p in online.named_parameters()}
    return torch.tensor(means, dtype=torch.float64), tensors


if __name__ == "__main__":
    torch.manual_seed(1)
    GOLDEN.mkdir(exist_ok=True)
    saved_weights("tiny", networks.tiny(4))
    saved_weights("tiny_dueling", networks.tiny(4, dueling=True))
    layer_norm()
    full_size_q()
    plain = lambda: networks.tiny(4)
    cases = {
        "article": ten_updates(plain, losses.td_loss(False, False)),
        "rainbow_parts": ten_updates(lambda: networks.tiny(4, dueling=True), losses.td_loss(True, True), weighted=True, max_norm=0.25),
        "nature": ten_updates(plain, losses.td_loss(False, True), optimizer=NatureRmsProp),
        "rmsprop": ten_updates(plain, losses.td_loss(True, False), optimizer=rmsprop),
        "rainbow": ten_updates(lambda: networks.tiny_rainbow(4, 5), losses.categorical_loss, weighted=True),
        "qr_dqn": ten_updates(lambda: networks.tiny_quantiles(4, 5), losses.quantile_loss),
        "munchausen": ten_updates(plain, losses.munchausen_loss),
    }
    safetensors_file.write(GOLDEN / "ten_losses.safetensors", {name: means for name, (means, _) in cases.items()})
    updates = {f"{name}.{key}": value for name, (_, tensors) in cases.items() for key, value in tensors.items()}
    safetensors_file.write(GOLDEN / "ten_updates.safetensors", updates)
    for name, (means, _) in cases.items():
        print(name, [round(mean, 6) for mean in means.tolist()])
