using System.Globalization;
using Frugal.Tensors;

namespace Frugal.Graphs.Onnx;

/// <summary>
/// Reads tensors that lie in files beside the model. Such a file must be in the model's own folder or below it, also after links are
/// followed, and must hold what is said to be in it; all of that is checked before anything is allocated or read.
/// </summary>
internal sealed class ExternalData(OnnxSource source)
{
    private readonly Dictionary<(string Path, long Offset, ElementType Type, Shape Shape), DenseTensor> read = [];

    public DenseTensor Read(ElementType type, Shape shape, int bytes, Dictionary<string, string> entries, int position, string place)
    {
        string path = CheckedPath(entries.GetValueOrDefault("location", ""), position, place);
        long offset = Number(entries, "offset", 0, position, place);
        long length = Number(entries, "length", bytes, position, place);
        if (length != bytes) throw source.Fail(position, $"{place} is said to have {length} bytes where {type.DisplayName()}{shape} needs {bytes}");
        if (read.TryGetValue((path, offset, type, shape), out DenseTensor? known)) return known;
        long available = FileLength(path, position, place);
        if (offset > available || bytes > available - offset)
            throw source.Fail(position, $"{place} lies at bytes {offset} to {offset + bytes} of '{Path.GetFileName(path)}', which has {available}; that file is truncated or belongs to another model");
        source.CountTensorBytes(bytes, position);
        return read[(path, offset, type, shape)] = Load(type, shape, path, offset, position, place);
    }

    private DenseTensor Load(ElementType type, Shape shape, string path, long offset, int position, string place)
    {
        var tensor = DenseTensor.Zeros(type, shape);
        if (tensor.ByteCount == 0) return tensor;
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        file.Position = offset;
        if (file.ReadAtLeast(tensor.Bytes, tensor.ByteCount, throwOnEndOfStream: false) < tensor.ByteCount)
            throw source.Fail(position, $"{place} could not be read whole from '{Path.GetFileName(path)}'");
        return tensor;
    }

    private string CheckedPath(string location, int position, string place)
    {
        if (source.Folder is not { } folder)
            throw source.Fail(position, $"{place} lies in the file '{location}' beside the model, but the model was not read from a file; read it by its path");
        string[] parts = location.Split('/', '\\');
        bool leaves = parts.Any(p => p is "" or "." or "..") || location.AsSpan().ContainsAny(':', '\0') || Path.IsPathRooted(location);
        if (leaves) throw source.Fail(position, $"{place} lies in '{location}', which is not a plain path inside the model's own folder; nothing else is opened");
        string path = folder;
        foreach (string part in parts)
        {
            path = Path.Combine(path, part);
            CheckLink(path, folder, location, position, place);
        }
        return path;
    }

    private void CheckLink(string path, string folder, string location, int position, string place)
    {
        FileSystemInfo info = Directory.Exists(path) ? new DirectoryInfo(path) : new FileInfo(path);
        if (info.LinkTarget is null) return;
        string? target = info.ResolveLinkTarget(returnFinalTarget: true)?.FullName;
        string inside = folder.EndsWith(Path.DirectorySeparatorChar) ? folder : folder + Path.DirectorySeparatorChar;
        if (target is null || !target.StartsWith(inside, StringComparison.Ordinal))
            throw source.Fail(position, $"{place} lies in '{location}', a link that leads out of the model's own folder; copy the file there instead");
    }

    private long FileLength(string path, int position, string place)
    {
        var file = new FileInfo(path);
        if (!file.Exists) throw source.Fail(position, $"{place} lies in '{file.Name}', which is not beside the model; copy it there");
        return file.Length;
    }

    private long Number(Dictionary<string, string> entries, string key, long defaultValue, int position, string place)
    {
        if (!entries.TryGetValue(key, out string? text)) return defaultValue;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            ? number
            : throw source.Fail(position, $"{place} has external data whose {key} is '{text}', which is no number");
    }
}
