namespace Frugal.Graphs.Operators;

/// <summary>Long short-term memory; see <see cref="LstmCell"/>.</summary>
internal sealed class LSTM() : RecurrentOperator("LSTM", 4)
{
    public override string[] DefaultActivations => ["Sigmoid", "Tanh", "Tanh"];

    public override RecurrentCell Cell(RecurrentWeights weights, RecurrentActivation[] activations, NodeAttributes attributes, int hidden) =>
        new LstmCell(weights, activations, attributes, hidden);
}
