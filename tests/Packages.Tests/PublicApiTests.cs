using System.Reflection;
using PublicApiGenerator;

namespace DqnGpu.Packages.Tests;

/// <summary>What a package offers is written down beside its project, so that a review sees what is added and what breaks.</summary>
public sealed class PublicApiTests
{
    private const string Update = "DQNGPU_UPDATE_PUBLIC_API";

    [TestCase("DqnGpu.Kernels")]
    [TestCase("DqnGpu.Nn")]
    [TestCase("DqnGpu.Ale")]
    [TestCase("DqnGpu.Agent")]
    public void WhatAPackageOffersIsWrittenDown(string package)
    {
        var file = Path.Combine(Repository.Root, "src", Repository.Libraries[package], "PublicApi.txt");
        var api = Assembly.Load(package).GeneratePublicApi(new() { IncludeAssemblyAttributes = false }).ReplaceLineEndings("\n") + "\n";
        if (Environment.GetEnvironmentVariable(Update) is "1")
            File.WriteAllText(file, api);
        var (written, offered) = (Lines(File.ReadAllText(file)), Lines(api));
        Assert.That(
            (written.Except(offered).Select(line => $"- {line}"), offered.Except(written).Select(line => $"+ {line}")), Is.EqualTo((Array.Empty<string>(), Array.Empty<string>())),
            $"{file} says otherwise. If that is meant, write it anew and have it reviewed: {Update}=1 dotnet test tests/Packages.Tests --filter PublicApi");
        Assert.That(offered, Is.EqualTo(written));
    }

    private static string[] Lines(string text) => text.ReplaceLineEndings("\n").Split('\n');
}
