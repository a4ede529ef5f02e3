using System.Text.Json;
using System.Text.Json.Serialization;
using Frugal.Tensors;

namespace Frugal.Data;

/// <summary>
/// The description of how validation data are split off from training data. The same description applied to the same data gives the same
/// split, so a network's metadata can carry it.
/// </summary>
public sealed record ValidationSplit
{
    /// <summary>The key under which <see cref="ToMetadata"/> stands in a model's metadata.</summary>
    public const string MetadataKey = "frugal.split";

    /// <summary>How samples are chosen. Default: stratified.</summary>
    [JsonRequired]
    public SplitMethod Method { get; init; } = SplitMethod.Stratified;

    /// <summary>
    /// How many samples go to validation. Grouped: at most so many, as whole groups. Shifted: 0 means all images, else a stratified choice.
    /// </summary>
    [JsonRequired]
    public int Count { get; init; }

    /// <summary>Decides the choice.</summary>
    [JsonRequired]
    public ulong Seed { get; init; }

    /// <summary>The column of the side table that tells the groups.</summary>
    public string? Column { get; init; }

    /// <summary>The largest move in pixels of <see cref="SplitMethod.Shifted"/>. Default 2.</summary>
    [JsonRequired]
    public int Shift { get; init; } = 2;

    /// <summary>The number of samples that were split, to notice other data; <c>null</c>: not checked.</summary>
    public int? SourceCount { get; init; }

    /// <summary>A twelfth of the data, stratified: 5,000 of MNIST's 60,000.</summary>
    public static ValidationSplit DefaultFor(DataSet data, ulong seed) =>
        new() { Method = data.HasLabels ? SplitMethod.Stratified : SplitMethod.Random, Count = Math.Max(1, data.Count / 12), Seed = seed, SourceCount = data.Count };

    /// <summary>Splits data. Both parts keep the order of the source.</summary>
    /// <exception cref="DataException">The description does not fit the data.</exception>
    public (DataSet Train, DataSet Validation) Apply(DataSet data)
    {
        if (SourceCount is int expected && expected != data.Count)
        {
            throw new DataException("validation split", $"it was made for {expected} samples, but there are {data.Count}",
                "Give the data that the network was trained on, or name validation data");
        }
        int count = Method == SplitMethod.Shifted && Count == 0 ? data.Count : Count;
        if (count <= 0 || count > data.Count || count == data.Count && Method != SplitMethod.Shifted)
            throw new DataException("validation split", $"{count} of {data.Count} samples cannot be split off", "Choose a smaller number above 0");
        RandomStream random = new RandomStream(Seed).Split("validation split");
        bool[] chosen = Method switch
        {
            SplitMethod.Random => Choose(Enumerable.Range(0, data.Count).ToArray(), count, data.Count, random),
            SplitMethod.Grouped => Grouped(data, count, random),
            _ when count == data.Count => [.. Enumerable.Repeat(true, data.Count)],
            _ => Stratified(data, count, random),
        };
        int[] validation = [.. Enumerable.Range(0, data.Count).Where(i => chosen[i])];
        if (Method == SplitMethod.Shifted) return (data, data.Subset(validation).Shifted(Shift, Seed));
        return (data.Subset([.. Enumerable.Range(0, data.Count).Where(i => !chosen[i])]), data.Subset(validation));
    }

    /// <summary>The description in one line, for a model's metadata under <see cref="MetadataKey"/>.</summary>
    public string ToMetadata() => JsonSerializer.Serialize(this, CompactDataJson.Default.ValidationSplit);

    /// <summary>Reads what <see cref="ToMetadata"/> wrote.</summary>
    /// <exception cref="FormatException">It is not such a description.</exception>
    public static ValidationSplit FromMetadata(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, CompactDataJson.Default.ValidationSplit) ?? throw new FormatException("The split is null.");
        }
        catch (JsonException error)
        {
            throw new FormatException($"The description of the validation split cannot be read: {error.Message}", error);
        }
    }

    private static bool[] Choose(int[] candidates, int count, int total, RandomStream random)
    {
        var chosen = new bool[total];
        random.Shuffle<int>(candidates);
        foreach (int index in candidates.AsSpan(0, count)) chosen[index] = true;
        return chosen;
    }

    private static bool[] Stratified(DataSet data, int count, RandomStream random)
    {
        if (!data.HasLabels)
            throw new DataException("validation split", "data without labels cannot be split by class", "Use the random method or give labels");
        int[] labels = data.Labels();
        int[] targets = Shares(data.ClassCounts(), count);
        var chosen = new bool[data.Count];
        for (int k = 0; k < targets.Length; k++)
        {
            int[] members = [.. Enumerable.Range(0, labels.Length).Where(i => labels[i] == k)];
            random.Split(k).Shuffle<int>(members);
            foreach (int index in members.AsSpan(0, targets[k])) chosen[index] = true;
        }
        return chosen;
    }

    private bool[] Grouped(DataSet data, int count, RandomStream random)
    {
        string column = Column ?? throw new DataException("validation split", "no column tells the groups", "Name one with --split-by");
        var groups = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        for (int i = 0; i < data.Count; i++)
        {
            string key = data.ColumnValue(column, i);
            if (!groups.TryGetValue(key, out List<int>? members)) groups[key] = members = [];
            members.Add(i);
        }
        bool oneClassEach = data.HasLabels && groups.Values.All(g => g.TrueForAll(i => data.Label(i) == data.Label(g[0])));
        int[] targets = oneClassEach ? Shares(data.ClassCounts(), count) : [count];
        var chosen = new bool[data.Count];
        for (int k = 0; k < targets.Length; k++)
        {
            // Ordered by the first member, then shuffled: the choice does not depend on how groups are named.
            List<int>[] members = [.. groups.Values.Where(g => !oneClassEach || data.Label(g[0]) == k).OrderBy(g => g[0])];
            random.Split(k).Shuffle<List<int>>(members);
            int room = targets[k];
            foreach (List<int> group in members)
            {
                if (group.Count > room) continue;
                foreach (int index in group) chosen[index] = true;
                room -= group.Count;
            }
        }
        if (!chosen.Contains(true))
            throw new DataException("validation split", $"no group of column '{column}' is as small as the {count} samples wanted", "Choose a larger number");
        if (!chosen.Contains(false))
            throw new DataException("validation split", $"the groups of column '{column}' leave nothing for training", "Choose a smaller number");
        return chosen;
    }

    /// <summary>Shares of a whole in proportion to the counts, rounded by the largest remainders (ties: the lower class).</summary>
    private static int[] Shares(int[] counts, int total)
    {
        long sum = counts.Sum(c => (long)c);
        int[] shares = [.. counts.Select(c => (int)((long)c * total / sum))];
        int missing = total - shares.Sum();
        foreach (int k in Enumerable.Range(0, counts.Length).OrderByDescending(k => (long)counts[k] * total % sum).ThenBy(k => k).Take(missing))
            shares[k]++;
        return shares;
    }
}
