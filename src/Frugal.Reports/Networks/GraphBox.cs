namespace Frugal.Reports;

/// <summary>A box of the picture of a network: an input, an output, or a node with the element-wise nodes that follow it.</summary>
/// <param name="Title">The operators.</param>
/// <param name="Name">The name of the first node.</param>
/// <param name="Detail">What comes out, and its share of the cost.</param>
/// <param name="Tip">All there is to say, where the pointer rests.</param>
/// <param name="Heat">0 (hardly anything) to 5 (a fifth of the cost and more); −1 for inputs and outputs.</param>
internal sealed record GraphBox(string Title, string Name, string Detail, string Tip, int Heat);
