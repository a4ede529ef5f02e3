namespace Frugal.Data;

/// <summary>The scalings of 8-bit pixels that published networks commonly expect.</summary>
public static class CommonScalings
{
    private static readonly (string Name, double Scale, double[] Mean, double[] Std)[] Table =
    [
        ("pixel / 255", 1 / 255.0, [], []),
        ("pixel / 256", 1 / 256.0, [], []),
        ("pixel / 127.5 − 1", 1 / 127.5, [1], []),
        ("raw pixels 0..255", 1, [], []),
        ("ImageNet mean and deviation", 1 / 255.0, [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
        ("CIFAR-10 mean and deviation", 1 / 255.0, [0.4914, 0.4822, 0.4465], [0.247, 0.2435, 0.2616]),
        ("MNIST mean and deviation", 1 / 255.0, [0.1307], [0.3081]),
    ];

    /// <summary>All common scalings that a network input of so many channels can have; all else is as in <paramref name="basis"/>.</summary>
    /// <param name="basis">The specification whose scale, mean and deviation are replaced.</param>
    /// <param name="channels">Channels of the network's input.</param>
    public static IReadOnlyList<NamedScaling> For(InputSpecification basis, int channels) =>
    [
        .. from row in Table
           where row.Mean.Length <= 1 && (row.Std.Length == 0 || channels == 1) || row.Mean.Length == channels
           select new NamedScaling(row.Name, basis with { Scale = row.Scale, Mean = row.Mean, Std = row.Std }),
    ];
}
