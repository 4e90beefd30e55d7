using DqnGpu.Nn;

namespace DqnGpu.Benchmarks.Nn;

/// <summary>The networks that are measured, for six actions (Pong's).</summary>
internal static class MeasuredNetwork
{
    public static readonly string[] Names = ["article", "nature", "patch"];

    public static Network Create(string name) => name switch
    {
        "article" => Network.Article(actions: 6),
        "nature" => Network.Nature(actions: 6),
        _ => Network.Patch(actions: 6),
    };
}
