using System.Collections.Concurrent;
using Frugal.Coding;
using Frugal.Compression;
using Frugal.Data;
using Frugal.Graphs;
using Frugal.Runtime;
using Frugal.Tensors;

namespace Frugal.Samples.WebApi;

/// <summary>
/// A network in one session, which any number of requests may use at once: the session's plan is shared, each call rents its own working memory. Inputs and outputs are
/// rented here, so that a request allocates no tensor once there have been as many at the same time.
/// </summary>
public sealed class Classifier
{
    private readonly Session session;
    private readonly float scale, mean, std;
    private readonly ConcurrentBag<Request> idle = [];
    private readonly Shape inputShape, outputShape;

    private Classifier(string name, Network network)
    {
        Name = name;
        session = Session.Create(network);
        InputSpecification input = network.Metadata.TryGetValue(InputSpecification.MetadataKey, out string? metadata) ? InputSpecification.FromJson(metadata) : InputSpecification.Default;
        (scale, mean, std) = ((float)input.Scale, (float)input.Mean.DefaultIfEmpty(0).First(), (float)input.Std.DefaultIfEmpty(1).First());
        inputShape = new Shape([.. session.Inputs[0].Shape!.Select((d, i) => i == 0 ? 1 : (int)d.Number)]);
        Pixels = (int)inputShape.Count;
        // The first run compiles the plan and tells the shape of the answer.
        outputShape = session.Run(DenseTensor.Zeros(ElementType.Float32, inputShape))[0].Shape;
        Classes = (int)outputShape.Count;
    }

    /// <summary>The file of the network.</summary>
    public string Name { get; }

    /// <summary>How many numbers a picture has.</summary>
    public int Pixels { get; }

    /// <summary>How many classes the network knows.</summary>
    public int Classes { get; }

    /// <summary>Reads a .frugal file.</summary>
    /// <exception cref="InvalidModelException">It is damaged.</exception>
    public static Classifier Load(string path) => new(Path.GetFileName(path), FoldedNetwork.Of(FrugalFile.Read(path)));

    /// <summary>Room for one request; give it back with <see cref="Return"/>.</summary>
    public Request Rent() => idle.TryTake(out Request? request) ? request : new Request(inputShape, outputShape);

    /// <summary>Takes a request back.</summary>
    public void Return(Request request) => idle.Add(request);

    /// <summary>Turns pixels (0 to 255) into the network's input, as its metadata say, and computes the probabilities of the classes in place of its scores.</summary>
    public void Run(Request request)
    {
        foreach (ref float x in request.Pixels) x = (x * scale - mean) / std;
        session.Run(request.Inputs, request.Outputs);
        Span<float> scores = request.Scores;
        float largest = float.NegativeInfinity, sum = 0;
        foreach (float s in scores) largest = Math.Max(largest, s);
        foreach (ref float s in scores) sum += s = MathF.Exp(s - largest);
        foreach (ref float s in scores) s /= sum;
    }

    /// <summary>The tensors of one request.</summary>
    public sealed class Request
    {
        internal Request(Shape input, Shape output)
        {
            Inputs = [DenseTensor.Zeros(ElementType.Float32, input)];
            Outputs = [DenseTensor.Zeros(ElementType.Float32, output)];
        }

        internal DenseTensor[] Inputs { get; }

        internal DenseTensor[] Outputs { get; }

        /// <summary>The pixels, row by row.</summary>
        public Span<float> Pixels => Inputs[0].Span<float>();

        /// <summary>What the network says of each class.</summary>
        public Span<float> Scores => Outputs[0].Span<float>();
    }
}
