using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Frugal.Graphs;
using Frugal.Tensors;

namespace Frugal.Compression;

/// <summary>
/// The folder that lets an interrupted run go on. All that a run does follows from its trainings and from decisions that looked at the clock; it numbers both, and a resumed run
/// takes those that are finished from here, in the same order, and computes everything else again. The training that was interrupted goes on from its own checkpoint.
/// Each file appears whole or not at all, so that a run may be killed at any time.
/// </summary>
internal sealed class RunJournal
{
    private const string IdentityFile = "run.json";
    private readonly string folder;
    private int next;

    private RunJournal(string folder, TimeSpan before)
    {
        this.folder = folder;
        Before = before;
    }

    /// <summary>The time that the run had worked when it was interrupted.</summary>
    public TimeSpan Before { get; }

    /// <summary>Begins a run, or goes on with the one that the folder belongs to.</summary>
    /// <param name="folder">Where the journal is kept; it is made where it does not exist.</param>
    /// <param name="identity">What the run depends on.</param>
    /// <param name="resume">Whether to go on. Without an earlier run in the folder it begins all the same.</param>
    /// <exception cref="CompressionException">The folder belongs to another run, or cannot be read.</exception>
    public static RunJournal Open(string folder, RunIdentity identity, bool resume)
    {
        string path = Path.Combine(folder, IdentityFile);
        if (resume && File.Exists(path))
        {
            if (identity.DifferenceFrom(Read(path, JournalJson.Default.RunIdentity)) is { } difference)
                throw new CompressionException($"'{folder}' belongs to a run with another {difference}. Give the same command as then, or leave out --resume to begin anew.");
            JournalEntry? last = null;
            for (int i = 0; File.Exists(EntryPath(folder, i)); i++) last = Read(EntryPath(folder, i), JournalJson.Default.JournalEntry);
            return new RunJournal(folder, last?.Elapsed ?? TimeSpan.Zero);
        }
        Remove(folder);
        Directory.CreateDirectory(folder);
        Write(path, identity, JournalJson.Default.RunIdentity);
        return new RunJournal(folder, TimeSpan.Zero);
    }

    /// <summary>Whether a folder holds a run that can go on.</summary>
    public static bool Exists(string folder) => File.Exists(Path.Combine(folder, IdentityFile));

    /// <summary>Removes the journal's files, and the folder where nothing else is in it.</summary>
    public static void Remove(string folder)
    {
        if (!Directory.Exists(folder)) return;
        File.Delete(Path.Combine(folder, IdentityFile));
        foreach (string file in Directory.EnumerateFiles(folder, "done-*").Concat(Directory.EnumerateFiles(folder, "training-*")).ToArray()) File.Delete(file);
        if (!Directory.EnumerateFileSystemEntries(folder).Any()) Directory.Delete(folder);
    }

    /// <summary>The number of the next thing to be done.</summary>
    public int Next() => next++;

    /// <summary>The checkpoint of a training.</summary>
    public string Checkpoint(int number) => Path.Combine(folder, $"training-{number:0000}.checkpoint");

    /// <summary>What was noted of a thing that is done, or null where it is not.</summary>
    /// <exception cref="CompressionException">Something else was done then.</exception>
    public JournalEntry? Find(int number, string key)
    {
        string path = EntryPath(folder, number);
        if (!File.Exists(path)) return null;
        JournalEntry entry = Read(path, JournalJson.Default.JournalEntry);
        return entry.Key == key ? entry : throw new CompressionException($"'{path}' does not fit this run. Leave out --resume to begin anew.");
    }

    /// <summary>The network that a finished training gave.</summary>
    /// <param name="number">The training's number.</param>
    /// <param name="start">The network that it started from.</param>
    public Network Trained(int number, Network start)
    {
        Network network = start.Clone();
        foreach (var (name, tensor) in ReadLeaves(LeavesPath(number)))
        {
            Value leaf = network.Graph.Find(name) ?? throw new CompressionException($"'{LeavesPath(number)}' does not fit this run. Leave out --resume to begin anew.");
            network.Graph.SetConstant(leaf, tensor);
        }
        return network;
    }

    /// <summary>Notes a decision.</summary>
    public void Add(int number, JournalEntry entry) => Write(EntryPath(folder, number), entry, JournalJson.Default.JournalEntry);

    /// <summary>Notes a training with what it changed; its checkpoint is not needed any more.</summary>
    public void Add(int number, JournalEntry entry, Network start, Network trained)
    {
        AtomicFile.Write(LeavesPath(number), s => Npz.Write(s, trained.Graph.Initializers
            .Where(v => !ReferenceEquals(v.Constant, start.Graph.Find(v.Name)?.Constant)).Select(v => KeyValuePair.Create(v.Name, v.Constant!))));
        Add(number, entry);
        File.Delete(Checkpoint(number));
    }

    private string LeavesPath(int number) => Path.Combine(folder, $"done-{number:0000}.npz");

    private static string EntryPath(string folder, int number) => Path.Combine(folder, $"done-{number:0000}.json");

    private static IReadOnlyDictionary<string, DenseTensor> ReadLeaves(string path) => Explained(path, () => Npz.Read(path));

    private static T Read<T>(string path, JsonTypeInfo<T> type) => Explained(path, () => JsonSerializer.Deserialize(File.ReadAllBytes(path), type)!);

    private static void Write<T>(string path, T value, JsonTypeInfo<T> type) => AtomicFile.Write(path, s => JsonSerializer.Serialize(s, value, type));

    private static T Explained<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is JsonException or InvalidDataException or EndOfStreamException or FileNotFoundException)
        {
            throw new CompressionException($"'{path}' is damaged ({e.Message}). Leave out --resume to begin anew.");
        }
    }
}
