namespace Frugal.Graphs.Onnx;

/// <summary>In the body of a local function, the value of an attribute that the call gives.</summary>
/// <param name="Name">The function's attribute.</param>
internal sealed record AttributeReference(string Name);
