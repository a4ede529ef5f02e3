namespace Frugal.Runtime.OnnxRuntime;

/// <summary>How far ONNX Runtime rewrites a graph before it runs it (<c>GraphOptimizationLevel</c>).</summary>
public enum OnnxRuntimeOptimization
{
    /// <summary>Nothing is changed.</summary>
    None = 0,
    /// <summary>Constant folding and removal of what does nothing.</summary>
    Basic = 1,
    /// <summary>Fusions of nodes as well.</summary>
    Extended = 2,
    /// <summary>Layouts of the processor at hand as well: ONNX Runtime's own default.</summary>
    All = 99,
}
