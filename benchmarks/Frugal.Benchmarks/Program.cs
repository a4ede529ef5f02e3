using Frugal.Benchmarks.Coding;
using Frugal.Benchmarks.Networks;
using Frugal.Benchmarks.Operators;
using Frugal.Benchmarks.Training;

return args switch
{
    ["training", .. var options] => TrainingCommand.Run(options),
    ["coding", .. var options] => CodingCommand.Run(options),
    ["gradient", .. var options] => GradientCommand.Run(options),
    ["gemm" or "convolution" or "more-convolutions", .. var options] => OperatorCommand.Run(args[0], options),
    ["networks", .. var options] => NetworksCommand.Run(options),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("""
        usage: Frugal.Benchmarks COMMAND [options]

          training [--network NAME] [--batch N] [--threads N] [--turns N] [--python PATH] [--libraries FOLDER] [--profile]
                   a whole training step (forward, backward, SGD with momentum) against PyTorch, in turns;
                   --libraries is searched first for PyTorch's shared libraries (another BLAS);
                   --profile prints where the time of a step goes instead

          gradient [--case TEXT]
                   the gradients of single convolutions, each part alone, one thread, without a peer

          gemm | convolution | more-convolutions [--threads N] [--turns N]
                   single operators with constant weights against ONNX Runtime, in turns

          coding MODEL.onnx [--density SHARE] [--levels COUNT]
                   sizes of the pruned and shared weights in several codes, and the speed of decoding

          networks [--batch N] [--threads N] [--filter NAME,…] [--turns N] [--data FOLDER] [--keep FOLDER] [--profile]
                   whole networks of a fixed list against ONNX Runtime, in turns; published files are looked for in
                   FOLDER/models and FOLDER/networks (FRUGAL_DATA where --data is not given);
                   --keep holds the networks that are built, so that the next run need not build them;
                   --profile prints the steps of Frugal's plan with their times instead
        """);
    return 2;
}
