using Frugal.Benchmarks.Coding;
using Frugal.Benchmarks.Operators;
using Frugal.Benchmarks.Training;

return args switch
{
    ["training", .. var options] => TrainingCommand.Run(options),
    ["coding", .. var options] => CodingCommand.Run(options),
    ["gemm" or "convolution", .. var options] => OperatorCommand.Run(args[0], options),
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

          gemm | convolution [--threads N] [--turns N]
                   single operators with constant weights against ONNX Runtime, in turns

          coding MODEL.onnx [--density SHARE] [--levels COUNT]
                   sizes of the pruned and shared weights in several codes, and the speed of decoding
        """);
    return 2;
}
