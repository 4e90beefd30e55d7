using DqnGpu.Ale;

namespace DqnGpu.Benchmarks.Ale;

/// <summary>The cartridges that the benchmarks play: the user's where one is found, else the bundled ones. The log tells which.</summary>
internal static class BenchmarkGame
{
    private static readonly Dictionary<string, RomChoice> Found = [];

    /// <summary>The cartridge of a game; told once.</summary>
    public static RomChoice Find(string name)
    {
        if (!Found.TryGetValue(name, out RomChoice? choice))
        {
            Found[name] = choice = new RomLibrary().Find(name);
            Console.Error.WriteLine($"# {choice}");
        }
        return choice;
    }
}

/// <summary>Actions that look random and are the same in every run.</summary>
internal struct ActionSequence(int count)
{
    private ulong _state = 1;

    /// <summary>The next action, 0..count-1.</summary>
    public int Next()
    {
        _state = _state * 6364136223846793005 + 1442695040888963407;
        return (int)((_state >> 33) % (ulong)count);
    }
}
