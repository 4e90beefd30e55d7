// Two spirals wound into each other (Lang and Witbrock 1988): a classifier of three hidden layers tells which of them a point belongs to.
using DqnGpu.Kernels;
using DqnGpu.Nn;

const int PointsOfASpiral = 97;
const int Points = 2 * PointsOfASpiral;
const double Turns = 1.5;

var x = new float[2 * Points]; // [Points, 2]
var labels = new int[Points];
for (var i = 0; i < Points; i++)
{
    var (along, spiral) = ((i / 2 + 8) / (PointsOfASpiral + 8.0), i % 2);
    var angle = 2 * Math.PI * Turns * along + Math.PI * spiral;
    x[2 * i] = (float)(along * Math.Cos(angle));
    x[2 * i + 1] = (float)(along * Math.Sin(angle));
    labels[i] = spiral;
}

using var device = Devices.Open("simd", new DeviceOptions(Threads: 1));
var network = new Network(
    ActivationShape.Vector(2), new LinearLayer(32), new TanhLayer(), new LinearLayer(32), new TanhLayer(), new LinearLayer(32), new TanhLayer(),
    new LinearLayer(2));
using var model = new Model(device, network, Points, new() { Optimizer = new() { LearningRate = 0.01f } });

Console.WriteLine($"{network}; {network.ParameterCount} parameters");
for (var step = 0; step <= 1500; step++)
{
    var loss = model.UpdateClasses(x, labels);
    if (step % 300 == 0)
        Console.WriteLine($"step {step,4}  loss {loss:0.0000}");
}

var right = Classes(x).Zip(labels).Count(pair => pair.First == pair.Second);
Draw();
Console.WriteLine($"{right} of {Points} points right");
return right >= 0.98 * Points ? 0 : 1;

// The regions where the network decides for one spiral (#) and for the other (.); a character is about twice as high as wide.
void Draw()
{
    const int Rows = 23;
    const int Columns = 2 * Rows;
    var grid = new float[2 * Rows * Columns];
    for (var i = 0; i < Rows * Columns; i++)
    {
        grid[2 * i] = 2.2f * (i % Columns + 0.5f) / Columns - 1.1f;
        grid[2 * i + 1] = 1.1f - 2.2f * (i / Columns + 0.5f) / Rows;
    }
    foreach (var row in Classes(grid).Chunk(Columns))
        Console.WriteLine(string.Concat(row.Select(spiral => spiral == 0 ? '#' : '.')));
}

int[] Classes(float[] points) => [.. model.Predict(points).Chunk(2).Select(outputs => outputs[1] > outputs[0] ? 1 : 0)];
