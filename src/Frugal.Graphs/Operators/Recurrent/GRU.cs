namespace Frugal.Graphs.Operators;

/// <summary>Gated recurrent units; see <see cref="GruCell"/>.</summary>
internal sealed class GRU() : RecurrentOperator("GRU", 3)
{
    public override string[] DefaultActivations => ["Sigmoid", "Tanh"];

    public override RecurrentCell Cell(RecurrentWeights weights, RecurrentActivation[] activations, NodeAttributes attributes, int hidden) =>
        new GruCell(weights, activations, attributes, hidden);
}
