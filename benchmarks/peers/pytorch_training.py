"""Trains LeNet-300-100, LeNet-5 or ResNet-20 in PyTorch, as many steps as asked for, and tells how long they took.

usage: pytorch_training.py NETWORK START.npz THREADS
START.npz holds "samples", "labels" and the weights by the names of Frugal's architectures. After a line that begins with "ready", each line
read from standard input is a number of steps; the answer is a line of the loss before the last step and the seconds of each step.
"""
import sys
import time

import numpy
import torch
from torch import nn
from torch.nn import functional


class LeNet300100(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1, self.fc2, self.fc3 = nn.Linear(784, 300), nn.Linear(300, 100), nn.Linear(100, 10)

    def forward(self, x):
        return self.fc3(functional.relu(self.fc2(functional.relu(self.fc1(x.flatten(1))))))


class LeNet5(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(1, 20, 5), nn.Conv2d(20, 50, 5)
        self.fc1, self.fc2 = nn.Linear(800, 500), nn.Linear(500, 10)

    def forward(self, x):
        x = functional.max_pool2d(self.conv1(x), 2)
        x = functional.max_pool2d(self.conv2(x), 2)
        return self.fc2(functional.relu(self.fc1(x.flatten(1))))


class Block(nn.Module):
    def __init__(self, inputs, channels, stride):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(inputs, channels, 3, stride, 1, bias=False), nn.BatchNorm2d(channels)
        self.conv2, self.bn2 = nn.Conv2d(channels, channels, 3, 1, 1, bias=False), nn.BatchNorm2d(channels)
        self.stride, self.extra = stride, channels - inputs

    def forward(self, x):
        y = self.bn2(self.conv2(functional.relu(self.bn1(self.conv1(x)))))
        if self.stride > 1:
            x = functional.pad(x[:, :, ::2, ::2], (0, 0, 0, 0, self.extra // 2, self.extra - self.extra // 2))
        return functional.relu(y + x)


class ResNet20(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(3, 16, 3, 1, 1, bias=False), nn.BatchNorm2d(16)
        for stage, (inputs, channels) in enumerate([(16, 16), (16, 32), (32, 64)]):
            blocks = [Block(inputs if i == 0 else channels, channels, 2 if stage > 0 and i == 0 else 1) for i in range(3)]
            setattr(self, f"layer{stage + 1}", nn.Sequential(*blocks))
        self.fc = nn.Linear(64, 10)

    def forward(self, x):
        x = functional.relu(self.bn1(self.conv1(x)))
        x = self.layer3(self.layer2(self.layer1(x)))
        return self.fc(functional.adaptive_avg_pool2d(x, 1).flatten(1))


NETWORKS = {"lenet-300-100": LeNet300100, "lenet-5": LeNet5, "resnet-20": ResNet20}


def blas():
    """The file behind the matrix products: Debian's reference BLAS is ten times slower than OpenBLAS, which is only a recommended package."""
    with open("/proc/self/maps", encoding="ascii") as maps:
        return next((line.split()[-1] for line in maps if "blas" in line), "no BLAS")


def main():
    name, path, threads = sys.argv[1], sys.argv[2], int(sys.argv[3])
    torch.set_num_threads(threads)
    network = NETWORKS[name]()
    arrays = numpy.load(path)
    with torch.no_grad():
        for key, tensor in network.state_dict().items():
            if key in arrays:
                tensor.copy_(torch.from_numpy(arrays[key]))
    samples, labels = torch.from_numpy(arrays["samples"]), torch.from_numpy(arrays["labels"].astype(numpy.int64))
    optimizer = torch.optim.SGD(network.parameters(), lr=0.01, momentum=0.9)
    network.train()
    print("ready PyTorch", torch.__version__, "with", blas(), flush=True)
    for line in sys.stdin:
        times = []
        for _ in range(int(line)):
            start = time.perf_counter()
            optimizer.zero_grad(set_to_none=True)
            loss = functional.cross_entropy(network(samples), labels)
            loss.backward()
            optimizer.step()
            value = loss.item()
            times.append(time.perf_counter() - start)
        print(value, *times, flush=True)


main()
