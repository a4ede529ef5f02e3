using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Frugal.Data;
using Frugal.Graphs;
using Frugal.Runtime;
using Frugal.Tensors;

namespace Frugal.Training;

/// <summary>
/// Everything that a training needs to go on as if it had not stopped: a NumPy archive of weights, masks, statistics, moments and the best weights
/// so far, with a JSON header. Written whole or not at all.
/// </summary>
internal static class CheckpointFile
{
    private const string HeaderEntry = "header", StatePrefix = "state/", MomentPrefix = "moment", BestPrefix = "best/";

    /// <summary>A short text that differs when two trainings do.</summary>
    public static string FingerprintOf(string settings, IEnumerable<string> leaves) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(settings + "\n" + string.Join("\n", leaves))), 0, 16);

    public static void Write(string path, string fingerprint, TrainingState state, Plan plan, IReadOnlyList<TrainedLeaf> leaves)
    {
        var header = new CheckpointHeader(fingerprint, state.Step, state.Position.Epoch, state.Position.Batch, state.LossSum, state.AccuracySum,
            state.SumWeight, state.LearningRate, state.Elapsed.Ticks, state.History, state.Best, state.SinceBest);
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(header, CheckpointJson.Default.CheckpointHeader);
        var arrays = new List<KeyValuePair<string, DenseTensor>> { new(HeaderEntry, DenseTensor.Vector(json)) };
        arrays.AddRange(plan.StateNames.Select(n => KeyValuePair.Create(StatePrefix + n, plan.StateTensor(n))));
        foreach (TrainedLeaf leaf in leaves)
            arrays.AddRange(leaf.Moments.Select((m, i) => KeyValuePair.Create($"{MomentPrefix}{i}/{leaf.Name}", m)));
        if (state.BestWeights is { } best) arrays.AddRange(best.Select(b => KeyValuePair.Create(BestPrefix + b.Key, b.Value)));
        AtomicFile.Write(path, stream => Npz.Write(stream, arrays));
    }

    public static void Read(string path, string fingerprint, TrainingState state, Plan plan, IReadOnlyList<TrainedLeaf> leaves)
    {
        IReadOnlyDictionary<string, DenseTensor> arrays;
        CheckpointHeader header;
        try
        {
            arrays = Npz.Read(path);
            header = JsonSerializer.Deserialize(arrays[HeaderEntry].Span<byte>(), CheckpointJson.Default.CheckpointHeader)!;
        }
        catch (Exception e) when (e is InvalidDataException or JsonException or KeyNotFoundException or InvalidOperationException or EndOfStreamException)
        {
            throw new TrainingException($"The checkpoint '{path}' is damaged ({e.Message}); delete it to begin anew.", e);
        }
        if (header.Fingerprint != fingerprint)
            throw new TrainingException($"The checkpoint '{path}' belongs to a training with other settings, data or network; delete it to begin anew.");
        foreach (string name in plan.StateNames) Copy(path, arrays, StatePrefix + name, plan.StateTensor(name));
        foreach (TrainedLeaf leaf in leaves)
            for (int i = 0; i < leaf.Moments.Count; i++) Copy(path, arrays, $"{MomentPrefix}{i}/{leaf.Name}", leaf.Moments[i]);
        Restore(header, state);
        state.BestWeights = arrays.Where(a => a.Key.StartsWith(BestPrefix, StringComparison.Ordinal)).ToDictionary(a => a.Key[BestPrefix.Length..], a => a.Value) is { Count: > 0 } best
            ? best
            : null;
    }

    private static void Restore(CheckpointHeader header, TrainingState state)
    {
        state.Step = header.Step;
        state.Position = new DataPosition(header.Epoch, header.Batch);
        (state.LossSum, state.AccuracySum, state.SumWeight) = (header.LossSum, header.AccuracySum, header.SumWeight);
        state.LearningRate = header.LearningRate;
        state.Elapsed = TimeSpan.FromTicks(header.ElapsedTicks);
        state.History.Clear();
        state.History.AddRange(header.History);
        (state.Best, state.SinceBest) = (header.Best, header.SinceBest);
    }

    private static void Copy(string path, IReadOnlyDictionary<string, DenseTensor> arrays, string name, DenseTensor into)
    {
        if (!arrays.TryGetValue(name, out DenseTensor? tensor) || tensor.ByteCount != into.ByteCount)
            throw new TrainingException($"The checkpoint '{path}' lacks '{name}' in the right size; delete it to begin anew.");
        tensor.Bytes.CopyTo(into.Bytes);
    }
}
