namespace Frugal.Graphs;

/// <summary>Writes files that appear whole or not at all.</summary>
public static class AtomicFile
{
    // Windows' ERROR_HANDLE_DISK_FULL and ERROR_DISK_FULL; the low half of HResult is the errno (ENOSPC, EDQUOT) elsewhere.
    private static readonly int[] NoSpaceCodes = OperatingSystem.IsWindows() ? [0x27, 0x70] : [28, 122];

    /// <summary>
    /// Writes to a temporary file in the same folder, flushes it to the disk and renames it over <paramref name="path"/>. When anything fails,
    /// the temporary file is removed and what was at <paramref name="path"/> before is still there. A link is followed, the access rights of a
    /// file that is replaced are kept, and devices such as <c>/dev/null</c> are written to directly.
    /// </summary>
    /// <param name="path">Where the file shall be.</param>
    /// <param name="write">Writes the content; its own exceptions pass through unchanged.</param>
    /// <exception cref="IOException">No room, no permission, no such folder, or another error of the file system; the message names the path.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string target = Explained(path, () => Resolve(path));
        if (!OperatingSystem.IsWindows() && target.StartsWith("/dev/", StringComparison.Ordinal))
        {
            using Stream device = Explained(path, () => new FileStream(target, FileMode.Open, FileAccess.Write));
            write(new ExplainedStream(device, path));
            return;
        }
        if (Directory.Exists(target)) throw new IOException($"'{path}' cannot be written: it is a folder. Name a file.");
        string temporary = Path.Combine(Path.GetDirectoryName(target)!, $".{Path.GetFileName(target)}.{Path.GetRandomFileName()}");
        try
        {
            using (FileStream file = Explained(path, () => Create(temporary, target)))
            {
                write(new ExplainedStream(file, path));
                Explained(path, () => { file.Flush(flushToDisk: true); return 0; });
            }
            Explained(path, () => { File.Move(temporary, target, overwrite: true); return 0; });
        }
        catch
        {
            Remove(temporary);
            throw;
        }
    }

    private static string Resolve(string path)
    {
        var file = new FileInfo(Path.GetFullPath(path));
        return file.LinkTarget is null ? file.FullName : file.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? file.FullName;
    }

    private static FileStream Create(string temporary, string target)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 1 << 16 };
        if (!OperatingSystem.IsWindows() && File.Exists(target)) options.UnixCreateMode = File.GetUnixFileMode(target);
        return new FileStream(temporary, options);
    }

    private static void Remove(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The error that led here says more than one about the temporary file.
        }
    }

    private static T Explained<T>(string path, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Explain(path, e);
        }
    }

    private static IOException Explain(string path, Exception error)
    {
        string reason = error switch
        {
            UnauthorizedAccessException => "permission is denied. Choose another folder or change its access rights.",
            DirectoryNotFoundException => "its folder does not exist. Create it first.",
            _ when Array.IndexOf(NoSpaceCodes, error.HResult & 0xFFFF) >= 0 => "no space is left on the disk. Free some or choose another disk.",
            _ => error.Message,
        };
        return new IOException($"'{path}' cannot be written: {reason}", error) { HResult = error.HResult };
    }

    // Names the path in errors of single writes, but leaves errors that the writing code itself raises alone.
    private sealed class ExplainedStream(Stream inner, string path) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => inner.CanSeek;

        public override bool CanWrite => true;

        public override long Length => inner.Length;

        public override long Position { get => inner.Position; set => inner.Position = value; }

        public override void Flush() => Explained(path, () => { inner.Flush(); return 0; });

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => inner.Seek(offset, origin);

        public override void SetLength(long value) => inner.SetLength(value);

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            try
            {
                inner.Write(buffer);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw Explain(path, e);
            }
        }
    }
}
