using System.Text.Json;
using System.Text.Json.Serialization;
using DqnGpu.Benchmarks.Roofs;

namespace DqnGpu.Benchmarks.Figures;

/// <summary>A run's figures for other programs.</summary>
/// <param name="Machine">Where and when.</param>
/// <param name="PyTorch">What was compared with, or why nothing was; null where nothing could be.</param>
/// <param name="Roofs">What the processor can do, by the number of threads.</param>
/// <param name="Figures">The figures, in the order in which they were measured.</param>
internal sealed record FigureFile(Machine Machine, string? PyTorch, IReadOnlyList<Roof> Roofs, IReadOnlyList<FigureFile.Entry> Figures)
{
    private static readonly JsonSerializerOptions Form = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>One figure; null is what does not apply to it.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="MedianMilliseconds">Half of the samples were faster.</param>
    /// <param name="FastestMilliseconds">The fastest sample.</param>
    /// <param name="ProcessorMilliseconds">Processor time of a run.</param>
    /// <param name="Threads">Threads that compute.</param>
    /// <param name="GigaFlops">1e9 operations a second, at the median.</param>
    /// <param name="GigaBytes">1e9 bytes a second, at the median.</param>
    /// <param name="ItemsPerSecond">Frames and the like, at the median.</param>
    /// <param name="ItemUnit">What the items are.</param>
    /// <param name="ShareOfRoof">Of the most that as many threads could do.</param>
    /// <param name="PlainMilliseconds">The same by plain loops.</param>
    /// <param name="PyTorchMilliseconds">The same in PyTorch, fastest sample.</param>
    /// <param name="PyTorchWay">Which way that was: its version, its memory format, its form of Adam.</param>
    /// <param name="Waited">Share of the time in which its threads could run that other programs had the cores.</param>
    public sealed record Entry(
        string Name, double MedianMilliseconds, double FastestMilliseconds, double ProcessorMilliseconds, int? Threads, double? GigaFlops, double? GigaBytes,
        double? ItemsPerSecond, string? ItemUnit, double? ShareOfRoof, double? PlainMilliseconds, double? PyTorchMilliseconds, string? PyTorchWay,
        double? Waited);

    /// <summary>Of what was measured.</summary>
    public static FigureFile Of(Machine machine, string? pyTorch, IReadOnlyList<Roof> roofs, IEnumerable<Measurement> figures) => new(
        machine, pyTorch, roofs,
        [
            .. figures.Select(figure => new Entry(
                figure.Name, figure.Timing.MedianMilliseconds, figure.Timing.FastestMilliseconds, figure.Timing.ProcessorMilliseconds,
                figure.Threads > 0 ? figure.Threads : null,
                figure.FloatingPointOperations > 0 ? figure.GigaFlops : null,
                figure.Bytes > 0 ? figure.GigaBytes : null,
                figure.Items > 0 ? figure.ItemsPerSecond : null,
                figure.Items > 0 ? figure.ItemUnit : null,
                figure.ShareOf(roofs),
                figure.PlainMilliseconds, figure.PyTorch?.FastestMilliseconds, figure.PyTorch?.Way,
                figure.Waited)),
        ]);

    /// <summary>As JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Form);

    /// <summary>From JSON.</summary>
    /// <exception cref="JsonException">It is something else.</exception>
    public static FigureFile Parse(string json) => JsonSerializer.Deserialize<FigureFile>(json, Form)!;
}
