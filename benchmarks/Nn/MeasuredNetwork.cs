using DqnGpu.Nn;

namespace DqnGpu.Benchmarks.Nn;

/// <summary>The networks that are measured, for six actions (Pong's).</summary>
internal static class MeasuredNetwork
{
    public static readonly string[] Names = ["article", "nature"];

    public static Network Create(string name) => name == "article" ? Network.Article(actions: 6) : Network.Nature(actions: 6);
}
