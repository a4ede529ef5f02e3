using System.Text.Json;
using Frugal.Graphs;
using Frugal.Graphs.Onnx;
using Frugal.Tensors;

namespace Frugal.Runtime.OnnxRuntime;

/// <summary>Where the time of a run goes in ONNX Runtime.</summary>
public static class OnnxRuntimeProfile
{
    private const string KernelSuffix = "_kernel_time";
    private const int Warmups = 5;

    /// <summary>Runs a network with ONNX Runtime's profiler.</summary>
    /// <param name="network">A network of standard ONNX; nodes without a name are called as their first output.</param>
    /// <param name="inputs">A tensor for each input.</param>
    /// <param name="threads">How many threads it may work with.</param>
    /// <param name="runs">How many runs are profiled, after a few that are not counted.</param>
    /// <returns>The nodes in the order of their first run.</returns>
    /// <exception cref="OnnxRuntimeException">ONNX Runtime is not installed or refuses the network.</exception>
    public static IReadOnlyList<OnnxRuntimeNodeTime> Measure(Network network, DenseTensor[] inputs, int threads, int runs)
    {
        Network named = network.Clone();
        foreach (Node node in named.Graph.Nodes)
            if (node.Name.Length == 0) named.Graph.Rename(node, node.Output.Name);
        string folder = Directory.CreateTempSubdirectory("frugal-profile").FullName;
        try
        {
            var options = new OnnxRuntimeOptions { Threads = threads, ForceSpinningStop = true, ProfilePrefix = Path.Combine(folder, "profile") };
            using var session = new OnnxRuntimeSession(OnnxFile.ToBytes(named), options);
            using (OnnxRuntimeBinding binding = session.Bind(inputs))
                for (int i = 0; i < Warmups + runs; i++) binding.Run();
            return Read(File.ReadAllBytes(session.EndProfiling()));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Reads a profile file: of each node the fastest run.</summary>
    internal static IReadOnlyList<OnnxRuntimeNodeTime> Read(ReadOnlyMemory<byte> json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        var times = new Dictionary<string, (string Operator, double Fastest)>();
        var order = new List<string>();
        foreach (JsonElement entry in document.RootElement.EnumerateArray())
        {
            if (!entry.TryGetProperty("cat", out JsonElement category) || category.GetString() != "Node") continue;
            string name = entry.GetProperty("name").GetString()!;
            if (!name.EndsWith(KernelSuffix, StringComparison.Ordinal)) continue;
            name = name[..^KernelSuffix.Length];
            double milliseconds = entry.GetProperty("dur").GetDouble() / 1000;
            string op = entry.GetProperty("args").TryGetProperty("op_name", out JsonElement o) ? o.GetString()! : "";
            if (times.TryGetValue(name, out var known)) times[name] = (op, Math.Min(known.Fastest, milliseconds));
            else
            {
                times[name] = (op, milliseconds);
                order.Add(name);
            }
        }
        return [.. order.Select(n => new OnnxRuntimeNodeTime(n, times[n].Operator, times[n].Fastest))];
    }
}
