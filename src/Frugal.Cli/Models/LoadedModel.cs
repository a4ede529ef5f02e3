using Frugal.Coding;
using Frugal.Compression;
using Frugal.Cli.Errors;
using Frugal.Graphs;
using Frugal.Graphs.Onnx;

namespace Frugal.Cli.Models;

/// <summary>A network from a file.</summary>
/// <param name="Path">The file.</param>
/// <param name="Network">The network; weights of a .frugal file are expressions.</param>
/// <param name="FileBytes">The size of the file.</param>
/// <param name="IsFrugal">Whether it is a .frugal file.</param>
internal sealed record LoadedModel(string Path, Network Network, long FileBytes, bool IsFrugal)
{
    /// <summary>The file's name without its extension.</summary>
    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);

    /// <summary>The network as plain ONNX has it: weight expressions computed.</summary>
    public Network Plain() => IsFrugal ? FoldedNetwork.Of(Network) : Network;

    /// <summary>Reads a .onnx or .frugal file; which one it is is told by its first bytes.</summary>
    /// <exception cref="BadInputException">There is no such file.</exception>
    /// <exception cref="InvalidModelException">It is damaged.</exception>
    public static LoadedModel Open(string path, long? maximumMemory = null)
    {
        if (Directory.Exists(path)) throw new BadInputException($"'{path}' is a folder; name a .onnx or .frugal file.");
        if (!File.Exists(path)) throw new BadInputException($"There is no model '{path}'. Check the path.");
        ReadLimits limits = maximumMemory is { } most ? ReadLimits.Default with { MaximumTensorBytes = most } : ReadLimits.Default;
        bool frugal = BeginsAsFrugal(path);
        Network network = frugal ? FrugalFile.Read(path, limits) : OnnxFile.Read(path, limits);
        return new LoadedModel(path, network, new FileInfo(path).Length, frugal);
    }

    private static bool BeginsAsFrugal(string path)
    {
        Span<byte> start = stackalloc byte[4];
        using FileStream file = File.OpenRead(path);
        return FrugalFile.IsFrugalFile(start[..file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)]);
    }
}
