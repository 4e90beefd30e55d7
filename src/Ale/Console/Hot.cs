using System.Runtime.CompilerServices;

namespace DqnGpu.Ale;

/// <summary>How the runtime compiles what every frame runs.</summary>
internal static class Hot
{
    /// <summary>
    /// Once and well, at the first call. Otherwise it would compile a method quickly first, count its calls in a slower one, and compile it again some
    /// tenths of a second later, in which a console plays thousands of frames. What the counts tell saves nothing here that can be measured.
    /// </summary>
    public const MethodImplOptions FromTheStart = MethodImplOptions.AggressiveOptimization;
}
