using System.Text;

namespace Frugal.Tests.EndToEnd;

/// <summary>ONNX files that the library itself would not write, in the wire format of protocol buffers.</summary>
internal static class OnnxBytes
{
    private const int FloatType = 1;

    /// <summary>x → Relu → MadeUp → y, float32 of [N,4].</summary>
    public static byte[] WithUnknownOperator()
    {
        byte[] graph =
        [
            .. Field(1, Node("Relu", "first", "x", "h")),
            .. Field(1, Node("MadeUp", "second", "h", "y")),
            .. Field(2, Text("graph")),
            .. Field(11, ValueInfo("x")),
            .. Field(12, ValueInfo("y")),
        ];
        return [.. Number(1, 8), .. Field(7, graph), .. Field(8, [.. Field(1, Text("")), .. Number(2, 17)])];
    }

    /// <summary>Two nodes of which each reads what the other gives.</summary>
    public static byte[] WithCycle() => Model(Node("Add", "first", "x", "h", "y"), Node("Relu", "second", "h", "y"));

    /// <summary>A node that reads a value that neither a node nor the file defines.</summary>
    public static byte[] WithUndefinedValue() => Model(Node("Add", "first", "x", "y", "nowhere"));

    private static byte[] Model(params byte[][] nodes)
    {
        byte[] graph = [.. nodes.SelectMany(n => Field(1, n)), .. Field(2, Text("graph")), .. Field(11, ValueInfo("x")), .. Field(12, ValueInfo("y"))];
        return [.. Number(1, 8), .. Field(7, graph), .. Field(8, [.. Field(1, Text("")), .. Number(2, 17)])];
    }

    private static byte[] Node(string op, string name, string input, string output, string further) =>
        [.. Field(1, Text(input)), .. Field(1, Text(further)), .. Field(2, Text(output)), .. Field(3, Text(name)), .. Field(4, Text(op))];

    private static byte[] Node(string op, string name, string input, string output) =>
        [.. Field(1, Text(input)), .. Field(2, Text(output)), .. Field(3, Text(name)), .. Field(4, Text(op))];

    private static byte[] ValueInfo(string name)
    {
        byte[] shape = [.. Field(1, Field(2, Text("N"))), .. Field(1, Number(1, 4))];
        byte[] tensor = [.. Number(1, FloatType), .. Field(2, shape)];
        return [.. Field(1, Text(name)), .. Field(2, Field(1, tensor))];
    }

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    // All lengths and numbers here are below 128 or need two bytes at most.
    private static byte[] Field(int number, byte[] content) => [(byte)(number << 3 | 2), .. Varint(content.Length), .. content];

    private static byte[] Number(int number, int value) => [(byte)(number << 3), .. Varint(value)];

    private static byte[] Varint(int value) => value < 128 ? [(byte)value] : [(byte)(value & 127 | 128), (byte)(value >> 7)];
}
