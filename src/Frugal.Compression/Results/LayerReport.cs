namespace Frugal.Compression;

/// <summary>One weight tensor before and after.</summary>
/// <param name="Name">The node that uses it.</param>
/// <param name="Weight">The name of the tensor.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Count">The number of weights.</param>
/// <param name="NonZero">How many are not zero in the result.</param>
/// <param name="Levels">The number of distinct non-zero values in the result.</param>
/// <param name="BytesBefore">Its bytes in the original.</param>
/// <param name="BytesAfter">Its bytes in the compressed file.</param>
/// <param name="HistogramMinimum">The left end of the histogram of the original's weights.</param>
/// <param name="HistogramMaximum">Its right end.</param>
/// <param name="Histogram">How many weights fall into each of equal bins between the two.</param>
/// <param name="Centroids">The distinct non-zero values in the result, ascending, with the number of weights that have each; empty when there are more than 256.</param>
public sealed record LayerReport(
    string Name, string Weight, IReadOnlyList<int> Shape, long Count, long NonZero, int Levels, long BytesBefore, long BytesAfter,
    double HistogramMinimum, double HistogramMaximum, IReadOnlyList<int> Histogram, IReadOnlyList<CentroidCount> Centroids);
