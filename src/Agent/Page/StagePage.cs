namespace DqnGpu.Agent;

/// <summary>The page of a stage: everything that is to be seen of games that a network plays.</summary>
public static class StagePage
{
    /// <summary>Begins to serve it.</summary>
    /// <param name="address">Where.</param>
    /// <param name="stage">What is shown.</param>
    /// <param name="run">The run that it belongs to; null: none.</param>
    /// <param name="runs">The folder in which runs lie, to compare with.</param>
    /// <exception cref="OptionException">It cannot be served there.</exception>
    public static PageServer Serve(PageAddress address, IStage stage, RunFolder? run, string runs = "runs") =>
        PageServer.Start(address, (application, closing) =>
        {
            StageEndpoints.Add(application, stage, closing);
            RunEndpoints.Add(application, run, run is null ? Path.GetFullPath(runs) : Path.GetDirectoryName(run.Root)!);
            var (network, explanations) = (new NetworkEndpoints(stage), new ExplanationEndpoints(stage));
            var (memory, rally) = (new MemoryEndpoints(stage), new RallyEndpoints(stage, run?.Snapshots));
            var play = new PlayEndpoints(stage.Setup, stage);
            play.Add(application, closing);
            network.Add(application);
            explanations.Add(application);
            memory.Add(application);
            rally.Add(application);
            // When nobody can ask any more, and before the device is closed.
            application.Lifetime.ApplicationStopped.Register(() =>
            {
                foreach (var endpoints in (IDisposable[])[network, explanations, memory, rally, play])
                    endpoints.Dispose();
            });
        });
}
