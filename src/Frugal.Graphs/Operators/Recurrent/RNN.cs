namespace Frugal.Graphs.Operators;

/// <summary>A plain recurrent layer; see <see cref="RnnCell"/>.</summary>
internal sealed class RNN() : RecurrentOperator("RNN", 1)
{
    public override string[] DefaultActivations => ["Tanh"];

    public override RecurrentCell Cell(RecurrentWeights weights, RecurrentActivation[] activations, NodeAttributes attributes, int hidden) =>
        new RnnCell(weights, activations, attributes, hidden);
}
