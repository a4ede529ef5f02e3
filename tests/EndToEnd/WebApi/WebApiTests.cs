using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Frugal.Data;
using Frugal.Samples.WebApi;
using Microsoft.AspNetCore.Mvc.Testing;
using Xunit;

namespace Frugal.Tests.EndToEnd.WebApi;

public sealed class WebApiTests : IDisposable
{
    private const int Pixels = 28 * 28;

    private readonly WebApplicationFactory<Classifier> service = new();

    [Fact]
    public async Task The_service_reads_digits()
    {
        using HttpClient client = service.CreateClient();
        DataSet test = DataSets.Open(Path.Combine(Repository(), "samples", "mnist")).Test[0].Data;
        const int count = 200;
        int right = 0;
        for (int i = 0; i < count; i++)
        {
            using JsonDocument answer = await Classify(client, Bytes(test, i));
            if (answer.RootElement.GetProperty("class").GetInt32() == test.Label(i)) right++;
        }
        // It errs on 127 of all 10,000 images: more than 10 errors in these 200 would be no accident.
        Assert.InRange(right, count - 10, count);
    }

    [Fact]
    public async Task Bytes_and_numbers_get_the_same_answer_whose_scores_sum_to_one()
    {
        using HttpClient client = service.CreateClient();
        byte[] picture = [.. Enumerable.Range(0, Pixels).Select(i => (byte)(i * 7 % 256))];
        using JsonDocument bytes = await Classify(client, picture);
        using HttpResponseMessage response = await client.PostAsJsonAsync("/classify", new { pixels = picture.Select(p => (int)p) }, TestContext.Current.CancellationToken);
        response.EnsureSuccessStatusCode();
        Assert.Equal(bytes.RootElement.GetRawText(), await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(1, bytes.RootElement.GetProperty("scores").EnumerateArray().Sum(s => s.GetDouble()), 5);
    }

    [Fact]
    public async Task Health_says_what_the_network_takes()
    {
        using HttpClient client = service.CreateClient();
        using JsonDocument health = JsonDocument.Parse(await client.GetStringAsync("/health", TestContext.Current.CancellationToken));
        Assert.Equal("ok", health.RootElement.GetProperty("status").GetString());
        Assert.Equal(Pixels, health.RootElement.GetProperty("pixels").GetInt32());
        Assert.Equal(10, health.RootElement.GetProperty("classes").GetInt32());
    }

    [Theory]
    [InlineData("application/octet-stream", "too short", HttpStatusCode.BadRequest, "784 bytes")]
    [InlineData("application/json", "{\"pixels\": [1, 2]}", HttpStatusCode.BadRequest, "784 pixels")]
    [InlineData("application/json", "{\"pixels\": [1, \"x\"]}", HttpStatusCode.BadRequest, "Pixel 1")]
    [InlineData("application/json", "{\"pixels\": [1e99]}", HttpStatusCode.BadRequest, "Pixel 0")]
    [InlineData("application/json", "{\"pixels\": 5}", HttpStatusCode.BadRequest, "array")]
    [InlineData("application/json", "{\"other\": 5}", HttpStatusCode.BadRequest, "'pixels'")]
    [InlineData("application/json", "{\"pixels\": [", HttpStatusCode.BadRequest, "no JSON")]
    [InlineData("application/json", "", HttpStatusCode.BadRequest, "JSON")]
    [InlineData("text/plain", "hello", HttpStatusCode.UnsupportedMediaType, "content type")]
    public async Task A_bad_request_is_answered_with_what_is_wrong(string type, string body, HttpStatusCode status, string words)
    {
        using HttpClient client = service.CreateClient();
        using var content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue(type));
        await RequireProblem(client, content, status, words);
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused_also_when_its_length_is_not_told()
    {
        using HttpClient client = service.CreateClient();
        using var known = new ByteArrayContent(new byte[ClassifyEndpoint.LargestBody + 1]);
        known.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        await RequireProblem(client, known, HttpStatusCode.RequestEntityTooLarge, "bytes");
        using var unknown = new StreamContent(new Unseekable(new byte[10 * ClassifyEndpoint.LargestBody]));
        unknown.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        await RequireProblem(client, unknown, HttpStatusCode.RequestEntityTooLarge, "bytes");
    }

    [Fact]
    public async Task Many_requests_at_once_get_the_answers_of_single_ones()
    {
        using HttpClient client = service.CreateClient();
        byte[][] pictures = [.. Enumerable.Range(0, 16).Select(k => Enumerable.Range(0, Pixels).Select(i => (byte)(i * (k + 3) % 256)).ToArray())];
        string[] single = new string[pictures.Length];
        for (int k = 0; k < pictures.Length; k++)
        {
            using JsonDocument answer = await Classify(client, pictures[k]);
            single[k] = answer.RootElement.GetRawText();
        }
        string[] together = await Task.WhenAll(Enumerable.Range(0, 400).Select(async i =>
        {
            using JsonDocument answer = await Classify(client, pictures[i % pictures.Length]);
            return answer.RootElement.GetRawText();
        }));
        for (int i = 0; i < together.Length; i++) Assert.Equal(single[i % single.Length], together[i]);
    }

    [Fact]
    public void Running_the_network_allocates_nothing_once_it_is_warm()
    {
        Classifier classifier = Classifier.Load(Path.Combine(AppContext.BaseDirectory, "lenet-300-100.frugal"));
        for (int i = 0; i < 50; i++) Once(classifier);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++) Once(classifier);
        long each = (GC.GetAllocatedBytesForCurrentThread() - before) / 1000;
        Assert.InRange(each, 0, 64); // the bag that keeps idle requests has a node now and then

        static void Once(Classifier classifier)
        {
            Classifier.Request request = classifier.Rent();
            request.Pixels.Fill(7);
            classifier.Run(request);
            classifier.Return(request);
        }
    }

    [Fact]
    public async Task The_heap_does_not_grow_under_load()
    {
        using HttpClient client = service.CreateClient();
        byte[] picture = new byte[Pixels];
        await Load(client, picture);
        long before = GC.GetTotalMemory(forceFullCollection: true), allocated = GC.GetTotalAllocatedBytes(precise: true);
        const int rounds = 4;
        int requests = 0;
        for (int i = 0; i < rounds; i++) requests += await Load(client, picture);
        long perRequest = (GC.GetTotalAllocatedBytes(precise: true) - allocated) / requests;
        long growth = GC.GetTotalMemory(forceFullCollection: true) - before;
        // Most of what a request allocates belongs to the test's client and the test host; a tensor or a body of its own would show.
        Assert.True(perRequest < 40_000, $"A request allocates {perRequest:N0} bytes.");
        Assert.True(growth < 2_000_000, $"The heap grew by {growth:N0} bytes in {requests:N0} requests.");
    }

    public void Dispose() => service.Dispose();

    private static async Task<int> Load(HttpClient client, byte[] picture)
    {
        const int workers = 4, each = 100;
        await Task.WhenAll(Enumerable.Range(0, workers).Select(async _ =>
        {
            for (int i = 0; i < each; i++) (await Classify(client, picture)).Dispose();
        }));
        return workers * each;
    }

    private static async Task<JsonDocument> Classify(HttpClient client, byte[] picture)
    {
        using var content = new ByteArrayContent(picture);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        using HttpResponseMessage response = await client.PostAsync("/classify", content, TestContext.Current.CancellationToken);
        response.EnsureSuccessStatusCode();
        return JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    private static async Task RequireProblem(HttpClient client, HttpContent content, HttpStatusCode status, string words)
    {
        using HttpResponseMessage response = await client.PostAsync("/classify", content, TestContext.Current.CancellationToken);
        Assert.Equal(status, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        using JsonDocument problem = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Contains(words, problem.RootElement.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    private static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Frugal.slnx"))) folder = folder.Parent!;
        return folder.FullName;
    }

    private static byte[] Bytes(DataSet data, int index)
    {
        var batch = new Batch(InputSpecification.Raw);
        data.Read([index], batch);
        return [.. batch.Inputs.ToArray().Select(p => (byte)p)];
    }

    // A stream whose length is not known, so that the request is sent in chunks.
    private sealed class Unseekable(byte[] content) : MemoryStream(content)
    {
        public override bool CanSeek => false;
    }
}
