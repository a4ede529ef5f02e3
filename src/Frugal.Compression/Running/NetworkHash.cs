using System.Security.Cryptography;
using System.Text;
using Frugal.Graphs;

namespace Frugal.Compression;

/// <summary>Tells networks apart: their nodes and the bytes of their initializers.</summary>
internal static class NetworkHash
{
    /// <summary>The hash of a network and of a text that belongs to it, in hexadecimal digits.</summary>
    public static string Of(Network network, string text = "")
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(text));
        foreach (Node node in network.Graph.Nodes)
            hash.AppendData(Encoding.UTF8.GetBytes($"\n{node.Operator.Id}({string.Join(',', node.Inputs.Select(i => i?.Name))})={string.Join(',', node.Outputs.Select(o => o?.Name))}"));
        foreach (Value leaf in network.Graph.Initializers)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"\n{leaf.Name}:{leaf.Constant!.Type}{leaf.Constant.Shape}"));
            if (leaf.Constant.Type != Tensors.ElementType.String) hash.AppendData(leaf.Constant.Bytes);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
