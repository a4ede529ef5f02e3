using Frugal.Tensors;

namespace Frugal.Data;

/// <summary>
/// NumPy arrays as data: an .npy file of samples, or an .npz with <c>input</c>, <c>x</c> or <c>images</c> and, if there are labels,
/// <c>label</c>, <c>labels</c> or <c>y</c>. The first axis counts samples. Samples of three axes are images, channels first unless only the last axis can
/// be channels (at most 4 while the first is larger); samples of two axes are images of one channel.
/// </summary>
internal static class ArrayFile
{
    private static readonly string[] InputKeys = ["input", "x", "images"], LabelKeys = ["label", "labels", "y"];

    public static bool LooksLike(string path) =>
        path.EndsWith(".npy", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".npz", StringComparison.OrdinalIgnoreCase);

    public static ArrayDataSet Open(string path, string? labelsPath, int? classCount)
    {
        try
        {
            DenseTensor inputs;
            DenseTensor? labels = null;
            if (path.EndsWith(".npy", StringComparison.OrdinalIgnoreCase)) inputs = Npy.Read(path);
            else
            {
                IReadOnlyDictionary<string, DenseTensor> arrays = Npz.Read(path);
                inputs = Find(arrays, InputKeys) ?? throw new DataException(path,
                    $"it holds no array named {string.Join(", ", InputKeys)} (but {(arrays.Count == 0 ? "none at all" : string.Join(", ", arrays.Keys))})",
                    "Save the samples under one of these names");
                labels = Find(arrays, LabelKeys);
            }
            if (inputs.Shape.Rank == 0 || inputs.Shape.Count == 0)
                throw new DataException(path, $"an array of shape {inputs.Shape} holds no samples", "The first axis counts samples");
            int[]? classes = labelsPath is not null ? LabelFile.Read(labelsPath) : labels is null ? null : LabelFile.From(labels, path);
            return Build(path, inputs, classes, classCount);
        }
        catch (Exception error) when (error is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new DataException(path, $"it cannot be read ({error.Message.TrimEnd('.')})", "Check the file", error);
        }
    }

    private static DenseTensor? Find(IReadOnlyDictionary<string, DenseTensor> arrays, string[] keys) =>
        keys.Where(arrays.ContainsKey).Select(k => arrays[k]).FirstOrDefault();

    private static ArrayDataSet Build(string path, DenseTensor inputs, int[]? labels, int? classCount)
    {
        int count = inputs.Shape[0];
        if (labels is not null && labels.Length != count)
            throw new DataException(path, $"{labels.Length:N0} labels for {count:N0} samples", "Both arrays need the same first extent");
        ReadOnlySpan<int> stored = inputs.Shape.Dimensions[1..];
        bool channelsLast = stored.Length == 3 && stored[2] <= 4 && stored[0] > 4;
        Shape sample = stored.Length switch
        {
            3 when channelsLast => new Shape(stored[2], stored[0], stored[1]),
            2 => new Shape(1, stored[0], stored[1]),
            0 => new Shape(1),
            _ => new Shape(stored),
        };
        int? classes = LabelRange.Check(path, labels, classCount);
        if (inputs.Type == ElementType.UInt8)
        {
            byte[] bytes = inputs.Bytes.ToArray();
            if (channelsLast) ChannelsFirst<byte>(bytes, sample);
            return new ArrayDataSet(bytes, null, 0, (int)sample.Count, count, sample, labels, classes);
        }
        float[] numbers = ToFloat(path, inputs);
        if (channelsLast) ChannelsFirst<float>(numbers, sample);
        return new ArrayDataSet(null, numbers, 0, (int)sample.Count, count, sample, labels, classes);
    }

    private static void ChannelsFirst<T>(Span<T> samples, Shape shape)
    {
        int channels = shape[0], plane = shape[1] * shape[2];
        var copy = new T[channels * plane];
        for (int start = 0; start < samples.Length; start += copy.Length)
        {
            Span<T> sample = samples.Slice(start, copy.Length);
            sample.CopyTo(copy);
            for (int c = 0; c < channels; c++)
            {
                for (int i = 0; i < plane; i++) sample[c * plane + i] = copy[i * channels + c];
            }
        }
    }

    private static float[] ToFloat(string path, DenseTensor t) => t.Type switch
    {
        ElementType.Float32 => t.Span<float>().ToArray(),
        ElementType.Float64 => Convert<double>(t, v => (float)v),
        ElementType.Float16 => Convert<Half>(t, v => (float)v),
        ElementType.Int8 => Convert<sbyte>(t, v => v),
        ElementType.Int16 => Convert<short>(t, v => v),
        ElementType.UInt16 => Convert<ushort>(t, v => v),
        ElementType.Int32 => Convert<int>(t, v => v),
        ElementType.UInt32 => Convert<uint>(t, v => v),
        ElementType.Int64 => Convert<long>(t, v => v),
        ElementType.UInt64 => Convert<ulong>(t, v => v),
        ElementType.Bool => Convert<bool>(t, v => v ? 1 : 0),
        _ => throw new DataException(path, $"samples of {t.Type.DisplayName()} cannot be used", "Save numbers"),
    };

    private static float[] Convert<T>(DenseTensor tensor, Func<T, float> convert) where T : unmanaged
    {
        ReadOnlySpan<T> values = tensor.Span<T>();
        var result = new float[values.Length];
        for (int i = 0; i < result.Length; i++) result[i] = convert(values[i]);
        return result;
    }
}
