using NUnit.Framework;

namespace DqnGpu.Ale.Tests;

/// <summary>A console whose frames are painted only when somebody looks shows what one shows that always paints.</summary>
[Parallelizable(ParallelScope.Children)]
public class PaintLaterTests
{
    private const int Frames = 150;

    private static readonly string Folder = Path.Combine(TestContext.CurrentContext.TestDirectory, "Console", "OneFeature");

    private static IEnumerable<string> Names() =>
        Directory.GetFiles(Folder, "*.bin").Select(path => Path.GetFileNameWithoutExtension(path)).Append("pong").Append("breakout").Order();

    [Test]
    public void WhoeverLooksSeesTheSame([ValueSource(nameof(Names))] string name, [Values(1, 2)] int seed)
    {
        var (always, later) = (Console(name), Console(name));
        var random = new Random(seed);
        for (var frame = 0; frame < Frames; frame++)
        {
            var input = RandomInput.Next(random);
            // Frames that are painted, among them two in a row, and more that are not than are remembered.
            later.PaintsLater = frame % 70 > 40 || random.Next(3) != 0;
            always.Update(in input);
            later.Update(in input);
            Assert.That(later.Ram.SequenceEqual(always.Ram), $"RAM after frame {frame}");
            Assert.That(later.ProgramCounter, Is.EqualTo(always.ProgramCounter), $"frame {frame}");
            switch (frame % 70 > 40 ? 9 : random.Next(12))
            {
                case 0:
                    Assert.That(later.Screen.SequenceEqual(always.Screen), $"screen after frame {frame}");
                    break;
                case 1:
                    Assert.That(later.PreviousScreen.SequenceEqual(always.PreviousScreen), $"previous screen after frame {frame}");
                    break;
                case 2:
                    foreach (var console in (AtariConsole[])[always, later])
                        console.WriteRam(frame % 128, (byte)frame);
                    break;
                case 3:
                    Assert.That(State(later), Is.EqualTo(State(always)), $"state after frame {frame}");
                    break;
                case 4 when frame % 7 == 0:
                    always.SystemReset();
                    later.SystemReset();
                    break;
                case 5 when frame % 7 == 0:
                    later.LoadState(State(always));
                    break;
            }
        }
        Assert.That(later.Screen.SequenceEqual(always.Screen), "the last screen");
        Assert.That(State(later), Is.EqualTo(State(always)), "the last state");
    }

    private static byte[] State(AtariConsole console)
    {
        var state = new byte[console.StateSize];
        console.SaveState(state);
        return state;
    }

    private static AtariConsole Console(string name)
    {
        if (BundledCartridges.Find(name) is { } bundled)
            return new AtariConsole(bundled, Games.Find(name).Console);
        return new AtariConsole(Cartridge.Load(Path.Combine(Folder, name + ".bin")), new ConsoleSettings());
    }
}
