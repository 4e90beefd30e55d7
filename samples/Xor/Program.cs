// The smallest problem that a single linear layer cannot solve: exclusive or, learnt by two linear layers with a tanh between them.
using DqnGpu.Kernels;
using DqnGpu.Nn;

float[] x = [0, 0, 0, 1, 1, 0, 1, 1]; // [4, 2]
float[] targets = [0, 1, 1, 0]; // [4, 1]

using var device = Devices.Open("simd", new DeviceOptions(Threads: 1));
var network = new Network(ActivationShape.Vector(2), new LinearLayer(8), new TanhLayer(), new LinearLayer(1));
using var model = new Model(device, network, batchSize: 4, new() { Optimizer = new() { LearningRate = 0.02f } });

Console.WriteLine($"{network}; {network.ParameterCount} parameters");
var loss = float.NaN;
for (var step = 0; step <= 500; step++)
{
    loss = model.Update(x, targets);
    if (step % 100 == 0)
        Console.WriteLine($"step {step,3}  loss {loss:0.000000}");
}

var outputs = model.Predict(x);
for (var n = 0; n < 4; n++)
    Console.WriteLine($"{x[2 * n]} xor {x[2 * n + 1]} = {outputs[n],6:0.000}");

var hasLearnt = loss < 0.01f;
Console.WriteLine(hasLearnt ? "learnt" : "did not learn");
return hasLearnt ? 0 : 1;
