namespace Frugal.Clustering;

/// <summary>Where one-dimensional k-means begins.</summary>
public enum ScalarKMeansStart
{
    /// <summary>
    /// Lloyd's iteration from centroids spaced evenly between the smallest and the largest value: few but large values keep a centroid
    /// (Han, Mao, Dally 2016, "Deep Compression").
    /// </summary>
    Linear,

    /// <summary>Lloyd's iteration from centroids spaced evenly on the axis of the empirical distribution function.</summary>
    Density,

    /// <summary>Lloyd's iteration from k distinct values drawn at random (Forgy 1965).</summary>
    Random,

    /// <summary>No iteration: the global optimum by dynamic programming.</summary>
    Exact,
}
