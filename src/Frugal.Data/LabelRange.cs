namespace Frugal.Data;

/// <summary>Labels against the number of classes.</summary>
internal static class LabelRange
{
    /// <summary>The number of classes: the given one after checking all labels against it, else the largest label plus one.</summary>
    public static int? Check(string place, ReadOnlySpan<int> labels, int? classCount, bool present = true)
    {
        if (!present) return null;
        int maximum = 0;
        for (int i = 0; i < labels.Length; i++)
        {
            if (labels[i] < 0 || classCount is int classes && labels[i] >= classes)
            {
                throw new DataException($"{place}, record {i}", $"label {labels[i]} is out of range{(classCount is int c ? $" 0..{c - 1}" : "")}",
                    classCount is null ? "Labels are whole numbers from 0" : "Correct the labels or the number of classes, or leave the labels aside (on the command line --labels none)");
            }
            maximum = Math.Max(maximum, labels[i]);
        }
        return classCount ?? maximum + 1;
    }

    public static int? Check(string place, int[]? labels, int? classCount) => Check(place, labels, classCount, labels is not null);
}
