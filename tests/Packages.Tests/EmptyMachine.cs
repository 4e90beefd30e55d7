using System.Diagnostics;

namespace DqnGpu.Packages.Tests;

/// <summary>A folder with nothing in it but a feed of the packages, and the .NET SDK as it finds that: no package of ours was ever restored there.</summary>
internal sealed class EmptyMachine : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>Packs everything, under a version that no feed has.</summary>
    public EmptyMachine()
    {
        Version = $"1.0.0-test.{DateTime.UtcNow.Ticks}";
        Directory.CreateDirectory(Feed);
        // Other people's packages need no second download: they are taken from where this machine keeps them, or from its feeds.
        var known = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        File.WriteAllText(Path.Combine(Root, "nuget.config"), $"""
            <configuration>
              <packageSources><add key="packed" value="{Feed}" /></packageSources>
              <fallbackPackageFolders><add key="known" value="{known}" /></fallbackPackageFolders>
            </configuration>
            """);
        Succeed(Repository.Root, "dotnet", "pack", "DqnGpu.sln", "-c", Configuration, "--no-build", "-v", "q", "-o", Feed, $"-p:PackageVersion={Version}");
    }

    /// <summary>Its folder.</summary>
    public string Root { get; } = Directory.CreateTempSubdirectory("dqngpu-packages").FullName;

    /// <summary>Where the packages lie.</summary>
    public string Feed => Path.Combine(Root, "feed");

    /// <summary>Where the tool is installed.</summary>
    public string Tools => Path.Combine(Root, "tools");

    /// <summary>The packages' version.</summary>
    public string Version { get; }

    private static string Configuration => new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    /// <summary>Makes a console program that uses packages.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="program">Its only source.</param>
    /// <param name="properties">Lines for its project.</param>
    /// <param name="packages">Packages of ours.</param>
    /// <returns>Its folder.</returns>
    public string NewProgram(string name, string program, string properties, params string[] packages)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Root, name)).FullName;
        File.WriteAllText(Path.Combine(folder, $"{name}.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                {properties}
              </PropertyGroup>
              <ItemGroup>
                {string.Join("\n    ", packages.Select(package => $"<PackageReference Include=\"{package}\" Version=\"{Version}\" />"))}
              </ItemGroup>
            </Project>
            """);
        File.WriteAllText(Path.Combine(folder, "Program.cs"), program);
        return folder;
    }

    /// <summary>Runs a command that ends well.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="command">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <returns>What it printed.</returns>
    public string Succeed(string folder, string command, params string[] arguments)
    {
        var start = new ProcessStartInfo(command, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["NUGET_PACKAGES"] = Path.Combine(Root, "packages");
        start.Environment["PATH"] = Tools + Path.PathSeparator + start.Environment["PATH"];
        start.Environment.Remove("DQNGPU_ROMS");
        // What `dotnet test` tells its children of the build that it is.
        start.Environment.Remove("MSBUILD_EXE_PATH");
        start.Environment.Remove("MSBuildSDKsPath");
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{command} {string.Join(' ', arguments)} has not ended after {Patience}: {output.Result}{errors.Result}");
        }
        Assert.That(process.ExitCode, Is.Zero, $"{command} {string.Join(' ', arguments)}: {output.Result}{errors.Result}");
        return output.Result;
    }

    /// <summary>Nothing stays.</summary>
    public void Dispose() => Directory.Delete(Root, recursive: true);
}
