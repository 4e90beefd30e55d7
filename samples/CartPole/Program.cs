// Deep Q-learning in one page (Mnih et al. 2015, algorithm 1): a pole on a cart, kept up by pushing the cart to the left or to the right.
using DqnGpu.Kernels;
using DqnGpu.Nn;

const int Inputs = 4, Actions = 2, Batch = 64, Capacity = 20_000, Steps = 100_000, Limit = 500;
var random = new Random(1);
using var device = Devices.Open("simd", new DeviceOptions(Threads: 1));
var network = new Network(
    ActivationShape.Vector(Inputs), new LinearLayer(64, Activation.Relu), new LinearLayer(64, Activation.Relu), new LinearLayer(Actions));
using var online = new Model(device, network, Batch, new() { Optimizer = new() { LearningRate = 5e-4f }, MaxGradientNorm = 10 });
using var target = new Model(device, network, Batch);
// A ring of transitions, and a minibatch of them on the host and on the device.
var (states, nexts, acts, discounts) = (new float[Capacity * Inputs], new float[Capacity * Inputs], new int[Capacity], new float[Capacity]);
var (x, y, a, d) = (new float[Batch * Inputs], new float[Batch * Inputs], new int[Batch], new float[Batch]);
using var actions = device.Allocate<int>(Batch);
using var numbers = device.Allocate<float>(3 * Batch + 2); // rewards, all 1, discounts, errors, statistics
numbers.CopyFrom([.. Enumerable.Repeat(1f, Batch)]);
var (state, age, mean) = (Start(), 0, 0.0);
for (var step = 0; step < Steps && mean < 475; step++)
{
    var action = random.NextSingle() < Math.Max(0.02, 1 - step / 4000.0) ? random.Next(Actions) : Greedy(state);
    var ((next, fell), slot) = (Push(state, action), step % Capacity);
    (acts[slot], discounts[slot]) = (action, fell ? 0 : 0.99f);
    state.CopyTo(states, slot * Inputs);
    next.CopyTo(nexts, slot * Inputs);
    (state, age) = fell || ++age == Limit ? (Start(), 0) : (next, age);
    if (step >= 1000)
        Learn(Math.Min(step + 1, Capacity));
    if (step % 250 == 0)
        device.ParameterCopy.Hard(online.Parameters, target.Parameters);
    if (step % 4000 == 3999)
        Console.WriteLine($"step {step + 1,6}  mean of 20 games {mean = Enumerable.Range(0, 20).Average(_ => Game(Start(), 0)),5:0.0} of {Limit}");
}
return mean >= 195 ? 0 : 1;

void Learn(int stored)
{
    for (var n = 0; n < Batch; n++)
    {
        var i = random.Next(stored);
        states.AsSpan(i * Inputs, Inputs).CopyTo(x.AsSpan(n * Inputs));
        nexts.AsSpan(i * Inputs, Inputs).CopyTo(y.AsSpan(n * Inputs));
        (a[n], d[n]) = (acts[i], discounts[i]);
    }
    actions.CopyFrom(a);
    numbers.CopyFrom(d, Batch);
    target.Forward(y);
    online.Forward(x);
    device.TdLoss.Compute(Actions, LossKind.Huber, new()
    {
        Outputs = online.Output,
        NextTarget = target.Output,
        Actions = actions,
        Rewards = numbers.Slice(0, Batch),
        Discounts = numbers.Slice(Batch, Batch),
        Gradient = online.OutputGradient,
        Errors = numbers.Slice(2 * Batch, Batch),
        Statistics = numbers.Slice(3 * Batch, 2),
    });
    online.Backward(online.OutputGradient);
    online.Step();
}

float[] Start() => [.. Enumerable.Range(0, Inputs).Select(_ => random.NextSingle() * 0.1f - 0.05f)];

int Greedy(float[] s) => online.Predict(s) is [var left, var right] && right > left ? 1 : 0;

int Game(float[] s, int length) => Push(s, Greedy(s)) is (var next, false) && length + 1 < Limit ? Game(next, length + 1) : length + 1;

// Barto, Sutton and Anderson 1983, as in Gymnasium's CartPole-v1: cart 1 kg, pole 0.1 kg and 0.5 m to its middle, 10 N, Euler steps of 0.02 s.
(float[] Next, bool Fell) Push(float[] s, int action)
{
    var (sin, cos, force) = (MathF.Sin(s[2]), MathF.Cos(s[2]), action == 1 ? 10f : -10f);
    var pushed = (force + 0.05f * s[3] * s[3] * sin) / 1.1f;
    var angular = (9.8f * sin - cos * pushed) / (0.5f * (4f / 3 - 0.1f * cos * cos / 1.1f));
    var linear = pushed - 0.05f * angular * cos / 1.1f;
    float[] next = [s[0] + 0.02f * s[1], s[1] + 0.02f * linear, s[2] + 0.02f * s[3], s[3] + 0.02f * angular];
    return (next, MathF.Abs(next[0]) > 2.4f || MathF.Abs(next[2]) > 12 * MathF.PI / 180);
}
