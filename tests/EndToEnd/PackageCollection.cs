using Xunit;

namespace Frugal.Tests.Packages;

/// <summary>Lets tests share one <see cref="PackageFeed"/>.</summary>
[CollectionDefinition(PackageFeed.Collection)]
public sealed class PackageCollection : ICollectionFixture<PackageFeed>;
