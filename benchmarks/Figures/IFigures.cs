namespace DqnGpu.Benchmarks.Figures;

/// <summary>A few figures of one concern, measured in some seconds. A new concern is a new class in the list of <see cref="QuickRun"/>.</summary>
internal interface IFigures
{
    /// <summary>What they tell, above their table.</summary>
    string Title { get; }

    /// <summary>Measures the figures that are wanted and reports each as soon as it is known.</summary>
    /// <param name="isWanted">Whether the figure of that name is wanted; asked once for each name, and before anything is opened for it.</param>
    /// <param name="report">Takes a figure.</param>
    void Measure(Func<string, bool> isWanted, Action<Measurement> report);
}
