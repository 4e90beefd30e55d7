using NUnit.Framework;

namespace DqnGpu.Ale.Tests.Preprocessing;

internal class FrameStackTests
{
    [TestCase(StackStart.RepeatFirstFrame, "1111 1112 1123 1234 2345")]
    [TestCase(StackStart.Zeros, "0001 0012 0123 1234 2345")]
    public void HoldsTheLastFramesOldestFirst(StackStart start, string expected)
    {
        var stack = new FrameStack(4, start);
        // What an earlier episode left behind must not show.
        for (byte value = 90; value < 97; value++)
            stack.Push(Plain(value));

        var seen = new List<string>();
        for (byte value = 1; value <= 5; value++)
        {
            if (value == 1)
                stack.Reset(Plain(value));
            else
                stack.Push(Plain(value));
            seen.Add(Read(stack));
        }
        Assert.That(string.Join(' ', seen), Is.EqualTo(expected));
    }

    [Test]
    public void AnObservationWrittenInPlaceIsAPushedOne([Values] StackStart start)
    {
        FrameStack pushed = new(4, start, frameSize: 3), written = new(4, start, frameSize: 3);
        byte[] expected = new byte[12], actual = new byte[12];
        for (byte value = 1; value < 12; value++)
        {
            byte[] frame = [value, (byte)(2 * value), (byte)(3 * value)];
            frame.CopyTo(written.Advance());
            if (value % 6 == 1)
            {
                pushed.Reset(frame);
                written.Begin();
            }
            else
            {
                pushed.Push(frame);
            }
            pushed.CopyTo(expected);
            written.CopyTo(actual);
            Assert.That(actual, Is.EqualTo(expected));
            Assert.That(actual[9..], Is.EqualTo(frame));
        }
    }

    [TestCase(-1)]
    [TestCase(4)]
    public void APlaceOutsideTheStackIsRefused(int oldest)
    {
        var stack = new FrameStack(4, StackStart.Zeros);
        var saved = new byte[sizeof(int) + stack.Size];
        var writer = new StateWriter(saved);
        writer.Write(oldest);
        Assert.That(() => Load(stack, saved), Throws.TypeOf<InvalidDataException>().With.Message.Contains($"place {oldest}"));
        Assert.That(Read(stack), Is.EqualTo("0000"), "the stack is unchanged");

        static void Load(FrameStack stack, byte[] saved)
        {
            var reader = new StateReader(saved);
            stack.Load(ref reader);
        }
    }

    private static byte[] Plain(byte value)
    {
        var frame = new byte[PreprocessedEnvironment.FrameSize];
        frame.AsSpan().Fill(value);
        return frame;
    }

    // One digit per frame; a frame must be of one value throughout.
    private static string Read(FrameStack stack)
    {
        var bytes = new byte[stack.Size];
        stack.CopyTo(bytes);
        return string.Concat(bytes.Chunk(PreprocessedEnvironment.FrameSize).Select(frame => frame.Distinct().Single()));
    }
}
