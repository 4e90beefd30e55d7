using NUnit.Framework;

namespace DqnGpu.Ale.Tests.Vector;

internal class WorkerPoolTests
{
    [Test]
    public void EveryRoundDoesEveryIndexOnce([Values(1, 2, 5)] int threads, [Values(1, 3, 16)] int count, [Values] bool asynchronous)
    {
        const int rounds = 1000;
        var done = new int[count];
        using var pool = new WorkerPool(threads, count, index => Interlocked.Increment(ref done[index]));
        for (int round = 1; round <= rounds; round++)
        {
            if (asynchronous)
            {
                pool.Begin();
                pool.End();
            }
            else
            {
                pool.Run();
            }
            for (int index = 0; index < count; index++)
            {
                if (done[index] != round)
                    Assert.Fail($"Index {index} was done {done[index]} times in {round} rounds.");
            }
        }
    }

    [Test]
    public void WorkersWorkWhileTheCallerDoesNot()
    {
        using var twoDone = new CountdownEvent(2);
        using var pool = new WorkerPool(threads: 2, count: 2, _ => twoDone.Signal());
        pool.Begin();
        Assert.That(twoDone.Wait(TimeSpan.FromSeconds(30)), "the worker did both without End");
        pool.End();
    }

    [Test]
    public void IdleWorkersUseNoProcessorTime()
    {
        using var pool = new WorkerPool(threads: 4, count: 4, _ => { });
        pool.Run();
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
        using var pool = new WorkerPool(3, done.Length, index =>
        {
            done[index]++;
            if (index == 2)
                throw new TimeoutException("index 2");
        });
        for (int round = 1; round <= 20; round++)
        {
            Assert.That(pool.Run, Throws.TypeOf<TimeoutException>());
            Assert.That(done, Is.All.EqualTo(round));
        }
    }
}
