using System.Diagnostics;
using System.Text.RegularExpressions;
using DqnGpu.Nn;
using NUnit.Framework;

namespace DqnGpu.Agent.Tests;

/// <summary>Short trainings of the bundled Pong, run, stopped, killed and resumed as processes.</summary>
public sealed class RunTests : FolderFixture
{
    internal static readonly string[] Small =
    [
        "pong", "--device", "simd", "--threads", "2", "--envs", "4", "--batch-size", "4", "--train-every", "8", "--prefill", "400",
        "--replay-capacity", "2000", "--epsilon-steps", "1000", "--target-every", "200", "--save-replay",
    ];

    [Test]
    public void KilledAndResumedEqualsUninterrupted()
    {
        var (whole, killed) = (Path.Combine(Root, "whole"), Path.Combine(Root, "killed"));
        Succeed(AgentProcess.Run([.. Small, "--steps", "2000", "--out", whole]));

        using (var process = AgentProcess.Start([.. Small, "--steps", "2000", "--checkpoint-every", "0.005", "--out", killed]))
        {
            _ = process.StandardOutput.ReadToEndAsync();
            var checkpoint = Path.Combine(killed, "last.checkpoint");
            WaitUntil(() => File.Exists(checkpoint), process);
            process.Kill();
            process.WaitForExit();
        }
        Succeed(AgentProcess.Run("resume", killed));
        Assert.That(Parameters(killed), Is.EqualTo(Parameters(whole)));
    }

    // With every device looked for: OpenCL drivers put signal handlers of their own in front.
    [TestCase("INT", ExitCode.Interrupted, Category = "Slow")]
    [TestCase("TERM", ExitCode.Terminated)]
    [TestCase("HUP", ExitCode.HungUp, Category = "Slow")]
    public void ASignalWritesACheckpointAndSaysHowToResume(string signal, int exitCode)
    {
        if (OperatingSystem.IsWindows())
            Assert.Ignore("Needs kill(1).");
        var folder = Path.Combine(Root, "run");
        var process = AgentProcess.Start([.. Small.Select(word => word == "simd" ? "auto" : word), "--steps", "10M", "--checkpoint-every", "0", "--out", folder]);
        WaitUntil(() => File.Exists(Path.Combine(folder, "progress.csv")), process);
        Process.Start("kill", [$"-{signal}", $"{process.Id}"]).WaitForExit();
        var result = AgentProcess.Finish(process);
        Assert.That(result.ExitCode, Is.EqualTo(exitCode));
        Assert.That(Checkpoint.ReadHeader(Path.Combine(folder, "last.checkpoint")).Game, Is.EqualTo("pong"));
        var toGoOn = Regex.Match(result.Output, "a checkpoint is written. To go on: (.*)");
        Succeed(AgentProcess.RunLine($"{toGoOn.Groups[1].Value} --device simd --steps 8"));
    }

    [Test]
    public void ARunThatGoesOnIsNotResumedASecondTime()
    {
        var folder = Path.Combine(Root, "run");
        using var process = AgentProcess.Start([.. Small, "--steps", "10M", "--checkpoint-every", "0.005", "--out", folder]);
        _ = process.StandardOutput.ReadToEndAsync();
        WaitUntil(() => File.Exists(Path.Combine(folder, "last.checkpoint")), process);
        foreach (var second in new[] { AgentProcess.Run("resume", folder), AgentProcess.Run([.. Small, "--out", folder]) })
        {
            Assert.That(second.ErrorLine, Does.StartWith("error: ").And.Contain($"is in use by process {process.Id} on "));
            Assert.That(second.ExitCode, Is.EqualTo(ExitCode.Usage));
        }
        process.Kill();
        process.WaitForExit();
        Succeed(AgentProcess.Run("resume", folder, "--steps", "8"));
    }

    [Test]
    public void AFinishedRunSaysHowToGoFurther()
    {
        var folder = Path.Combine(Root, "run");
        Succeed(AgentProcess.Run([.. Small, "--preset", "article", "--prioritized", "--steps", "40", "--out", folder]));
        var checkpoint = Path.Combine(folder, "last.checkpoint");
        var written = File.GetLastWriteTimeUtc(checkpoint);
        var resumed = Succeed(AgentProcess.Run("resume", folder));
        var further = Regex.Match(resumed.Output, "\nThe run is finished: it has made 40 steps of 40. To go further: (.*)\n");
        Assert.That(File.GetLastWriteTimeUtc(checkpoint), Is.EqualTo(written));

        Succeed(AgentProcess.RunLine(further.Groups[1].Value));
        var options = Checkpoint.ReadHeader(checkpoint).Options;
        Assert.That(options.Steps, Is.EqualTo(80));
        Assert.That(options.PriorityBetaSteps, Is.EqualTo(40), "more steps do not change what was begun");
    }

    [TestCase("rainbow")]
    [TestCase("qrdqn")]
    [TestCase("mdqn")]
    public void EveryLearnerIsTrainedResumedEvaluatedAndWrittenAsOnnx(string preset)
    {
        var folder = Path.Combine(Root, preset);
        Succeed(AgentProcess.Run([.. Small, "--preset", preset, "--net", "patch", "--layer-norm", "--epsilon-spread", "7", "--max-frames", "400", "--steps", "80", "--out", folder]));
        Succeed(AgentProcess.Run("resume", folder, "--steps", "120"));
        Assert.That(Checkpoint.ReadHeader(Path.Combine(folder, "last.checkpoint")).Options.Learner, Is.EqualTo(TrainingPresets.Find(preset).Learner));
        var evaluation = Succeed(AgentProcess.Run("evaluate", "pong", "--weights", folder, "--games", "2", "--device", "simd"));
        Assert.That(evaluation.Output, Does.Contain("2 games at epsilon 0.05: mean "));
        Succeed(AgentProcess.Run("onnx", "--weights", folder, "--out", Path.Combine(Root, preset + ".onnx")));
    }

    // Slow: the fill is long, so that the signal comes before its end even on a busy machine.
    [Test, Category("Slow")]
    public void StoppedWhileFillingGoesOnFilling()
    {
        var folder = Path.Combine(Root, "run");
        var process = AgentProcess.Start([.. Small.Select(word => word is "400" or "2000" ? "20000" : word), "--steps", "40", "--out", folder]);
        WaitUntil(() => File.Exists(Path.Combine(folder, "progress.csv")), process);
        Process.Start("kill", ["-TERM", $"{process.Id}"]).WaitForExit();
        Assert.That(AgentProcess.Finish(process).Output, Does.Contain("\nStopped while the replay memory was filled; a checkpoint is written."));
        Assert.That(Succeed(AgentProcess.Run("resume", folder)).Output, Does.Match(@"\nResuming (while the replay memory is filled, at step [1-9][\d,]* of 20,000|at step 0; the)"));
    }

    [Test]
    public void KilledBeforeTheFirstCheckpointBeginsAnewInTheSameFolder()
    {
        var folder = Path.Combine(Root, "run");
        using (var process = AgentProcess.Start([.. Small.Select(word => word is "400" or "2000" ? "20000" : word), "--out", folder]))
        {
            _ = process.StandardOutput.ReadToEndAsync();
            WaitUntil(() => File.Exists(Path.Combine(folder, "progress.csv")), process);
            process.Kill();
            process.WaitForExit();
        }
        Assert.That(AgentProcess.Run("resume", folder).ErrorLine, Does.Contain("Start it anew, with --out"));
        Succeed(AgentProcess.Run([.. Small, "--steps", "40", "--out", folder]));
    }

    [Test, Category("Slow")]
    public void ATrainingGoesOnWhenNobodyReadsItsOutput()
    {
        var folder = Path.Combine(Root, "run");
        using var process = AgentProcess.Start([.. Small, "--steps", "2000", "--out", folder]);
        while (process.StandardOutput.ReadLine()?.StartsWith("filling", StringComparison.Ordinal) == false)
            continue;
        process.StandardOutput.Close();
        Assert.That(process.WaitForExit(TimeSpan.FromMinutes(2)));
        Assert.That(File.ReadLines(Path.Combine(folder, "progress.csv")).Last().Split(',')[1], Is.EqualTo("2000"));
        Assert.That(Path.Combine(folder, "last.checkpoint"), Does.Exist);
    }

    [Test]
    public void LeavesEverythingInTheRunFolderAndPlaysFromIt()
    {
        var folder = Path.Combine(Root, "run");
        var trained = Succeed(AgentProcess.Run([.. Small, "--steps", "400", "--out", folder]));
        Assert.That(trained.Output, Does.Contain("filling replay").And.Contain("step 400/400").And.Contain("Cartridge of pong: the open cartridge"));
        Assert.That(trained.Output, Does.Contain("Replay memory: 2,000 frames, 0.01 GB in host memory\n"));
        Assert.That(trained.Output, Does.Match(@"\nTime: act \d+ %, play \d+ %, learn \d+ %, store \d+ %, other \d+ %"));
        foreach (var name in (string[])["options.json", "progress.csv", "last.checkpoint", "last.safetensors"])
            Assert.That(Path.Combine(folder, name), Does.Exist);
        Assert.That(OptionsFile.Load(Path.Combine(folder, "options.json")).BatchSize, Is.EqualTo(4));
        Assert.That(Directory.GetFiles(folder, ".*.tmp"), Is.Empty, "no temporary file is left");

        var again = AgentProcess.Run([.. Small, "--out", folder]);
        Assert.That(again.ErrorLine, Does.Contain("holds a run already"));

        var evaluated = Succeed(AgentProcess.Run("evaluate", "pong", "--weights", folder, "--games", "2", "--device", "simd"));
        Assert.That(evaluated.Output, Does.Contain("2 games at epsilon 0.05: mean -").And.Contain("deviation").And.Contain("median"));

        var gif = Path.Combine(Root, "a folder", "that is made", "pong.gif");
        Succeed(AgentProcess.Run("watch", "pong", "--weights", folder, "--video", gif, "--fps", "1000", "--seconds", "5", "--device", "simd"));
        Assert.That(File.ReadAllBytes(gif).AsSpan(0, 6).SequenceEqual("GIF89a"u8));

        var recording = Path.Combine(Root, "pong.rec");
        var replay = Path.Combine(Root, "replay.gif");
        Succeed(AgentProcess.Run(
            "watch", "pong", "--weights", folder, "--video", gif, "--record", recording, "--seconds", "5", "--device", "simd"));
        var replayed = Succeed(AgentProcess.Run("replay", recording, "--video", replay));
        Assert.That(replayed.Output, Does.StartWith("pong: ").And.Contain("1 games"));
        Assert.That(new FileInfo(replay).Length, Is.GreaterThan(new FileInfo(gif).Length / 2));
        File.WriteAllBytes(recording, File.ReadAllBytes(recording)[..^1]);
        var damaged = AgentProcess.Run("replay", recording, "--video", replay);
        Assert.That(damaged.ExitCode, Is.EqualTo(1));
        Assert.That(damaged.ErrorLine, Does.Contain("pong.rec").And.Contain("cut short"));

        var states = Path.Combine(Root, "states.bin");
        File.WriteAllBytes(states, new byte[3 * 4 * 84 * 84]);
        var values = Succeed(AgentProcess.Run("q-values", "--weights", folder, "--input", states));
        Assert.That(values.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries), Has.Length.EqualTo(3).And.All.Matches<string?>(line => line!.Split(' ').Length == 6));

        var shelf = Path.Combine(Root, "trained");
        Succeed(AgentProcess.Run("evaluate", "pong", "--weights", folder, "--games", "1", "--publish", shelf));
        Assert.That(Directory.GetFiles(shelf).Select(Path.GetExtension), Is.EquivalentTo((string[])[".json", ".safetensors"]));
        Succeed(AgentProcess.Run("evaluate", "pong", "--weights", Directory.GetFiles(shelf, "pong-*.safetensors").Single(), "--games", "1"));

        var wrongGame = AgentProcess.Run("evaluate", "breakout", "--weights", folder);
        Assert.That(wrongGame.ErrorLine, Does.Contain("has learnt pong, not breakout"));
    }

    [Test, Category("Slow")]
    public void SeedsAreTrainedInTurnsOrSideBySideToTheSameBits()
    {
        var (turns, sides) = (Path.Combine(Root, "turns"), Path.Combine(Root, "sides"));
        var inTurns = Succeed(AgentProcess.Run([.. Small, "--steps", "80", "--seed", "3", "--seeds", "2", "--out", turns]));
        Assert.That(inTurns.Output, Does.Match(@"(?s)
Seed 3
.*
Done: .*
Seed 4
.*
Done: "));
        var sideBySide = Succeed(AgentProcess.Run([.. Small, "--steps", "80", "--seed", "3", "--seeds", "2", "--side-by-side", "2", "--out", sides]));
        Assert.That(sideBySide.Output, Does.Contain("\nseed 3: Done: ").And.Contain("\nseed 4: Done: "));
        foreach (var seed in new[] { 3, 4 })
        {
            Assert.That(OptionsFile.Load(Path.Combine($"{sides}-seed{seed}", "options.json")).Seed, Is.EqualTo(seed));
            Assert.That(Parameters($"{sides}-seed{seed}"), Is.EqualTo(Parameters($"{turns}-seed{seed}")));
        }
        Assert.That(Parameters($"{turns}-seed3"), Is.Not.EqualTo(Parameters($"{turns}-seed4")));
    }

    [Test]
    public void ATrainingStartsFromWeights()
    {
        var (first, second) = (Path.Combine(Root, "first"), Path.Combine(Root, "second"));
        Succeed(AgentProcess.Run([.. Small, "--steps", "40", "--out", first]));
        Succeed(AgentProcess.Run([.. Small, "--seed", "2", "--steps", "40", "--weights", first, "--out", second]));
        var last = TrainedAgent.Load(first).Parameters;
        Assert.That(TrainedAgent.Load(RunFolder.Open(second).Snapshots.List()[0].File).Parameters, Is.EqualTo(last));
        Assert.That(Parameters(second), Is.Not.EqualTo(last));
        Assert.That(OptionsFile.Load(Path.Combine(second, "options.json")).Weights, Is.EqualTo(first));

        var other = AgentProcess.Run([.. Small, "--net", "nature", "--weights", first, "--out", Path.Combine(Root, "other")]);
        Assert.That(other.ErrorLine, Does.StartWith("error: ").And.Contain("last.safetensors is of another network than this training's: 4x84x84 frames, 14x14x32,").And.Contain(" not 4x84x84 frames, 20x20x32,"));
        Assert.That(other.ExitCode, Is.EqualTo(ExitCode.Usage));
        Assert.That(Path.Combine(Root, "other"), Does.Not.Exist);

        Directory.Delete(first, recursive: true);
        Succeed(AgentProcess.Run("resume", second, "--steps", "80"));
    }

    [Test, Category("Slow")]
    public void AStackOfOtherLengthIsLearntFromAndPlayedWith()
    {
        var folder = Path.Combine(Root, "run");
        Succeed(AgentProcess.Run([.. Small, "--steps", "80", "--frame-stack", "2", "--out", folder]));
        Succeed(AgentProcess.Run("evaluate", "pong", "--weights", folder, "--episodes", "1", "--device", "simd"));
        var states = Path.Combine(Root, "states.bin");
        File.WriteAllBytes(states, new byte[3 * 2 * 84 * 84]);
        var values = Succeed(AgentProcess.Run("q-values", "--weights", folder, "--input", states, "--device", "simd"));
        Assert.That(values.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries), Has.Length.EqualTo(3));
    }

    [Test]
    public void CurvesOfSeveralRunsAreDrawnTogether()
    {
        foreach (var (run, scores) in new[] { ("first", "-20 -15 3"), ("second", "-21 -20.5 -1"), ("empty", "NaN") })
        {
            var folder = Directory.CreateDirectory(Path.Combine(Root, run)).FullName;
            File.WriteAllText(Path.Combine(folder, "options.json"), "{}");
            File.WriteAllLines(
                Path.Combine(folder, "progress.csv"),
                [ProgressFile.Heading, .. scores.Split(' ').Select((score, i) => $"{60 * i},{1000 * i},{1500 * i},0,{i},{score},0,0,0,0,0,0,0,0")]);
        }
        var (first, second, empty) = (Path.Combine(Root, "first"), Path.Combine(Root, "second"), Path.Combine(Root, "empty"));
        foreach (var axis in new[] { "steps", "minutes" })
        {
            var picture = Path.Combine(Root, $"{axis}.png");
            Assert.That(Succeed(AgentProcess.Run("plot", first, second, "--over", axis, "--output", picture)).Output, Does.Contain(picture));
            Assert.That(File.ReadAllBytes(picture).AsSpan(1, 3).SequenceEqual("PNG"u8));
        }
        Assert.That(AgentProcess.Run("plot", first, empty).ErrorLine, Does.Contain("empty has no curve yet"));

        var (apart, together) = (Path.Combine(Root, "apart.png"), Path.Combine(Root, "together.png"));
        foreach (var (folder, seed) in new[] { (first, 1), (second, 2) })
            Checkpoint.Write(Path.Combine(folder, "last.checkpoint"), new("pong", "", new TrainingOptions { Seed = seed }, TimeSpan.Zero), _ => { });
        Succeed(AgentProcess.Run("plot", first, second, "--output", together));
        Succeed(AgentProcess.Run("plot", first, second, "--each", "--output", apart));
        Assert.That(File.ReadAllBytes(apart), Is.EqualTo(File.ReadAllBytes(Path.Combine(Root, "steps.png"))));
        Assert.That(File.ReadAllBytes(together), Is.Not.EqualTo(File.ReadAllBytes(apart)));

        File.WriteAllText(Path.Combine(empty, "progress.csv"), "");
        Assert.That(AgentProcess.Run("plot", empty).ErrorLine, Does.Contain("empty has no curve yet"));
        File.WriteAllText(Path.Combine(empty, "progress.csv"), "epoch,accuracy\n1,0.5\n");
        Assert.That(AgentProcess.Run("plot", empty).ErrorLine, Does.EndWith("is no progress.csv of this program: its first line names no column total_steps."));
        File.WriteAllLines(Path.Combine(empty, "progress.csv"), ["total_steps,mean_score", "1,2", "x,3", "3", "4,5"]);
        Assert.That(AgentProcess.Run("plot", empty, "--output", Path.Combine(Root, "mended.png")).ExitCode, Is.EqualTo(ExitCode.Success));
    }

    [Test]
    public void DamagedCheckpointsAreRefused()
    {
        var folder = Path.Combine(Root, "run");
        Succeed(AgentProcess.Run([.. Small, "--steps", "40", "--out", folder]));
        var checkpoint = Path.Combine(folder, "last.checkpoint");
        var whole = File.ReadAllBytes(checkpoint);

        var damaged = whole.ToArray();
        damaged[whole.Length / 2] ^= 1;
        File.WriteAllBytes(checkpoint, damaged);
        Refuses("is damaged or cut short");

        File.WriteAllBytes(checkpoint, whole[..(whole.Length / 3)]);
        Refuses("is damaged or cut short");

        File.WriteAllText(checkpoint, "something else entirely");
        Refuses("is no checkpoint of this program");

        var newer = whole.ToArray();
        newer[8] = 99;
        File.WriteAllBytes(checkpoint, newer);
        Refuses("of version 99");

        void Refuses(string reason)
        {
            var result = AgentProcess.Run("resume", folder);
            Assert.That(result.ErrorLine, Does.StartWith("error: ").And.Contain("last.checkpoint").And.Contain(reason));
            Assert.That(result.ErrorLine, Does.Not.Contain('\n'));
            Assert.That(result.ExitCode, Is.EqualTo(ExitCode.Failure));
        }
    }

    [Test]
    public void ForeignWeightsAreRefused()
    {
        var file = Path.Combine(Root, "foreign.safetensors");
        SafeTensors.Write(file, [SafeTensor.Create<float>("encoder.weight", [2], [1f, 2f])]);
        var result = AgentProcess.Run("evaluate", "pong", "--weights", file);
        Assert.That(result.ErrorLine, Does.StartWith("error: ").And.Contain("is of no network that this program knows").And.Contain("encoder.weight"));
        Assert.That(result.ExitCode, Is.EqualTo(ExitCode.Failure));
    }

    [Test, Category("Slow")]
    public void FullDiskDuringTrainingLosesNothing()
    {
        if (OperatingSystem.IsWindows())
            Assert.Ignore("Needs a shell with ulimit.");
        var folder = Path.Combine(Root, "run");
        Succeed(AgentProcess.Run([.. Small, "--steps", "40", "--out", folder]));
        var checkpoint = File.ReadAllBytes(Path.Combine(folder, "last.checkpoint"));

        // Files of at most 8192 blocks of 512 bytes (1 KB in some shells): a checkpoint is longer, as if the disk were full. The runtime's
        // own files in memory would be too, but for the second setting.
        var result = AgentProcess.RunInShell("trap '' XFSZ; ulimit -f 8192; export DOTNET_EnableWriteXorExecute=0", "", "resume", folder, "--steps", "400", "--checkpoint-every", "0.001");
        Assert.That(result.ErrorLine, Does.StartWith("error: The checkpoint could not be written: ").And.Contain("The checkpoint of step 40 is kept; to go on from it: "));
        Assert.That(result.ErrorLine, Does.Not.Contain('\n'));
        Assert.That(result.ExitCode, Is.EqualTo(ExitCode.Failure));
        Assert.That(File.ReadAllBytes(Path.Combine(folder, "last.checkpoint")), Is.EqualTo(checkpoint), "the old checkpoint is as it was");
        Assert.That(Directory.GetFiles(folder, ".*.tmp"), Is.Empty, "no temporary file is left");
        Succeed(AgentProcess.RunLine(Regex.Match(result.ErrorLine, "to go on from it: (.*)").Groups[1].Value + " --steps 80"));
    }

    private static AgentProcess Succeed(AgentProcess result)
    {
        Assert.That(result.ExitCode, Is.EqualTo(ExitCode.Success), result.Error);
        return result;
    }

    private static void WaitUntil(Func<bool> condition, Process process)
    {
        var patience = Stopwatch.StartNew();
        while (!condition())
        {
            if (process.HasExited || patience.Elapsed > TimeSpan.FromMinutes(2))
                Assert.Fail($"The program ended or hung before it got there: {process.StandardError.ReadToEnd()}");
            Thread.Sleep(20);
        }
    }

    private static float[] Parameters(string folder)
    {
        var network = TrainingPresets.Fast.ToNetwork(actions: 6);
        var parameters = new float[network.BufferLength];
        Weights.Load(Path.Combine(folder, "last.safetensors"), network, parameters);
        return parameters;
    }
}
