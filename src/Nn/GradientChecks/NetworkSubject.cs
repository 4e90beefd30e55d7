using DqnGpu.Kernels;

namespace DqnGpu.Nn;

/// <summary>A whole network under a gradient check: random input and parameters, on the device and in double precision.</summary>
internal sealed class NetworkSubject : IDisposable
{
    private readonly Network network;
    private readonly GradientCheckOptions options;
    private readonly NetworkPass pass;
    private readonly DeviceBuffer<float> deviceParameters;
    private readonly DeviceBuffer<float> deviceGradients;
    private readonly DeviceBuffer<float> upstream;
    private readonly DeviceBuffer<int> noiseDraw;
    private readonly DeviceBuffer<byte> deviceFrames;
    private readonly DeviceBuffer<float> deviceX;
    private readonly DeviceBuffer<float> deviceDx;
    private readonly double[] parameters;
    private readonly double[] x;
    private readonly double[] dOutput;

    public NetworkSubject(Device device, Network network, GradientCheckOptions options)
    {
        this.network = network;
        this.options = options;
        pass = new(device, network, options.N, training: true, noiseKey: options.Seed);
        noiseDraw = device.Allocate<int>(1);
        noiseDraw.CopyFrom([LayerSubject.NoiseDraw]);
        pass.Noise = noiseDraw;
        deviceParameters = device.Allocate<float>(network.BufferLength);
        deviceGradients = device.Allocate<float>(network.BufferLength);
        upstream = device.Allocate<float>(options.N * network.Outputs);
        var length = options.N * network.Input.Length;
        deviceFrames = device.Allocate<byte>(length);
        deviceX = device.Allocate<float>(length);
        deviceDx = device.Allocate<float>(length);

        var random = new CounterRandom(options.Seed, stream: 0);
        var values = new float[network.BufferLength];
        for (var i = 0; i < network.Parameters.Count; i++)
        {
            var tensor = network.Parameters[i];
            RandomParameters.Fill(values.AsSpan(tensor.Offset, tensor.Length), tensor, new(options.Seed, (ulong)i));
        }
        deviceParameters.CopyFrom(values);
        parameters = LayerSubject.ToDouble(values);
        if (network.ReadsFrames)
        {
            var frames = new byte[length];
            for (var i = 0; i < length; i++)
                frames[i] = (byte)(256 * random.NextUniform());
            deviceFrames.CopyFrom(frames);
            x = NetworkReference.ScaleFrames(network.Frames, options.N, frames);
        }
        else
        {
            x = new double[length];
            for (var i = 0; i < length; i++)
                x[i] = (float)random.NextNormal();
            deviceX.CopyFrom(LayerSubject.ToSingle(x));
        }
        dOutput = new double[options.N * network.Outputs];
        for (var i = 0; i < dOutput.Length; i++)
            dOutput[i] = (float)random.NextNormal();
    }

    /// <summary>Runs and compares the network.</summary>
    public void Check(List<GradientComparison> comparisons)
    {
        var differences = new FiniteDifferences(
            (from, with, to) => NetworkReference.Forward(network, options.N, from, with, to, (options.Seed, LayerSubject.NoiseDraw)), x, parameters,
            options.N * network.Outputs);
        var comparer = new GradientComparer(differences, options, comparisons);
        if (network.ReadsFrames)
            pass.Forward(deviceFrames, deviceParameters);
        else
            pass.Forward(deviceX, deviceParameters);
        comparer.CompareOutput("output", Read(pass.Output));

        Backward(dOutput);
        var gradients = Gradients();
        foreach (var tensor in network.Parameters)
        {
            comparer.CompareElements(tensor.Name, parameters, tensor.Offset, gradients.AsSpan(tensor.Offset, tensor.Length), dOutput);
            comparer.CompareDirection(
                $"{tensor.Name}, directional", parameters, tensor.Offset, gradients.AsSpan(tensor.Offset, tensor.Length), dOutput);
        }
        if (!network.ReadsFrames)
        {
            var inputGradient = InputGradient();
            comparer.CompareElements("input", x, 0, inputGradient, dOutput);
            comparer.CompareDirection("input, directional", x, 0, inputGradient, dOutput);
        }

        for (var row = 0; row < options.N; row++)
        {
            var rowOnly = LayerSubject.OnlyRow(dOutput, row, network.Outputs);
            Backward(rowOnly);
            comparer.CompareDirection($"all parameters, row {row}, directional", parameters, 0, Gradients(), rowOnly);
        }
    }

    public void Dispose()
    {
        pass.Dispose();
        deviceParameters.Dispose();
        deviceGradients.Dispose();
        upstream.Dispose();
        noiseDraw.Dispose();
        deviceFrames.Dispose();
        deviceX.Dispose();
        deviceDx.Dispose();
    }

    private static float[] Read(DeviceView<float> view)
    {
        var values = new float[view.Length];
        view.Buffer.CopyTo(values, view.Offset);
        return values;
    }

    /// <summary>The device's gradients, each divided by the <see cref="Layer.InputGradientFactor"/>s of the layers behind.</summary>
    private float[] Gradients()
    {
        var gradients = deviceGradients.ToArray();
        var factor = 1.0;
        foreach (var layer in network.Layers.Reverse())
        {
            foreach (ref var gradient in gradients.AsSpan(layer.ParameterOffset, layer.ParameterLength))
                gradient = (float)(gradient / factor);
            factor *= layer.Layer.InputGradientFactor;
        }
        return gradients;
    }

    /// <summary>The device's gradient of the input, divided by the factors of all layers.</summary>
    private float[] InputGradient() => Array.ConvertAll(deviceDx.ToArray(), gradient => (float)(gradient / network.InputGradientFactor));

    private void Backward(double[] upstreamGradient)
    {
        upstream.CopyFrom(LayerSubject.ToSingle(upstreamGradient));
        if (network.ReadsFrames)
            pass.Backward(deviceFrames, deviceParameters, upstream, deviceGradients);
        else
            pass.Backward(deviceX, deviceParameters, upstream, deviceGradients, deviceDx);
    }
}
