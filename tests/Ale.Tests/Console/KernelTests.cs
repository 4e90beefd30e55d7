using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ILGPU;
using ILGPU.Backends.EntryPoints;
using ILGPU.Backends.PTX;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;
using ILGPU.Runtime.Cuda;
using NUnit.Framework;

namespace DqnGpu.Ale.Tests;

/// <summary>The console's source is also a GPU kernel: it compiles to PTX, and as a kernel it does what it does in plain C#.</summary>
[NonParallelizable]
public class KernelTests
{
    private const int RamSize = NativeConsoleMemory.RamSize;
    private const int Blocks = 2 * Tia.BlocksPerScreen;

    /// <summary>Thread i steps console i once. All play the same cartridge.</summary>
    /// <param name="states">[N] machines.</param>
    /// <param name="rom">The cartridge.</param>
    /// <param name="ram">[N, 256] bytes.</param>
    /// <param name="pixels">[N, 2, 300, 20] blocks of 8 pixels.</param>
    private static void Step<TBanks>(ArrayView<ConsoleState> states, ArrayView<byte> rom, ArrayView<byte> ram, ArrayView<ulong> pixels)
        where TBanks : struct, IBankSwitching
    {
        var console = Grid.GlobalIndex.X;
        var memory = new ViewMemory(rom, ram.SubView(console * RamSize, RamSize), pixels.SubView(console * Blocks, Blocks));
        ConsoleStep.Update<TBanks, ViewMemory>(ref states[console], memory);
    }

    [TestCase(typeof(Rom4K))]
    [TestCase(typeof(Dpc))]
    public void TheWholeStepCompilesToPtxWithoutLocalArrays(Type banks)
    {
        using var context = Context.Create(builder => { });
        using var backend = new PTXBackend(context, CudaArchitecture.SM_80, CudaInstructionSet.ISA_80, null!);
        var kernel = typeof(KernelTests).GetMethod(nameof(Step), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(banks);

        var compiled = (PTXCompiledKernel)backend.Compile(EntryPointDescription.FromExplicitlyGroupedKernel(kernel), default);

        Assert.That(compiled.PTXAssembly, Does.Contain(".visible .entry").And.Not.Contain(".local .align"));
    }

    [Test]
    public void AsAKernelItDoesWhatItDoesInPlainCode()
    {
        const int frames = 240;
        var cartridge = BundledCartridges.Find("pong")!;
        var console = new AtariConsole(cartridge, Games.Find("pong").Console);
        console.Update(ConsoleInput.Idle);
        var state = new byte[console.StateSize];
        console.SaveState(state);
        var saved = state.AsSpan(StateHeader.Size);
        var stateSize = Unsafe.SizeOf<ConsoleState>();

        using var context = Context.Create(builder => builder.CPU(new CPUDevice(2, 1, 1)));
        using var accelerator = context.CreateCPUAccelerator(0, CPUAcceleratorMode.Sequential);
        using var states = accelerator.Allocate1D([MemoryMarshal.Read<ConsoleState>(saved)]);
        using var rom = accelerator.Allocate1D(cartridge.PinnedImage);
        using var ram = accelerator.Allocate1D(saved.Slice(stateSize, RamSize).ToArray());
        using var pixels = accelerator.Allocate1D(MemoryMarshal.Cast<byte, ulong>(saved[(stateSize + RamSize)..])[..Blocks].ToArray());
        var step = accelerator.LoadKernel<ArrayView<ConsoleState>, ArrayView<byte>, ArrayView<byte>, ArrayView<ulong>>(Step<Rom4K>);

        for (var frame = 0; frame < frames; frame++)
        {
            console.Update(ConsoleInput.Idle);
            step(accelerator.DefaultStream, new KernelConfig(1, 1), states.View, rom.View, ram.View, pixels.View);
            accelerator.Synchronize();

            var screen = MemoryMarshal.AsBytes(pixels.GetAsArray1D().AsSpan(states.GetAsArray1D()[0].CurrentScreen * Tia.BlocksPerScreen));
            Assert.That(ram.GetAsArray1D().AsSpan(0, 128).SequenceEqual(console.Ram), $"RAM after frame {frame}");
            Assert.That(screen[..console.Screen.Length].SequenceEqual(console.Screen), $"screen after frame {frame}");
        }
    }

    /// <summary>A console's bytes in a GPU's memory.</summary>
    private readonly struct ViewMemory(ArrayView<byte> rom, ArrayView<byte> ram, ArrayView<ulong> pixels) : IConsoleMemory
    {
        private readonly ArrayView<byte> _rom = rom;
        private readonly ArrayView<byte> _ram = ram;
        private readonly ArrayView<ulong> _pixels = pixels;

        public int Rom(int offset) => _rom[offset];

        public int RomWord(int offset) => _rom[offset] | _rom[offset + 1] << 8;

        public int Ram(int offset) => _ram[offset];

        public void SetRam(int offset, int value) => _ram[offset] = (byte)value;

        public ulong Pixels(int block) => _pixels[block];

        public void SetPixels(int block, ulong pixels) => _pixels[block] = pixels;

        public void FillPixels(int block, int count, ulong pixels)
        {
            for (var i = 0; i < count; i++)
                _pixels[block + i] = pixels;
        }

        public void CopyRowAbove(int block)
        {
            for (var i = 0; i < 20; i++)
                _pixels[block + i] = _pixels[block + i - 20];
        }

        public void CoverRow(ref ConsoleState s, int left, int right) => RowPixels.CoverByWords(ref s, left, right);

        public void CoverWithBackground(ref ConsoleState s, int left, int right) => RowPixels.CoverWithBackgroundByWords(ref s, left, right);

        public void PlaceOnLine(ref LineMask mask, ulong low, ulong high, int position) => Tia.PlaceOnLine(ref mask, low, high, position);

        public void CoverPlayfield(ref LineMask mask, ulong cells) => Tia.PlayfieldMask(ref mask, cells);

        public void PaintRow(ref ConsoleState s, int left, int right, uint colours) => RowPixels.PaintByWords(ref s, this, left, right, colours);
    }
}
