using System.CommandLine;
using System.Globalization;
using DqnGpu.Nn;

namespace DqnGpu.Lessons.Sizes;

/// <summary><c>sizes</c>: a network's layers as the matrix products that an update makes of them.</summary>
internal static class SizesCommand
{
    private const int Minibatch = 32;
    private const int PongActions = 6;

    public static void Build(Command command)
    {
        var name = new Argument<string>("network") { Description = "article or nature.", DefaultValueFactory = _ => "article" };
        name.AcceptOnlyFromAmong("article", "nature");
        command.Arguments.Add(name);
        command.SetAction(parsed => Print(
            parsed.GetValue(name) == "nature" ? Network.Nature(PongActions) : Network.Article(PongActions), parsed.InvocationConfiguration.Output));
    }

    private static void Print(Network network, TextWriter output)
    {
        output.WriteLine(FormattableString.Invariant($"{"layer",-12}{"in",12}{"out",14}{"parameters",14}      M x N x K of the forward pass"));
        foreach (var layer in network.Layers)
        {
            var part = layer.Layer.Parts(layer.Input)[0];
            var (m, n, k) = part.Convolution is { } shape
                ? (Minibatch * shape.P * shape.Q, shape.K, shape.R * shape.S * shape.C)
                : (Minibatch, layer.Output.Length, layer.Input.Length);
            var parameters = layer.Layer.Parameters(layer.Input).Sum(tensor => tensor.Length);
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{part.Kind,-12}{Shape(layer.Input),12}{Shape(layer.Output),14}{parameters,14:N0}      {m} x {n} x {k}"));
        }
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"",38}{network.ParameterCount,14:N0}"));
    }

    private static string Shape(ActivationShape shape) => shape.H == 1 && shape.W == 1 ? $"{shape.C}" : $"{shape}";
}
