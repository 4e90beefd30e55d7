"""The losses of the Q-learners as their papers write them, in PyTorch: each gives that of every transition, [N].

They read the outputs of the online network for s and for s' and of the target network for s' and for s: action values [N, A], or distributions [N, A, Z].
"""

import torch


def td_loss(double_q, huber):
    """The loss of each transition by DQN or Double DQN, as a function of a minibatch's outputs."""

    def loss(outputs, next_target, next_online, first_target, taken, rewards, discounts):
        with torch.no_grad():
            best = (next_online if double_q else next_target).argmax(dim=1, keepdim=True)
            y = rewards + discounts * next_target.gather(1, best).squeeze(1)
        d = of_action(outputs, taken) - y
        return torch.where(d.abs() <= 1, d * d / 2, d.abs() - 0.5) if huber else d * d

    return loss


def of_action(outputs, taken):
    """Outputs [N, A, ...] of the actions taken [N, ...]."""
    return outputs[torch.arange(len(taken)), taken]


def categorical_loss(outputs, next_target, next_online, first_target, taken, rewards, discounts):
    """Bellemare et al. 2017, algorithm 1, with the online network's choice of the next action; atoms at -1, -0.5, 0, 0.5, 1."""
    atoms = torch.linspace(-1, 1, 5).double()
    with torch.no_grad():
        best = (next_online.softmax(dim=2) * atoms).sum(dim=2).argmax(dim=1)
        p = of_action(next_target, best).softmax(dim=1)
        b = ((rewards[:, None] + discounts[:, None] * atoms).clamp(-1, 1) + 1) / 0.5
        m = torch.zeros_like(p)
        for atom in range(5):
            lower = b[:, atom].floor()
            upper = lower + 1
            m.scatter_add_(1, lower.long()[:, None], (p[:, atom] * (upper - b[:, atom]))[:, None])
            m.scatter_add_(1, upper.long().clamp(max=4)[:, None], (p[:, atom] * (b[:, atom] - lower))[:, None])
    return -(m * of_action(outputs, taken).log_softmax(dim=1)).sum(dim=1)


def quantile_loss(outputs, next_target, next_online, first_target, taken, rewards, discounts):
    """Dabney et al. 2018, eq. 10, kappa = 1: rows are the quantiles of s, columns those of the target."""
    theta = of_action(outputs, taken)
    with torch.no_grad():
        best = next_target.mean(dim=2).argmax(dim=1)
        targets = rewards[:, None] + discounts[:, None] * of_action(next_target, best)
    quantiles = theta.shape[1]
    tau = (torch.arange(quantiles).double() + 0.5) / quantiles
    u = targets[:, None, :] - theta[:, :, None]
    huber = torch.nn.functional.huber_loss(theta[:, :, None].expand_as(u), targets[:, None, :].expand_as(u), reduction="none")
    return ((tau[None, :, None] - (u.detach() < 0).double()).abs() * huber).mean(dim=2).sum(dim=1)


def munchausen_loss(outputs, next_target, next_online, first_target, taken, rewards, discounts):
    """Vieillard et al. 2020, eq. 2, with its alpha 0.9, tau 0.03, l0 -1."""
    alpha, tau, least = (float(torch.tensor(number)) for number in (0.9, 0.03, -1.0))
    log_policy = tau * of_action((first_target / tau).log_softmax(dim=1), taken)
    log_next = (next_target / tau).log_softmax(dim=1)
    value = (log_next.exp() * (next_target - tau * log_next)).sum(dim=1)
    d = of_action(outputs, taken) - (rewards + alpha * log_policy.clamp(least, 0) + discounts * value)
    return d * d
