// Deep Q-learning in one file: a network and its gradients, Adam, a game and the training loop, on naive kernels. Read it from top to bottom.
//
//     dotnet run --project lessons -- onefile
//
// The network is the article's: 16 filters of 8x8 at stride 4, 32 of 4x4 at stride 2, 512 hidden units, a value for each action. One update computes what
// the product's does (the tests compare every number), and takes far longer. The product has a folder where this has a page: src/Kernels for part 1, src/Nn
// for part 2, src/Ale for part 3, src/Agent for the rest. None of that is used here, only ILGPU.
//
// A kernel computes one array. A thread computes one element of it from beginning to end: it collects all that contributes to its element, and writes
// nothing else. So no two threads write the same number, every sum has a fixed order, and the same seed gives the same bits.
using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;

namespace DqnGpu.Lessons.OneFile;

// ---- 1. Kernels: the formula, and below it the code. dz is short for dL/dz, how fast the loss L rises with z; so for every other letter. ----

/// <summary>How far each of four indices runs, the last one fastest. A matrix [D0, D3] and a vector [D3] have 1 for the others.</summary>
public readonly record struct Shape(int D0, int D1, int D2, int D3);

/// <summary>Numbers on the device.</summary>
public readonly struct Tensor(ArrayView<float> numbers, Shape shape)
{
    public readonly ArrayView<float> Numbers = numbers;
    public readonly int D0 = shape.D0, D1 = shape.D1, D2 = shape.D2, D3 = shape.D3;
    public int Length => D0 * D1 * D2 * D3;
    public ref float this[int i] => ref Numbers[i];
    public ref float this[int i0, int i3] => ref Numbers[i0 * D3 + i3];
    public ref float this[int i0, int i1, int i2, int i3] => ref Numbers[((i0 * D1 + i1) * D2 + i2) * D3 + i3];
    public (int, int, int, int) Indices(int i) => (i / D3 / D2 / D1, i / D3 / D2 % D1, i / D3 % D2, i % D3);
}

/// <summary>A layer: x goes in, y comes out, w and b are learned. Convolution: x [N, H, W, C], w [R, S, C, K], b [K], y [N, P, Q, K];
/// linear: x [N, I], w [O, I], b [O], y [N, O].</summary>
public struct Layer
{
    public Tensor X, W, B, Y, DX, DW, DB, DY;
    public int Stride;
}

/// <summary>N states as the game gives them, one picture behind the other [N, C, H, W], and as the first layer takes them [N, H, W, C].</summary>
public struct Frames
{
    public ArrayView<byte> Bytes;
    public Tensor X;
}

/// <summary>For N transitions (s, a, r, s'): q(s, .) and its gradient [N, A], q'(s', .) of the target network [N, A], the rest [N].</summary>
public struct Loss
{
    public Tensor Q, DQ, NextQ;
    public ArrayView<int> Actions;
    public ArrayView<float> Rewards, Discounts, Errors;
}

/// <summary>A learned tensor, its gradient, and the running means of the gradient and of its square.</summary>
public struct Step
{
    public Tensor W, DW, M, V;
    public float Rate, C1, C2;
}

public static class Kernels
{
    public const float Beta1 = 0.9f, Beta2 = 0.999f, Epsilon = 1e-8f;

    // Thread t of T computes elements t, t + T, ... A GPU gets a thread for each element; ILGPU's CPU accelerator has two, and they do it all.
    private static int Thread => Grid.GlobalIndex.X;
    private static int Threads => Grid.DimX * Group.DimX;

    // x[n,h,w,c] = byte[n,c,h,w] / 255
    public static void Scale(Frames f)
    {
        for (var i = Thread; i < f.X.Length; i += Threads)
        {
            var (n, h, w, c) = f.X.Indices(i);
            f.X[i] = f.Bytes[((n * f.X.D3 + c) * f.X.D1 + h) * f.X.D2 + w] / 255f;
        }
    }

    // y[n,p,q,k] = b[k] + sum over r, s, c of  w[r,s,c,k] * x[n, p*stride + r, q*stride + s, c]
    public static void ConvForward(Layer l)
    {
        for (var i = Thread; i < l.Y.Length; i += Threads)
        {
            var (n, p, q, k) = l.Y.Indices(i);
            var y = l.B[k];
            for (var r = 0; r < l.W.D0; r++)
                for (var s = 0; s < l.W.D1; s++)
                    for (var c = 0; c < l.W.D2; c++)
                        y += l.W[r, s, c, k] * l.X[n, p * l.Stride + r, q * l.Stride + s, c];
            l.Y[i] = y;
        }
    }

    // A weight was used at every position of every picture, so it collects from all of them:
    // dw[r,s,c,k] = sum over n, p, q of  x[n, p*stride + r, q*stride + s, c] * dy[n,p,q,k]
    public static void ConvBackwardWeights(Layer l)
    {
        for (var i = Thread; i < l.DW.Length; i += Threads)
        {
            var (r, s, c, k) = l.DW.Indices(i);
            var dw = 0f;
            for (var n = 0; n < l.DY.D0; n++)
                for (var p = 0; p < l.DY.D1; p++)
                    for (var q = 0; q < l.DY.D2; q++)
                        dw += l.X[n, p * l.Stride + r, q * l.Stride + s, c] * l.DY[n, p, q, k];
            l.DW[i] = dw;
        }
    }

    // A pixel was seen through several windows. Window p begins at p*stride; pixel h is its row h - p*stride, if there is such a row. Likewise q and w:
    // dx[n,h,w,c] = sum over k, p with 0 <= h - p*stride < R, q with 0 <= w - q*stride < S of  w[h - p*stride, w - q*stride, c, k] * dy[n,p,q,k]
    public static void ConvBackwardInput(Layer l)
    {
        for (var i = Thread; i < l.DX.Length; i += Threads)
        {
            var (n, h, w, c) = l.DX.Indices(i);
            var dx = 0f;
            for (var p = FirstWindow(h, l.W.D0, l.Stride); p < l.DY.D1 && p * l.Stride <= h; p++)
                for (var q = FirstWindow(w, l.W.D1, l.Stride); q < l.DY.D2 && q * l.Stride <= w; q++)
                    for (var k = 0; k < l.DY.D3; k++)
                        dx += l.W[h - p * l.Stride, w - q * l.Stride, c, k] * l.DY[n, p, q, k];
            l.DX[i] = dx;
        }
    }

    // The smallest p >= 0 with pixel - p*stride < size.
    private static int FirstWindow(int pixel, int size, int stride) => pixel < size ? 0 : (pixel - size) / stride + 1;

    // y[n,o] = b[o] + sum over i of  w[o,i] * x[n,i]
    public static void LinearForward(Layer l)
    {
        for (var element = Thread; element < l.Y.Length; element += Threads)
        {
            var (n, _, _, o) = l.Y.Indices(element);
            var y = l.B[o];
            for (var i = 0; i < l.W.D3; i++)
                y += l.W[o, i] * l.X[n, i];
            l.Y[element] = y;
        }
    }

    // dw[o,i] = sum over n of  dy[n,o] * x[n,i]
    public static void LinearBackwardWeights(Layer l)
    {
        for (var element = Thread; element < l.DW.Length; element += Threads)
        {
            var (o, _, _, i) = l.DW.Indices(element);
            var dw = 0f;
            for (var n = 0; n < l.DY.D0; n++)
                dw += l.DY[n, o] * l.X[n, i];
            l.DW[element] = dw;
        }
    }

    // dx[n,i] = sum over o of  dy[n,o] * w[o,i]
    public static void LinearBackwardInput(Layer l)
    {
        for (var element = Thread; element < l.DX.Length; element += Threads)
        {
            var (n, _, _, i) = l.DX.Indices(element);
            var dx = 0f;
            for (var o = 0; o < l.W.D0; o++)
                dx += l.DY[n, o] * l.W[o, i];
            l.DX[element] = dx;
        }
    }

    // A bias is a weight whose input is always 1; a linear layer has one position, p = q = 0:
    // db[k] = sum over n, p, q of  dy[n,p,q,k]
    public static void BackwardBias(Layer l)
    {
        for (var k = Thread; k < l.DB.Length; k += Threads)
        {
            var db = 0f;
            for (var i = k; i < l.DY.Length; i += l.DY.D3)
                db += l.DY[i];
            l.DB[k] = db;
        }
    }

    // y = max(y, 0), in place
    public static void ReluForward(Layer l)
    {
        for (var i = Thread; i < l.Y.Length; i += Threads)
            l.Y[i] = Math.Max(l.Y[i], 0);
    }

    // dy = dy where y > 0, else 0, in place
    public static void ReluBackward(Layer l)
    {
        for (var i = Thread; i < l.DY.Length; i += Threads)
            l.DY[i] = l.Y[i] > 0 ? l.DY[i] : 0;
    }

    // error[n] = q(s[n], a[n]) - (r[n] + discount[n] * max over a of q'(s'[n], a));  what stands in brackets counts as a constant
    // L = 1/N sum over n of error[n]^2, so  dq[n,a] = 2/N error[n] for the action taken, 0 for the others
    public static void TdLoss(Loss l)
    {
        for (var n = Thread; n < l.Q.D0; n += Threads)
        {
            var best = l.NextQ[n, 0];
            for (var a = 1; a < l.Q.D3; a++)
                best = Math.Max(best, l.NextQ[n, a]);
            l.Errors[n] = l.Q[n, l.Actions[n]] - (l.Rewards[n] + l.Discounts[n] * best);
            for (var a = 0; a < l.Q.D3; a++)
                l.DQ[n, a] = a == l.Actions[n] ? 2f / l.Q.D0 * l.Errors[n] : 0;
        }
    }

    // m = beta1 m + (1 - beta1) dw     v = beta2 v + (1 - beta2) dw^2     w = w - rate * (m / c1) / (sqrt(v / c2) + epsilon)
    // In step t both means, which began at 0, are too small by c1 = 1 - beta1^t and c2 = 1 - beta2^t.
    public static void Adam(Step s)
    {
        for (var i = Thread; i < s.W.Length; i += Threads)
        {
            s.M[i] = Beta1 * s.M[i] + (1 - Beta1) * s.DW[i];
            s.V[i] = Beta2 * s.V[i] + (1 - Beta2) * s.DW[i] * s.DW[i];
            s.W[i] -= s.Rate * (s.M[i] / s.C1) / (MathF.Sqrt(s.V[i] / s.C2) + Epsilon);
        }
    }
}

// ---- 2. The network, and one update of it: which kernel is launched when. ----

/// <summary>The device: <c>cuda</c>, <c>opencl</c>, <c>ilgpu-cpu</c>, or by <c>auto</c> the first of them that this machine has.</summary>
public sealed class Gpu : IDisposable
{
    private readonly Dictionary<MethodInfo, object> launchers = [];
    private readonly Context context;

    // Drivers install libcuda.so.1 and libOpenCL.so.1; ILGPU asks for the names without the number.
    static Gpu() => AssemblyLoadContext.Default.ResolvingUnmanagedDll += (_, name) =>
        name is "cuda" or "OpenCL" && NativeLibrary.TryLoad($"lib{name}.so.1", out var library) ? library : 0;

    public Gpu(string name)
    {
        foreach (var kind in name == "auto" ? ["cuda", "opencl", "ilgpu-cpu"] : new[] { name })
        {
            context = Context.Create(builder => _ = kind switch
            {
                "cuda" => builder.Cuda(),
                "opencl" => builder.OpenCL().Optimize(OptimizationLevel.O2), // At lower levels drivers refuse ILGPU's code.
                "ilgpu-cpu" => builder.CPU(new CPUDevice(numThreadsPerWarp: 2, numWarpsPerMultiprocessor: 1, numMultiprocessors: 1)),
                _ => throw new ArgumentException($"There is no device '{name}'. Devices: auto, cuda, opencl, ilgpu-cpu."),
            });
            // Where ILGPU finds no GPU, it adds a CPU.
            Accelerator = context.Devices.FirstOrDefault(device => device is CPUDevice == (kind == "ilgpu-cpu"))?.CreateAccelerator(context)!;
            if (Accelerator is not null)
                return;
            context.Dispose();
        }
        throw new NotSupportedException($"This machine has no device '{name}'.");
    }

    public Accelerator Accelerator { get; }

    /// <summary>Zeros, which are freed with the device.</summary>
    public ArrayView<T> Allocate<T>(int length) where T : unmanaged
    {
        var buffer = Accelerator.Allocate1D<T>(length);
        buffer.MemSetToZero();
        return buffer.View;
    }

    public Tensor Allocate(Shape shape) => new(Allocate<float>(shape.D0 * shape.D1 * shape.D2 * shape.D3), shape);

    /// <summary>Queues a kernel, with a thread for each element; when it comes for the first time, it is compiled.</summary>
    public void Launch<T>(Action<T> kernel, int elements, T arguments) where T : struct
    {
        if (!launchers.TryGetValue(kernel.Method, out var launcher))
            launchers[kernel.Method] = launcher = Accelerator.LoadStreamKernel(kernel);
        var group = Math.Min(256, Accelerator.MaxNumThreadsPerGroup);
        var groups = Accelerator is CPUAccelerator ? 1 : (elements + group - 1) / group;
        ((Action<KernelConfig, T>)launcher)(new KernelConfig(groups, group), arguments);
    }

    public void Dispose()
    {
        Accelerator.Dispose();
        context.Dispose();
    }
}

/// <summary>What the network sees of a game: the last C frames, H x W bytes each.</summary>
public readonly record struct Screen(int C, int H, int W);

/// <summary>The network, run on N states at once: its layers, with room for all that they compute.</summary>
public sealed class Network
{
    private readonly Gpu gpu;
    private readonly Frames frames;
    private readonly List<Layer> layers = [];

    /// <summary>Puts the layers one behind the other: what comes out of one goes into the next, and the gradient comes back the same way.</summary>
    /// <param name="weights">Another network whose weights this one uses; null: it has its own, zeros.</param>
    public Network(Gpu gpu, Screen screen, int actions, int n, Network? weights = null)
    {
        this.gpu = gpu;
        frames = new() { Bytes = gpu.Allocate<byte>(n * screen.C * screen.H * screen.W), X = gpu.Allocate(new Shape(n, screen.H, screen.W, screen.C)) };
        var (x, dx) = (frames.X, default(Tensor));
        Convolution(filters: 16, window: 8, stride: 4);
        Convolution(filters: 32, window: 4, stride: 2);
        Linear(outputs: 512);
        Linear(outputs: actions);

        void Convolution(int filters, int window, int stride) => Add(
            new(window, window, x.D3, filters), new(n, (x.D1 - window) / stride + 1, (x.D2 - window) / stride + 1, filters), stride);

        void Linear(int outputs)
        {
            var vectors = new Shape(n, 1, 1, x.Length / n);
            (x, dx) = (new(x.Numbers, vectors), new(dx.Numbers, vectors));
            Add(new(outputs, 1, 1, x.D3), new(n, 1, 1, outputs), stride: 0);
        }

        void Add(Shape w, Shape y, int stride)
        {
            var (b, shared) = (new Shape(1, 1, 1, y.D3), weights?.layers[layers.Count]);
            layers.Add(new()
            {
                X = x,
                W = shared?.W ?? gpu.Allocate(w),
                B = shared?.B ?? gpu.Allocate(b),
                Y = gpu.Allocate(y),
                Stride = stride,
                DX = dx,
                DW = gpu.Allocate(w),
                DB = gpu.Allocate(b),
                DY = gpu.Allocate(y),
            });
            (x, dx) = (layers[^1].Y, layers[^1].DY);
        }
    }

    /// <summary>Weights and bias of each layer, with their gradients.</summary>
    public IReadOnlyList<(Tensor Values, Tensor Gradients)> Parameters => [.. layers.SelectMany(l => new[] { (l.W, l.DW), (l.B, l.DB) })];

    /// <summary>What the network says of each action in each state [N, A].</summary>
    public Tensor Q => layers[^1].Y;

    /// <summary>dL/dq [N, A].</summary>
    public Tensor DQ => layers[^1].DY;

    /// <summary>Weights normal with variance 2 / inputs, which keeps numbers the same size from layer to layer (He et al. 2015, equation 10).</summary>
    public void Initialize(Random random)
    {
        foreach (var l in layers)
        {
            var inputs = l.W.Length / l.Y.D3;
            l.W.Numbers.CopyFromCPU([.. Enumerable.Range(0, l.W.Length).Select(_ => (float)(Math.Sqrt(2.0 / inputs) * Normal()))]);
        }

        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
    }

    /// <summary>Computes <see cref="Q"/> of states [N, C, H, W].</summary>
    public void Forward(byte[] states)
    {
        frames.Bytes.CopyFromCPU(states);
        gpu.Launch(Kernels.Scale, frames.X.Length, frames);
        for (var i = 0; i < layers.Count; i++)
        {
            gpu.Launch<Layer>(IsConvolution(i) ? Kernels.ConvForward : Kernels.LinearForward, layers[i].Y.Length, layers[i]);
            if (HasRelu(i))
                gpu.Launch(Kernels.ReluForward, layers[i].Y.Length, layers[i]);
        }
    }

    /// <summary>Computes the gradients of all parameters from <see cref="DQ"/>, behind <see cref="Forward"/>.</summary>
    public void Backward()
    {
        for (var i = layers.Count - 1; i >= 0; i--)
        {
            if (HasRelu(i))
                gpu.Launch(Kernels.ReluBackward, layers[i].DY.Length, layers[i]);
            gpu.Launch<Layer>(IsConvolution(i) ? Kernels.ConvBackwardWeights : Kernels.LinearBackwardWeights, layers[i].DW.Length, layers[i]);
            gpu.Launch(Kernels.BackwardBias, layers[i].DB.Length, layers[i]);
            if (i > 0) // Nobody needs the gradient of a picture.
                gpu.Launch<Layer>(IsConvolution(i) ? Kernels.ConvBackwardInput : Kernels.LinearBackwardInput, layers[i].DX.Length, layers[i]);
        }
    }

    private bool IsConvolution(int layer) => layers[layer].Stride > 0;

    private bool HasRelu(int layer) => layer < layers.Count - 1;
}

/// <summary>N transitions: states and the states behind them [N, C, H, W], the rest [N]; a discount is gamma, or 0 where the game was over.</summary>
public sealed record Minibatch(byte[] States, int[] Actions, float[] Rewards, float[] Discounts, byte[] NextStates);

/// <summary>Deep Q-learning (Mnih et al. 2015, algorithm 1): the network that learns, and an older copy of it that says what is worth learning.</summary>
public sealed class Learner
{
    private readonly Gpu gpu;
    private readonly Network target, acting;
    private readonly Loss loss;
    private readonly Step[] steps;
    private int updates;

    /// <summary>For minibatches of <paramref name="n"/> transitions; <paramref name="rate"/> is Adam's.</summary>
    public Learner(Gpu gpu, Screen screen, int actions, int n, float rate, Random random)
    {
        this.gpu = gpu;
        (Online, target) = (new(gpu, screen, actions, n), new(gpu, screen, actions, n));
        acting = new(gpu, screen, actions, 1, weights: Online);
        loss = new()
        {
            Q = Online.Q,
            DQ = Online.DQ,
            NextQ = target.Q,
            Actions = gpu.Allocate<int>(n),
            Rewards = gpu.Allocate<float>(n),
            Discounts = gpu.Allocate<float>(n),
            Errors = gpu.Allocate<float>(n),
        };
        steps = [.. Online.Parameters.Select(p => new Step { W = p.Values, DW = p.Gradients, M = Zeros(p.Values), V = Zeros(p.Values), Rate = rate })];
        Online.Initialize(random);
        CopyTarget();

        Tensor Zeros(Tensor like) => gpu.Allocate(new Shape(like.D0, like.D1, like.D2, like.D3));
    }

    /// <summary>The network that learns.</summary>
    public Network Online { get; }

    /// <summary>The action that seems best in a state [C, H, W].</summary>
    public int Act(byte[] state)
    {
        acting.Forward(state);
        var q = acting.Q.Numbers.GetAsArray();
        return Array.IndexOf(q, q.Max());
    }

    /// <summary>target network = online network</summary>
    public void CopyTarget()
    {
        foreach (var (online, copy) in Online.Parameters.Zip(target.Parameters))
            online.Values.Numbers.CopyTo(copy.Values.Numbers);
    }

    /// <summary>One update.</summary>
    /// <returns>L, as it was before.</returns>
    public float Update(Minibatch batch)
    {
        loss.Actions.CopyFromCPU(batch.Actions);
        loss.Rewards.CopyFromCPU(batch.Rewards);
        loss.Discounts.CopyFromCPU(batch.Discounts);
        Online.Forward(batch.States);
        target.Forward(batch.NextStates);
        gpu.Launch(Kernels.TdLoss, batch.Actions.Length, loss);
        Online.Backward();
        updates++;
        var (c1, c2) = (1 - MathF.Pow(Kernels.Beta1, updates), 1 - MathF.Pow(Kernels.Beta2, updates));
        foreach (var step in steps)
            gpu.Launch(Kernels.Adam, step.W.Length, step with { C1 = c1, C2 = c2 });
        return loss.Errors.GetAsArray().Average(error => error * error);
    }
}

// ---- 3. A game: catch the ball. It falls, straight or aslant, and bounces off the walls; at the bottom a paddle goes left or right. ----

public sealed class Catch(Random random)
{
    public const int Actions = 3; // left, stay, right
    private const int Cells = 5, Cell = 4;
    private int row, column, drift, paddle;
    private byte[] frame = [];

    /// <summary>Two frames: a single one does not tell where the ball goes.</summary>
    public static Screen Screen => new(C: 2, H: Cells * Cell, W: Cells * Cell);

    /// <summary>A new ball.</summary>
    /// <returns>The first state [C, H, W].</returns>
    public byte[] Begin()
    {
        (row, column, drift, paddle) = (0, random.Next(Cells), random.Next(-1, 2), random.Next(Cells));
        frame = Draw();
        return [.. frame, .. frame];
    }

    /// <returns>The next state; 1 for a ball that was caught, -1 for one that was not; whether this ball is down.</returns>
    public (byte[] State, float Reward, bool Over) Step(int action)
    {
        paddle = Math.Clamp(paddle + action - 1, 0, Cells - 1);
        if (column + drift is < 0 or >= Cells)
            drift = -drift;
        (row, column) = (row + 1, column + drift);
        var (last, over) = (frame, row == Cells - 1);
        frame = Draw();
        return ([.. last, .. frame], !over ? 0 : column == paddle ? 1 : -1, over);
    }

    private byte[] Draw()
    {
        var picture = new byte[Screen.H * Screen.W];
        for (var y = 0; y < Cell; y++)
        {
            picture.AsSpan((row * Cell + y) * Screen.W + column * Cell, Cell).Fill(255);
            picture.AsSpan(((Cells - 1) * Cell + y) * Screen.W + paddle * Cell, Cell).Fill(128);
        }
        return picture;
    }
}

// ---- 4. The replay memory: the last transitions. A minibatch is drawn from all of them, so that those in it have nothing to do with each other. ----

public sealed class Replay(int capacity, float gamma, Random random)
{
    private readonly List<(byte[] State, int Action, float Reward, float Discount, byte[] Next)> transitions = [];
    private int oldest;

    public void Add(byte[] state, int action, float reward, bool over, byte[] next)
    {
        if (transitions.Count < capacity)
            transitions.Add(default);
        transitions[oldest] = (state, action, reward, over ? 0 : gamma, next);
        oldest = (oldest + 1) % capacity;
    }

    public Minibatch Draw(int n)
    {
        var drawn = Enumerable.Range(0, n).Select(_ => transitions[random.Next(transitions.Count)]).ToArray();
        return new(
            [.. drawn.SelectMany(t => t.State)], [.. drawn.Select(t => t.Action)], [.. drawn.Select(t => t.Reward)], [.. drawn.Select(t => t.Discount)],
            [.. drawn.SelectMany(t => t.Next)]);
    }
}

// ---- 5. The training loop. ----

public static class Training
{
    private const int Batch = 16, Prefill = 1000, TrainEvery = 2, TargetEvery = 100, ShowEvery = 250, Balls = 200;
    private const float Rate = 2e-3f, Gamma = 0.9f, LastEpsilon = 0.05f;

    /// <summary>Learns for some thousand steps of the game, then plays as well as it can.</summary>
    /// <returns>The share of balls that it catches, 0..1.</returns>
    public static double Run(string device, int steps, int seed, TextWriter output)
    {
        using var gpu = new Gpu(device);
        output.WriteLine($"On {gpu.Accelerator.Name}. Chance catches one ball in six; for the first {Prefill} steps it only fills its memory.");
        var random = new Random(seed);
        var (game, replay) = (new Catch(random), new Replay(capacity: 10_000, Gamma, random));
        var learner = new Learner(gpu, Catch.Screen, Catch.Actions, Batch, Rate, random);
        var (state, loss, caught, watch) = (game.Begin(), 0f, new List<double>(), Stopwatch.StartNew());
        for (var step = 1; step <= steps; step++)
        {
            var epsilon = Math.Max(LastEpsilon, 1 - 2.0 * step / steps);
            var action = random.NextDouble() < epsilon ? random.Next(Catch.Actions) : learner.Act(state);
            var (next, reward, over) = game.Step(action);
            replay.Add(state, action, reward, over, next);
            state = over ? game.Begin() : next;
            if (over)
                caught.Add(reward > 0 ? 1 : 0);
            if (step > Prefill && step % TrainEvery == 0)
                loss = learner.Update(replay.Draw(Batch));
            if (step % TargetEvery == 0)
                learner.CopyTarget();
            if (step % ShowEvery == 0)
                output.WriteLine($"step {step}/{steps}  epsilon {epsilon:f2}  loss {loss:f4}  {watch.Elapsed.TotalSeconds:f0} s  caught of the last {Balls} balls: {caught.TakeLast(Balls).Average():P0}");
        }
        var share = Enumerable.Range(0, Balls).Average(_ => Catches(learner, game) ? 1.0 : 0);
        output.WriteLine($"With what it has learned it catches {share:P0} of {Balls} balls.");
        return share;
    }

    private static bool Catches(Learner learner, Catch game)
    {
        var (state, reward, over) = (game.Begin(), 0f, false);
        while (!over)
            (state, reward, over) = game.Step(learner.Act(state));
        return reward > 0;
    }
}
