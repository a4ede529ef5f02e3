using System.Collections;
using Frugal.Tensors;

namespace Frugal.Graphs;

/// <summary>
/// The attributes of a node, immutable. A value is a <see cref="long"/>, <see cref="float"/>, <see cref="string"/>,
/// <see cref="DenseTensor"/>, <see cref="Graph"/>, an array of one of these, or an <see cref="OpaqueAttribute"/> that is only carried along.
/// </summary>
public sealed class NodeAttributes : IReadOnlyCollection<KeyValuePair<string, object>>
{
    private readonly KeyValuePair<string, object>[] entries;

    private NodeAttributes(KeyValuePair<string, object>[] entries) => this.entries = entries;

    /// <summary>No attributes.</summary>
    public static NodeAttributes Empty { get; } = new([]);

    /// <inheritdoc/>
    public int Count => entries.Length;

    /// <summary>Attributes in the given order; integers may be given as <see cref="int"/>.</summary>
    /// <exception cref="ArgumentException">A name occurs twice, or a value is of a type that no attribute has.</exception>
    public static NodeAttributes Of(params IEnumerable<KeyValuePair<string, object>> entries)
    {
        KeyValuePair<string, object>[] array = [.. entries.Select(e => KeyValuePair.Create(e.Key, Normalize(e.Key, e.Value)))];
        if (array.DistinctBy(e => e.Key).Count() != array.Length) throw new ArgumentException("An attribute is given twice.");
        return array.Length == 0 ? Empty : new NodeAttributes(array);
    }

    /// <summary>Attributes in the given order, for calls in code: <c>NodeAttributes.Of(("axis", 1), ("keepdims", 0))</c>.</summary>
    public static NodeAttributes Of(params ReadOnlySpan<(string Name, object Value)> entries) =>
        Of(entries.ToArray().Select(e => KeyValuePair.Create(e.Name, e.Value)));

    /// <summary>Whether an attribute is present.</summary>
    public bool Has(string name) => Find(name) is not null;

    /// <summary>The value of an attribute, or null.</summary>
    public object? Find(string name)
    {
        foreach (var entry in entries)
            if (entry.Key == name) return entry.Value;
        return null;
    }

    /// <summary>An integer attribute.</summary>
    public long Int(string name, long defaultValue) => Get(name, defaultValue);

    /// <summary>A truth value, which ONNX writes as an integer.</summary>
    public bool Flag(string name, bool defaultValue) => Int(name, defaultValue ? 1 : 0) != 0;

    /// <summary>A float attribute.</summary>
    public float Float(string name, float defaultValue) => Get(name, defaultValue);

    /// <summary>A text attribute.</summary>
    public string Text(string name, string defaultValue) => Get(name, defaultValue);

    /// <summary>A list of integers, or null.</summary>
    public long[]? Ints(string name) => Get<long[]?>(name, null);

    /// <summary>A list of floats, or null.</summary>
    public float[]? Floats(string name) => Get<float[]?>(name, null);

    /// <summary>A tensor, or null.</summary>
    public DenseTensor? Tensor(string name) => Get<DenseTensor?>(name, null);

    /// <summary>The subgraphs among the attributes.</summary>
    public IEnumerable<Graph> Subgraphs => entries.SelectMany(e => e.Value switch
    {
        Graph graph => [graph],
        Graph[] graphs => graphs,
        _ => Array.Empty<Graph>(),
    });

    /// <summary>A copy with one attribute added or replaced.</summary>
    public NodeAttributes With(string name, object value)
    {
        var entry = KeyValuePair.Create(name, Normalize(name, value));
        int at = Array.FindIndex(entries, e => e.Key == name);
        if (at < 0) return new NodeAttributes([.. entries, entry]);
        var copy = (KeyValuePair<string, object>[])entries.Clone();
        copy[at] = entry;
        return new NodeAttributes(copy);
    }

    /// <summary>A copy without one attribute.</summary>
    public NodeAttributes Without(string name) => Has(name) ? new NodeAttributes([.. entries.Where(e => e.Key != name)]) : this;

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, object>> GetEnumerator() => ((IEnumerable<KeyValuePair<string, object>>)entries).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private T Get<T>(string name, T defaultValue) => Find(name) switch
    {
        null => defaultValue,
        T value => value,
        object other => throw new InvalidModelException($"Attribute '{name}' is of type {other.GetType().Name}; expected {typeof(T).Name}."),
    };

    private static object Normalize(string name, object value) => value switch
    {
        int number => (long)number,
        bool flag => flag ? 1L : 0L,
        double number => (float)number,
        int[] numbers => Array.ConvertAll(numbers, n => (long)n),
        long or float or string or DenseTensor or Graph or long[] or float[] or string[] or DenseTensor[] or Graph[] or OpaqueAttribute => value,
        _ => throw new ArgumentException($"Attribute '{name}' cannot hold a {value.GetType().Name}."),
    };
}
