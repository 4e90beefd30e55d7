using System.Runtime.CompilerServices;
using DqnGpu.Lessons.Ladder.Conv;

namespace DqnGpu.Lessons.Ladder.Simd;

/// <summary>One step of the processor's ladder: a file with a method that computes z.</summary>
/// <param name="Title">Some words.</param>
/// <param name="Change">One sentence: what is different from the step before.</param>
/// <param name="Forward">Computes z from x, w and b, which lie in the host's memory.</param>
/// <param name="File">The file it is written in.</param>
public sealed record SimdRung(string Title, string Change, Action<Convolution> Forward, [CallerFilePath] string File = "");
