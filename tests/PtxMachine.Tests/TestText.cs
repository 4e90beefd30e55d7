namespace DqnGpu.PtxMachine.Tests;

/// <summary>Texts of small kernels.</summary>
internal static class TestText
{
    /// <summary>Instructions in one line each.</summary>
    public static string Lines(string instructions) => instructions.Replace(":", ":\n").Replace(";", ";\n");

    /// <summary>A kernel of instructions that one thread executes.</summary>
    public static string OneThread(params string[] instructions) => Kernel(Lines(string.Concat(instructions)));

    /// <summary>
    /// A kernel whose %rd1 is its one argument, an address. Its <paramref name="body"/> begins in line 18 if there are no further declarations.
    /// </summary>
    public static string Kernel(string body, int sharedBytes = 4, string declarations = "") => $$"""
        .version 8.8
        .target sm_80
        .address_size 64
        .visible .entry Test(
        .param .align 8 .b8 arguments[8]
        )
        .maxntid 256, 1, 1
        {
        {{declarations}}.shared .align 16 .b8 shared[{{sharedBytes}}];
        .reg .pred %p<4>;
        .reg .b16 %rs<4>;
        .reg .b32 %r<10>;
        .reg .b64 %rd<5>;
        .reg .f32 %f<10>;

        ld.param.b64 %rd4, [arguments];
        cvta.to.global.u64 %rd1, %rd4;
        {{body}}
        ret;
        }
        """;
}
