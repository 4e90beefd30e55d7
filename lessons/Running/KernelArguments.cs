using System.Reflection;
using System.Runtime.InteropServices;
using DqnGpu.PtxMachine;
using ILGPU;
using ILGPU.Runtime;

namespace DqnGpu.Lessons.Running;

/// <summary>A kernel's struct of arguments as its PTX text reads it: fields in their order, each aligned; a view is an address and a length.</summary>
internal sealed class KernelArguments
{
    private readonly List<byte> bytes = [];
    private readonly List<MemoryRegion> regions = [];

    private KernelArguments()
    {
    }

    /// <summary>The bytes of the arguments.</summary>
    public byte[] Bytes => [.. bytes];

    /// <summary>What the views among them allow the kernel to touch, by the names of their fields. Views that overlap are one region.</summary>
    public MachineMemory Memory
    {
        get
        {
            var merged = new List<MemoryRegion>();
            foreach (var region in regions.OrderBy(region => region.Begin))
            {
                if (merged is [.., var before] && region.Begin < before.End)
                    merged[^1] = before with { Bytes = Math.Max(before.End, region.End) - before.Begin };
                else
                    merged.Add(region);
            }
            return new(merged);
        }
    }

    public static KernelArguments Of<TArguments>(in TArguments arguments) where TArguments : struct
    {
        var written = new KernelArguments();
        written.Write(arguments, "");
        return written;
    }

    // The size of what a struct is aligned to: its largest field.
    private static int Alignment(Type type) =>
        IsView(type) ? 8 : type.IsPrimitive ? Marshal.SizeOf(type) : Fields(type).Select(field => Alignment(field.FieldType)).DefaultIfEmpty(1).Max();

    private static bool IsView(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ArrayView<>);

    private static IEnumerable<FieldInfo> Fields(Type type) =>
        type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).OrderBy(field => field.MetadataToken);

    private void Write(object value, string name)
    {
        var type = value.GetType();
        Align(Alignment(type));
        if (IsView(type))
        {
            typeof(KernelArguments).GetMethod(nameof(WriteView), BindingFlags.Instance | BindingFlags.NonPublic)!
                .MakeGenericMethod(type.GetGenericArguments()).Invoke(this, [value, name]);
            return;
        }
        switch (value)
        {
            case int number: bytes.AddRange(BitConverter.GetBytes(number)); break;
            case uint number: bytes.AddRange(BitConverter.GetBytes(number)); break;
            case float number: bytes.AddRange(BitConverter.GetBytes(number)); break;
            case long number: bytes.AddRange(BitConverter.GetBytes(number)); break;
            case byte number: bytes.Add(number); break;
            default:
                if (type.IsPrimitive)
                    throw new NotSupportedException($"The argument {name} is a {type.Name}; kernels of the lessons take views, int, uint, long, float and byte.");
                foreach (var field in Fields(type))
                    Write(field.GetValue(value)!, field.Name.TrimStart('<').Split('>')[0]);
                Align(Alignment(type));
                break;
        }
    }

    private void WriteView<T>(ArrayView<T> view, string name) where T : unmanaged
    {
        var address = (ulong)view.LoadEffectiveAddressAsPtr();
        bytes.AddRange(BitConverter.GetBytes(address));
        bytes.AddRange(BitConverter.GetBytes(view.Length));
        if (view.Length > 0)
            regions.Add(new(address, (ulong)view.LengthInBytes, name, Marshal.SizeOf<T>()));
    }

    private void Align(int alignment)
    {
        while (bytes.Count % alignment != 0)
            bytes.Add(0);
    }
}
