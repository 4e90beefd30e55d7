using NUnit.Framework;

namespace DqnGpu.Ale.Tests.Vector;

internal class WorkerPoolTests
{
    [Test]
    public void EveryRoundDoesEveryIndexOnce([Values(1, 2, 5)] int threads, [Values(1, 3, 16)] int most, [Values] bool asynchronous)
    {
        const int rounds = 1000;
        var done = new int[most];
        var expected = new int[most];
        using var pool = new WorkerPool(threads);
        WorkRound round = pool.CreateRound(index => Interlocked.Increment(ref done[index]));
        for (int i = 1; i <= rounds; i++)
        {
            int count = i % (most + 1);
            if (asynchronous)
            {
                round.Begin(count);
                round.End();
            }
            else
            {
                round.Run(count);
            }
            for (int index = 0; index < count; index++)
                expected[index]++;
            Assert.That(done.AsSpan().SequenceEqual(expected), $"after {i} rounds");
        }
    }

    [Test]
    public void RoundsRunBesideEachOther([Values(1, 2, 5)] int threads)
    {
        var (longDone, shortDone) = (0, 0);
        using var pool = new WorkerPool(threads);
        WorkRound longRound = pool.CreateRound(_ =>
        {
            Thread.SpinWait(100);
            Interlocked.Increment(ref longDone);
        });
        WorkRound shortRound = pool.CreateRound(_ => Interlocked.Increment(ref shortDone));
        for (int i = 1; i <= 200; i++)
        {
            longRound.Begin(64);
            for (int j = 0; j < 5; j++)
                shortRound.Run(3);
            Assert.That(shortDone, Is.EqualTo(15 * i));
            longRound.End();
            Assert.That(longDone, Is.EqualTo(64 * i));
        }
    }

    [Test]
    public void ALaterCreatedRoundPassesBefore()
    {
        using var pool = new WorkerPool(threads: 1);
        using var go = new ManualResetEventSlim();
        using var all = new CountdownEvent(4);
        var order = new System.Collections.Concurrent.ConcurrentQueue<string>();
        WorkRound first = pool.CreateRound(index =>
        {
            if (index == 0)
                go.Wait();
            order.Enqueue($"first {index}");
            all.Signal();
        });
        WorkRound second = pool.CreateRound(index =>
        {
            order.Enqueue($"second {index}");
            all.Signal();
        });
        first.Begin(2);
        // The only worker is in the first index by then, or takes the second round's before.
        second.Begin(2);
        go.Set();
        Assert.That(all.Wait(TimeSpan.FromSeconds(30)));
        first.End();
        second.End();
        Assert.That(order.Last(), Is.EqualTo("first 1"));
    }

    [Test]
    public void WorkersWorkWhileTheCallerDoesNot()
    {
        using var twoDone = new CountdownEvent(2);
        using var pool = new WorkerPool(threads: 2);
        WorkRound round = pool.CreateRound(_ => twoDone.Signal());
        round.Begin(2);
        Assert.That(twoDone.Wait(TimeSpan.FromSeconds(30)), "the worker did both without End");
        round.End();
    }

    [Test]
    public void IdleWorkersUseNoProcessorTime()
    {
        using var pool = new WorkerPool(threads: 4);
        pool.CreateRound(_ => { }).Run(4);
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        // The runtime compiles in the background now and then; a spinning worker would use every window whole.
        double least = double.MaxValue;
        for (int window = 0; window < 10 && least > 20; window++)
        {
            process.Refresh();
            TimeSpan before = process.TotalProcessorTime;
            Thread.Sleep(100);
            process.Refresh();
            least = Math.Min(least, (process.TotalProcessorTime - before).TotalMilliseconds);
        }
        Assert.That(least, Is.LessThan(50), "ms of processor time in 100 ms");
    }

    [Test]
    public void AFailedIndexDoesNotKeepTheOthersFromBeingDone()
    {
        var done = new int[6];
        using var pool = new WorkerPool(3);
        WorkRound round = pool.CreateRound(index =>
        {
            done[index]++;
            if (index == 2)
                throw new TimeoutException("index 2");
        });
        for (int i = 1; i <= 20; i++)
        {
            Assert.That(() => round.Run(done.Length), Throws.TypeOf<TimeoutException>());
            Assert.That(done, Is.All.EqualTo(i));
        }
    }
}
