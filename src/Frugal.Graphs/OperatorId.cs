namespace Frugal.Graphs;

/// <summary>Which operator: its domain (empty for ONNX's own) and its name.</summary>
/// <param name="Domain">The domain; <c>ai.onnx</c> is written as the empty string.</param>
/// <param name="Name">The operator's name, such as <c>Conv</c>.</param>
public readonly record struct OperatorId(string Domain, string Name)
{
    /// <summary>The domain of Frugal's own operators.</summary>
    public const string FrugalDomain = "ai.frugal";

    /// <summary>An operator of the ONNX standard.</summary>
    public static OperatorId Onnx(string name) => new("", name);

    /// <summary>The domain of the fused operators that ONNX Runtime writes.</summary>
    public const string MicrosoftDomain = "com.microsoft";

    /// <summary>An operator of ONNX Runtime's domain.</summary>
    public static OperatorId Microsoft(string name) => new(MicrosoftDomain, name);

    /// <summary>An operator of Frugal's own domain.</summary>
    public static OperatorId Frugal(string name) => new(FrugalDomain, name);

    /// <summary>The name, with the domain before it where it is not ONNX's own.</summary>
    public override string ToString() => Domain.Length == 0 ? Name : $"{Domain}.{Name}";
}
