using System.Runtime.InteropServices;
using ILGPU;
using ILGPU.Runtime;

namespace DqnGpu.Lessons.Ladder;

/// <summary>NVIDIA's own matrix product, to compare with, where its library is installed beside a CUDA GPU.</summary>
internal static unsafe partial class CuBlas
{
    private const string Library = "cublas";
    private const int NotTransposed = 0;

    private static readonly Lazy<nint> Handle = new(Open);

    static CuBlas() => NativeLibrary.SetDllImportResolver(typeof(CuBlas).Assembly, (name, _, _) => name == Library ? Find() : 0);

    /// <summary>What multiplies the matrices and waits for the result; null where there is no library.</summary>
    public static Action? Product(MatrixProduct p)
    {
        if (p.C.GetAccelerator() is not { AcceleratorType: AcceleratorType.Cuda } accelerator)
            return null;
        accelerator.Bind();
        return Handle.Value == 0 ? null : () =>
        {
            var (one, zero) = (1f, 0f);
            // It knows columns where these matrices have rows: so it multiplies their transposes, the other way round.
            var status = Sgemm(Handle.Value, NotTransposed, NotTransposed, p.N, p.M, p.K, &one, p.B.LoadEffectiveAddressAsPtr(), p.N,
                p.A.LoadEffectiveAddressAsPtr(), p.K, &zero, p.C.LoadEffectiveAddressAsPtr(), p.N);
            if (status != 0)
                throw new InvalidOperationException($"cublasSgemm failed with code {status}.");
            accelerator.Synchronize();
        };
    }

    private static nint Open() => Find() != 0 && Create(out var handle) == 0 ? handle : 0;

    private static nint Find()
    {
        string[] names = ["libcublas.so.13", "libcublas.so.12", "libcublas.so.11", "cublas64_13.dll", "cublas64_12.dll", "cublas64_11.dll"];
        return names.Select(name => NativeLibrary.TryLoad(name, out var library) ? library : 0).FirstOrDefault(library => library != 0);
    }

    [LibraryImport(Library, EntryPoint = "cublasCreate_v2")]
    private static partial int Create(out nint handle);

    [LibraryImport(Library, EntryPoint = "cublasSgemm_v2")]
    private static partial int Sgemm(nint handle, int transposeA, int transposeB, int m, int n, int k, float* alpha, nint a, int lda, nint b, int ldb, float* beta, nint c, int ldc);
}
