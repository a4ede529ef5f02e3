using Frugal.Tensors;

namespace Frugal.Graphs.Onnx;

/// <summary>
/// ONNX files, read and written without another library. What is read: operator sets 1 to 26, IR versions 3 to 13. Old forms of operators
/// are brought to the newest; <c>Constant</c> nodes and initializers that are also listed as inputs become initializers; operators that Frugal
/// does not know, local functions, training information and types that are no tensors are carried along. What is written
/// holds the same function under the same names, with the same documentation and metadata.
/// </summary>
public static class OnnxFile
{
    /// <summary>
    /// Reads a model from a file, external data from its folder. The file is read once; weights are views over its bytes where their
    /// alignment allows.
    /// </summary>
    /// <exception cref="InvalidModelException">The file is damaged, contradicts itself or exceeds the limits; the message says where.</exception>
    /// <exception cref="UnsupportedOperatorException">The file is valid but uses a version or a feature that Frugal does not read.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Network Read(string path, ReadLimits? limits = null) =>
        Named(path, () => ModelReader.Read(OnnxSource.Open(path, limits ?? ReadLimits.Default)));

    /// <summary>Reads a model from a stream to its end; external data cannot be had.</summary>
    /// <inheritdoc cref="Read(string, ReadLimits?)"/>
    public static Network Read(Stream stream, ReadLimits? limits = null) =>
        Named(null, () => ModelReader.Read(OnnxSource.ReadToEnd(stream, folder: null, limits ?? ReadLimits.Default)));

    /// <summary>Reads a model from bytes, which are copied; external data cannot be had.</summary>
    /// <inheritdoc cref="Read(string, ReadLimits?)"/>
    public static Network Read(ReadOnlySpan<byte> bytes, ReadLimits? limits = null)
    {
        OnnxSource source = OnnxSource.Copy(bytes, folder: null, limits ?? ReadLimits.Default);
        return Named(null, () => ModelReader.Read(source));
    }

    /// <summary>Writes a network to a file, which appears whole or not at all.</summary>
    /// <exception cref="UnsupportedOperatorException">The network holds something that ONNX, or the operator set asked for, cannot express.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static OnnxWriteResult Write(Network network, string path, OnnxWriteOptions? options = null)
    {
        var (message, result) = new ModelWriter(network, options ?? OnnxWriteOptions.Default).Encode();
        AtomicFile.Write(path, message.WriteTo);
        return result;
    }

    /// <summary>Writes a network to a stream.</summary>
    /// <inheritdoc cref="Write(Network, string, OnnxWriteOptions?)"/>
    public static OnnxWriteResult Write(Network network, Stream stream, OnnxWriteOptions? options = null)
    {
        var (message, result) = new ModelWriter(network, options ?? OnnxWriteOptions.Default).Encode();
        message.WriteTo(stream);
        return result;
    }

    /// <summary>The network as the bytes of an ONNX file.</summary>
    /// <inheritdoc cref="Write(Network, string, OnnxWriteOptions?)"/>
    public static byte[] ToBytes(Network network, OnnxWriteOptions? options = null) =>
        new ModelWriter(network, options ?? OnnxWriteOptions.Default).Encode().Message.ToArray();

    /// <summary>Reads a file that holds one tensor (<c>TensorProto</c>), such as <c>test_data_set_0/input_0.pb</c>, and its name, which may be empty.</summary>
    /// <exception cref="InvalidModelException">The file holds no tensor, or a damaged one.</exception>
    /// <exception cref="UnsupportedOperatorException">The elements are of a type that Frugal does not have.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static (string Name, DenseTensor Tensor) ReadTensor(string path, ReadLimits? limits = null) => Named(path, () =>
    {
        OnnxSource source = OnnxSource.Open(path, limits ?? ReadLimits.Default);
        TensorMessage message = TensorReader.Read(source, new ExternalData(source), source.All);
        return (message.Name, message.Tensor);
    });

    /// <summary>
    /// Reads a file that holds one value of a type: a sequence (<c>SequenceProto</c>), an optional (<c>OptionalProto</c>), else a tensor. The file
    /// itself does not say which.
    /// </summary>
    /// <inheritdoc cref="ReadTensor(string, ReadLimits?)"/>
    public static (string Name, DenseTensor Value) ReadValue(string path, ElementType type, ReadLimits? limits = null)
    {
        if (!type.IsContainer()) return ReadTensor(path, limits);
        return Named(path, () =>
        {
            OnnxSource source = OnnxSource.Open(path, limits ?? ReadLimits.Default);
            return ContainerReader.Read(source, source.All, type);
        });
    }

    /// <summary>Writes a file that holds one tensor.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void WriteTensor(string path, DenseTensor tensor, string name = "") =>
        AtomicFile.Write(path, TensorWriter.Encode(tensor, name, documentation: null).WriteTo);

    private static T Named<T>(string? path, Func<T> read)
    {
        string prefix = path is null ? "The model cannot be read: " : $"'{path}' cannot be read: ";
        try
        {
            return read();
        }
        catch (InvalidModelException e)
        {
            throw new InvalidModelException($"{prefix}{e.Message.TrimEnd('.')}.", e);
        }
        catch (UnsupportedOperatorException e)
        {
            throw new UnsupportedOperatorException(prefix + e.Message);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException($"{prefix}{(Directory.Exists(path) ? "it is a folder; name a file" : "permission is denied")}.", e);
        }
    }
}
