using Frugal.Graphs;
using Frugal.Tensors;

namespace Frugal.Runtime.OnnxRuntime;

/// <summary>An input or output of a session.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">The type of its elements; undefined when it is no tensor or of a type that Frugal does not have.</param>
/// <param name="Shape">Its shape, symbols included; null when it is no tensor.</param>
public sealed record OnnxRuntimeValue(string Name, ElementType Type, SymbolicShape? Shape);
