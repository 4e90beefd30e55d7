using DqnGpu.PtxMachine;

namespace DqnGpu.Lessons.Running;

/// <summary>Launches that are written down once and replayed on the software machine, as a GPU replays a captured graph.</summary>
/// <remarks>
/// A launch is written down with the values of its arguments; what the host does to them later is not seen. Only what lies in the memory that a view
/// points to is read anew in each replay. (The graphs of devices without graphs call the host's code again, and so hide what goes wrong with this.)
/// </remarks>
public sealed class LaunchGraph
{
    private readonly List<Func<LaunchCounts>> launches = [];

    /// <summary>Writes a launch down; nothing runs.</summary>
    /// <inheritdoc cref="SoftwareMachine.Launch"/>
    public void Launch<TArguments>(Action<TArguments> kernel, Dim3 grid, Dim3 group, TArguments arguments) where TArguments : struct =>
        launches.Add(() => SoftwareMachine.Launch(kernel, grid, group, arguments));

    /// <summary>Runs the launches in their order.</summary>
    /// <returns>What each of them came to.</returns>
    /// <exception cref="MachineFault">A launch did what no launch may do.</exception>
    public IReadOnlyList<LaunchCounts> Replay() => [.. launches.Select(launch => launch())];
}
