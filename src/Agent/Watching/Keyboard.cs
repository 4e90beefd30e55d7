using System.Collections.Concurrent;

namespace DqnGpu.Agent;

/// <summary>The keys pressed in the terminal, none of which is shown.</summary>
/// <remarks>They are read by a thread of their own: on a terminal that is gone, a read may never return, and asking whether there is a key says that there is.</remarks>
public sealed class Keyboard
{
    private readonly ConcurrentQueue<char> pressed = new();

    /// <summary>Reads keys from now on, where the input is a keyboard.</summary>
    public Keyboard()
    {
        if (!Console.IsInputRedirected)
            new Thread(Read) { IsBackground = true, Name = "keyboard" }.Start();
    }

    /// <summary>The next key that was pressed, as its character; null: none was. Waits for nothing.</summary>
    public char? Next() => pressed.TryDequeue(out var key) ? key : null;

    private void Read()
    {
        try
        {
            while (true)
                pressed.Enqueue(Console.ReadKey(intercept: true).KeyChar);
        }
        catch (Exception exception) when (exception is InvalidOperationException or IOException)
        {
            // There is no keyboard any more.
        }
    }
}
