using Frugal.Graphs;
using Frugal.Graphs.Onnx;
using Frugal.Tensors;

namespace Frugal.Coding;

/// <summary>
/// The <c>.frugal</c> file: "FRG", one byte of version, then parts, each with a checksum: the graph, the small tensors together, each large
/// tensor by itself. Reading restores every tensor bit for bit; operators of Frugal's own domain (look-ups, masks) stay as they are, so that
/// what is stored are the leaves of weight expressions.
/// </summary>
public static class FrugalFile
{
    /// <summary>The version of the format that is written, and the only one that is read.</summary>
    public const int Version = 1;

    private static ReadOnlySpan<byte> Magic => "FRG"u8;

    /// <summary>Whether bytes begin as such a file does.</summary>
    public static bool IsFrugalFile(ReadOnlySpan<byte> start) => start.StartsWith(Magic);

    /// <summary>Writes a network.</summary>
    /// <param name="network">The network; without state variables.</param>
    /// <param name="stream">Where to.</param>
    /// <param name="choice">How tensors are coded.</param>
    /// <returns>Where the bytes went.</returns>
    /// <exception cref="UnsupportedOperatorException">The network holds something that ONNX cannot express.</exception>
    public static SizeBreakdown Write(Network network, Stream stream, CoderChoice choice = CoderChoice.Smallest)
    {
        stream.Write(Encode(network, choice, out SizeBreakdown breakdown));
        return breakdown;
    }

    /// <summary>Writes a network to a file, which appears whole or not at all.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <inheritdoc cref="Write(Network, Stream, CoderChoice)"/>
    public static SizeBreakdown Write(Network network, string path, CoderChoice choice = CoderChoice.Smallest)
    {
        byte[] file = Encode(network, choice, out SizeBreakdown breakdown);
        AtomicFile.Write(path, stream => stream.Write(file));
        return breakdown;
    }

    /// <summary>The bytes that a network's file would have.</summary>
    /// <inheritdoc cref="Write(Network, Stream, CoderChoice)"/>
    public static long Size(Network network, CoderChoice choice = CoderChoice.Smallest) => Encode(network, choice, sizes: null).File.Length;

    /// <summary>Reads a network from a stream to its end.</summary>
    /// <param name="stream">Where from.</param>
    /// <param name="limits">What the file may ask for; checked before anything is allocated.</param>
    /// <exception cref="InvalidModelException">The file is damaged, of another version, or exceeds the limits; the message names the part.</exception>
    /// <exception cref="UnsupportedOperatorException">The graph uses a feature that Frugal does not read.</exception>
    public static Network Read(Stream stream, ReadLimits? limits = null)
    {
        limits ??= ReadLimits.Default;
        using var collected = new MemoryStream();
        byte[] chunk = new byte[1 << 16];
        for (int read; (read = stream.Read(chunk)) > 0;)
        {
            if (collected.Length + read > Math.Min(limits.MaximumFileBytes, Array.MaxLength))
                throw new InvalidModelException($"The .frugal file is larger than the {limits.MaximumFileBytes:N0} bytes that are allowed.");
            collected.Write(chunk, 0, read);
        }
        return Decode(collected.GetBuffer().AsSpan(0, (int)collected.Length), limits);
    }

    /// <summary>Reads a network from a file.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <inheritdoc cref="Read(Stream, ReadLimits?)"/>
    public static Network Read(string path, ReadLimits? limits = null)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        try
        {
            return Read(file, limits);
        }
        catch (InvalidModelException e)
        {
            throw new InvalidModelException($"'{path}' cannot be read: {e.Message}", e);
        }
    }

    private static byte[] Encode(Network network, CoderChoice choice, out SizeBreakdown breakdown)
    {
        var sizes = new List<LeafSize>();
        (byte[] file, int graphBytes, int partCount) = Encode(network, choice, sizes);
        breakdown = new SizeBreakdown(file.Length, graphBytes, FilePart.ChecksumLength * partCount, sizes);
        return file;
    }

    /// <summary>The file; what each tensor takes is found out only where a list for it is given, since it costs time.</summary>
    private static (byte[] File, int GraphBytes, int PartCount) Encode(Network network, CoderChoice choice, List<LeafSize>? sizes)
    {
        byte[] model = OnnxFile.ToBytes(network, new OnnxWriteOptions { AllowFrugalDomain = true });
        (byte[] skeleton, List<(string Name, DenseTensor Tensor)> leaves) = GraphSkeleton.Split(model);
        var file = new Wire().Raw(Magic).Raw([(byte)Version]);
        byte[] graph = GraphPart.Encode(skeleton), checksum = FilePart.Write(file, graph, []);
        var use = new LeafUse(network);
        List<int[]> groups = LeafParts.Group(leaves);
        var sizeOf = new LeafSize?[leaves.Count];
        foreach (int[] group in groups)
            checksum = FilePart.Write(file, LeafParts.Encode(group, leaves, use, choice, sizes is null ? null : sizeOf), checksum);
        sizes?.AddRange(sizeOf.Select(s => s!));
        return (file.ToArray(), graph.Length, groups.Count + 1);
    }

    private static Network Decode(ReadOnlySpan<byte> file, ReadLimits limits)
    {
        CheckVersion(file);
        string place = "the parts";
        try
        {
            List<Range> parts = FilePart.ReadAll(file, Magic.Length + 1, out place);
            place = "the graph";
            var skeleton = new GraphSkeleton(GraphPart.Decode(file[parts[0]], limits));
            if (skeleton.ElementBytes > limits.MaximumTensorBytes || skeleton.ElementBytes > Array.MaxLength / 2)
                throw new InvalidDataException($"the tensors need {skeleton.ElementBytes:N0} bytes, more than the {Math.Min(limits.MaximumTensorBytes, Array.MaxLength / 2):N0} that are allowed");
            (byte[] model, List<(string Name, DenseTensor Tensor)> leaves) = skeleton.Assemble();
            List<int[]> groups = LeafParts.Group(leaves);
            if (groups.Count != parts.Count - 1) throw new InvalidDataException($"it needs {groups.Count} parts of tensors, but {parts.Count - 1} follow");
            for (int i = 0; i < groups.Count; i++)
            {
                place = groups[i].Length == 1 ? $"the tensor '{leaves[groups[i][0]].Name}'" : "the small tensors";
                LeafParts.Decode(file[parts[i + 1]], groups[i], leaves);
            }
            place = "the graph";
            return OnnxFile.Read(model, limits with { MaximumFileBytes = Math.Max(limits.MaximumFileBytes, model.Length) });
        }
        catch (InvalidDataException e)
        {
            throw new InvalidModelException($"The .frugal file is damaged in {place}: {e.Message}. Take another copy of it.", e);
        }
    }

    private static void CheckVersion(ReadOnlySpan<byte> file)
    {
        if (!IsFrugalFile(file)) throw new InvalidModelException("This is no .frugal file: it does not begin with 'FRG'.");
        if (file.Length == Magic.Length) throw new InvalidModelException("The .frugal file ends before its version.");
        if (file[Magic.Length] != Version)
        {
            throw new InvalidModelException(
                $"The .frugal file has version {file[Magic.Length]} of the format; this version of Frugal reads version {Version} only. Use the version of Frugal that wrote it to unpack it to ONNX.");
        }
    }
}
