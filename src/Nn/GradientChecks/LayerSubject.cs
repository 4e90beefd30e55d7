using DqnGpu.Kernels;
using DqnGpu.Kernels.Reference;

namespace DqnGpu.Nn;

/// <summary>What a layer under check reads.</summary>
internal enum LayerInput
{
    /// <summary>x itself.</summary>
    Plain,

    /// <summary>x = max(0, u), the output of a fused ReLU, whose mask the layer applies; the gradient of u is checked.</summary>
    BehindRelu,

    /// <summary>x = bytes / 255.</summary>
    Frames,
}

/// <summary>A single layer under a gradient check: random parameters, on the device and in double precision.</summary>
internal sealed class LayerSubject : IDisposable
{
    /// <summary>The draw of the noise in the weights; its key is the seed.</summary>
    internal const int NoiseDraw = 3;

    private readonly Device device;
    private readonly Layer layer;
    private readonly ActivationShape input;
    private readonly GradientCheckOptions options;
    private readonly LayerPass pass;
    private readonly IReadOnlyList<ParameterTensor> tensors;
    private readonly double[] parameters;
    private readonly int outputs;
    private readonly DeviceBuffer<float> deviceParameters;
    private readonly DeviceBuffer<float> deviceGradients;
    private readonly DeviceBuffer<float> upstream;
    private readonly DeviceBuffer<int> noiseDraw;
    private readonly DeviceBuffer<float> deviceX;
    private readonly DeviceBuffer<float> deviceDx;
    private readonly DeviceBuffer<byte> deviceFrames;
    private CounterRandom random;

    public LayerSubject(Device device, Layer layer, ActivationShape input, GradientCheckOptions options)
    {
        this.device = device;
        this.layer = layer;
        this.input = input;
        this.options = options;
        random = new(options.Seed, stream: 0);
        pass = layer.CreatePass(device, input, options.N, training: true);
        outputs = options.N * layer.OutputShape(input).Length;
        (tensors, var length) = ParameterTensor.LayOut(layer.Parameters(input));
        var values = new float[length];
        for (var i = 0; i < tensors.Count; i++)
            RandomParameters.Fill(values.AsSpan(tensors[i].Offset, tensors[i].Length), tensors[i], new(options.Seed, (ulong)i + 1));
        parameters = ToDouble(values);

        // A layer without parameters gets views of one element that it never reads.
        deviceParameters = device.Allocate<float>(Math.Max(1, length));
        deviceGradients = device.Allocate<float>(Math.Max(1, length));
        if (length > 0)
            deviceParameters.CopyFrom(values);
        upstream = device.Allocate<float>(outputs);
        noiseDraw = device.Allocate<int>(1);
        noiseDraw.CopyFrom([NoiseDraw]);
        pass.Noise = new(options.Seed, noiseDraw);
        deviceX = device.Allocate<float>(options.N * input.Length);
        deviceDx = device.Allocate<float>(options.N * input.Length);
        deviceFrames = device.Allocate<byte>(options.N * input.Length);
    }

    /// <summary>Runs and compares the layer on one kind of input.</summary>
    public void Check(LayerInput kind, List<GradientComparison> comparisons)
    {
        var x = Upload(kind);
        var suffix = kind switch { LayerInput.BehindRelu => " behind ReLU", LayerInput.Frames => " from frames", _ => "" };
        var differences = new FiniteDifferences(
            (from, with, to) =>
            {
                var read = from.ToArray();
                if (kind == LayerInput.BehindRelu)
                    ReluReference.Forward(from, read);
                layer.ReferenceForward(input, options.N, read, with, to, options.Seed, NoiseDraw);
            },
            x, parameters, outputs);
        var comparer = new GradientComparer(differences, options, comparisons);

        Forward(kind);
        comparer.CompareOutput("output" + suffix, pass.Output.ToArray());

        var dy = RandomUpstream();
        Backward(kind, dy);
        foreach (var tensor in tensors)
        {
            var gradient = deviceGradients.ToArray().AsSpan(tensor.Offset, tensor.Length);
            comparer.CompareElements(tensor.Name + suffix, parameters, tensor.Offset, gradient, dy);
            comparer.CompareDirection($"{tensor.Name}{suffix}, directional", parameters, tensor.Offset, gradient, dy);
        }

        if (kind != LayerInput.Frames)
        {
            float[] dx = [.. deviceDx.ToArray().Select(value => (float)(value / layer.InputGradientFactor))];
            comparer.CompareElements("input" + suffix, x, 0, dx, dy);
            comparer.CompareDirection($"input{suffix}, directional", x, 0, dx, dy);
        }

        for (var row = 0; row < options.N; row++)
        {
            var rowDy = OnlyRow(dy, row, outputs / options.N);
            Backward(kind, rowDy);
            foreach (var tensor in tensors)
                comparer.CompareDirection(
                    $"{tensor.Name}{suffix}, row {row}, directional", parameters, tensor.Offset,
                    deviceGradients.ToArray().AsSpan(tensor.Offset, tensor.Length), rowDy);
        }
    }

    public void Dispose()
    {
        pass.Dispose();
        deviceParameters.Dispose();
        deviceGradients.Dispose();
        upstream.Dispose();
        noiseDraw.Dispose();
        deviceX.Dispose();
        deviceDx.Dispose();
        deviceFrames.Dispose();
    }

    /// <summary>dy with all rows but one set to 0.</summary>
    internal static double[] OnlyRow(double[] dy, int row, int rowLength)
    {
        var only = new double[dy.Length];
        dy.AsSpan(row * rowLength, rowLength).CopyTo(only.AsSpan(row * rowLength));
        return only;
    }

    internal static double[] ToDouble(ReadOnlySpan<float> values)
    {
        var result = new double[values.Length];
        for (var i = 0; i < result.Length; i++)
            result[i] = values[i];
        return result;
    }

    internal static float[] ToSingle(ReadOnlySpan<double> values)
    {
        var result = new float[values.Length];
        for (var i = 0; i < result.Length; i++)
            result[i] = (float)values[i];
        return result;
    }

    /// <summary>Random input on the device; returns the variables that the reference reads, u in front of a ReLU.</summary>
    private double[] Upload(LayerInput kind)
    {
        var length = options.N * input.Length;
        if (kind == LayerInput.Frames)
        {
            var frames = new byte[length];
            for (var i = 0; i < length; i++)
                frames[i] = (byte)(256 * random.NextUniform());
            deviceFrames.CopyFrom(frames);
            var scaled = new double[length];
            Conv2dReference.ScaleFrames(new(options.N, input.C, input.H, input.W, 1, 1, 1, 1), frames, scaled);
            return scaled;
        }

        var u = new float[length];
        for (var i = 0; i < length; i++)
            u[i] = (float)random.NextNormal();
        deviceX.CopyFrom(kind == LayerInput.BehindRelu ? [.. u.Select(value => Math.Max(0, value))] : u);
        return ToDouble(u);
    }

    private double[] RandomUpstream()
    {
        var dy = new float[outputs];
        for (var i = 0; i < outputs; i++)
            dy[i] = (float)random.NextNormal();
        return ToDouble(dy);
    }

    private void Forward(LayerInput kind)
    {
        if (kind == LayerInput.Frames)
            pass.ForwardFromFrames(deviceFrames, deviceParameters);
        else
            pass.Forward(deviceX, deviceParameters);
    }

    private void Backward(LayerInput kind, double[] dy)
    {
        upstream.CopyFrom(ToSingle(dy));
        if (layer.HasFusedRelu)
            device.Relu.Backward(pass.Output, upstream, upstream);
        if (kind == LayerInput.Frames)
            pass.BackwardFromFrames(deviceFrames, deviceParameters, upstream, deviceGradients);
        else
            pass.Backward(deviceX, deviceParameters, upstream, deviceGradients, deviceDx, inputIsRelu: kind == LayerInput.BehindRelu);
    }
}
