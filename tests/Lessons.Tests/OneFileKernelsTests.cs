using DqnGpu.Lessons.OneFile;
using DqnGpu.Lessons.Running;
using NaiveKernels = DqnGpu.Lessons.OneFile.Kernels;

namespace DqnGpu.Lessons.Tests;

/// <summary>The instructions that a GPU would get, executed in software, against ILGPU's CPU accelerator, which runs the C# itself.</summary>
public class OneFileKernelsTests
{
    [Test]
    public void AGpuComputesTheSame()
    {
        using var gpu = new Gpu("ilgpu-cpu");
        using var memory = new LessonMemory();
        var random = new Random(3);
        var convolution = NewLayer(x: new(2, 13, 18, 3), w: new(8, 8, 3, 5), y: new(2, 2, 3, 5), stride: 4);
        Compare(NaiveKernels.ConvForward, convolution.Y, convolution);
        Compare(NaiveKernels.ReluBackward, convolution.DY, convolution);
        Compare(NaiveKernels.ReluForward, convolution.Y, convolution);
        Compare(NaiveKernels.ConvBackwardWeights, convolution.DW, convolution);
        Compare(NaiveKernels.ConvBackwardInput, convolution.DX, convolution);
        Compare(NaiveKernels.BackwardBias, convolution.DB, convolution);
        var linear = NewLayer(x: new(3, 1, 1, 70), w: new(4, 1, 1, 70), y: new(3, 1, 1, 4), stride: 0);
        Compare(NaiveKernels.LinearForward, linear.Y, linear);
        Compare(NaiveKernels.LinearBackwardWeights, linear.DW, linear);
        Compare(NaiveKernels.LinearBackwardInput, linear.DX, linear);
        var bytes = memory.Allocate<byte>(convolution.X.Length);
        random.NextBytes(LessonMemory.Span(bytes));
        Compare(NaiveKernels.Scale, convolution.X, new Frames { Bytes = bytes, X = convolution.X });
        Compare(NaiveKernels.TdLoss, linear.DY, new Loss
        {
            Q = linear.Y,
            DQ = linear.DY,
            NextQ = NewTensor(new(3, 1, 1, 4)),
            Actions = memory.Allocate([2, 0, 3]),
            Rewards = memory.Allocate([1f, 0, -1]),
            Discounts = memory.Allocate([0.9f, 0, 0.9f]),
            Errors = memory.Allocate<float>(3),
        });
        var (m, v) = (NewTensor(new(4, 1, 1, 70)), NewTensor(new(4, 1, 1, 70)));
        foreach (ref var number in LessonMemory.Span(v.Numbers))
            number *= number;
        Compare(NaiveKernels.Adam, linear.W, new Step { W = linear.W, DW = linear.DW, M = m, V = v, Rate = 1e-3f, C1 = 0.1f, C2 = 0.001f }, m, v);

        Layer NewLayer(Shape x, Shape w, Shape y, int stride) => new()
        {
            X = NewTensor(x),
            W = NewTensor(w),
            B = NewTensor(new(1, 1, 1, y.D3)),
            Y = NewTensor(y),
            Stride = stride,
            DX = NewTensor(x),
            DW = NewTensor(w),
            DB = NewTensor(new(1, 1, 1, y.D3)),
            DY = NewTensor(y),
        };

        Tensor NewTensor(Shape shape)
        {
            var numbers = new float[shape.D0 * shape.D1 * shape.D2 * shape.D3];
            foreach (ref var number in numbers.AsSpan())
                number = random.NextSingle() - 0.5f;
            return new(memory.Allocate(numbers), shape);
        }

        // The first of what a kernel writes has as many elements as it needs threads.
        void Compare<T>(Action<T> kernel, Tensor result, T arguments, params Tensor[] otherResults) where T : struct
        {
            Tensor[] results = [result, .. otherResults];
            var before = Numbers();
            SoftwareMachine.Launch(kernel, new((result.Length + 63) / 64), new(64), arguments);
            var ofGpu = Numbers();
            foreach (var (tensor, numbers) in results.Zip(before))
                numbers.CopyTo(LessonMemory.Span(tensor.Numbers));
            gpu.Launch(kernel, result.Length, arguments);
            gpu.Accelerator.Synchronize();
            foreach (var (actual, expected) in Numbers().Zip(ofGpu))
                Assert.That(actual, Is.EqualTo(expected).Within(1e-5), kernel.Method.Name);
            Assert.That(ofGpu, Is.Not.EqualTo(before), kernel.Method.Name);

            float[][] Numbers() => [.. results.Select(tensor => LessonMemory.Span(tensor.Numbers).ToArray())];
        }
    }
}
