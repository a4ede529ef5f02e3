using Frugal.Graphs;
using Xunit;

namespace Frugal.Tests.Graphs.Onnx;

public sealed class AtomicFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_file_holds_what_was_written_and_nothing_else_is_left()
    {
        AtomicFile.Write(folder.File("a"), s => s.Write([1, 2]));
        AtomicFile.Write(folder.File("a"), s => s.Write([3]));
        Assert.Equal([3], File.ReadAllBytes(folder.File("a")));
        Assert.Single(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void A_failure_in_the_middle_leaves_the_old_file_and_no_temporary_one()
    {
        File.WriteAllText(folder.File("a"), "old");
        var error = Assert.Throws<InvalidModelException>(() => AtomicFile.Write(folder.File("a"), s =>
        {
            s.Write(new byte[1 << 20]);
            throw new InvalidModelException("no");
        }));
        Assert.Equal("no", error.Message);
        Assert.Equal("old", File.ReadAllText(folder.File("a")));
        Assert.Single(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void A_missing_folder_and_a_folder_in_the_place_of_the_file_are_named()
    {
        string missing = folder.File("none/a");
        Assert.Contains($"'{missing}'", Assert.Throws<IOException>(() => AtomicFile.Write(missing, _ => { })).Message);
        Assert.Contains("is a folder", Assert.Throws<IOException>(() => AtomicFile.Write(folder.Path, _ => { })).Message);
    }

    [Fact]
    public void A_full_disk_is_said_to_be_full()
    {
        if (!File.Exists("/dev/full")) Assert.Skip("needs /dev/full");
        var error = Assert.Throws<IOException>(() => AtomicFile.Write("/dev/full", s =>
        {
            s.Write(new byte[1 << 20]);
            s.Flush();
        }));
        Assert.Contains("no space", error.Message);
        Assert.Contains("/dev/full", error.Message);
        Assert.True(File.Exists("/dev/full"));
    }

    [Fact]
    public void A_link_is_followed_and_access_rights_are_kept()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("links and modes of Unix");
            return; // the analyzer does not know that a skip does not come back
        }
        File.WriteAllText(folder.File("real"), "old");
        File.SetUnixFileMode(folder.File("real"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        File.CreateSymbolicLink(folder.File("link"), "real");
        AtomicFile.Write(folder.File("link"), s => s.Write("new"u8));
        Assert.Equal("new", File.ReadAllText(folder.File("real")));
        Assert.NotNull(new FileInfo(folder.File("link")).LinkTarget);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, File.GetUnixFileMode(folder.File("real")));
    }
}
