import ObjectModel

/// `torch.utils.data`, written in the language itself.
///
/// Orders are PyTorch's for the same seed: a pass over a loader draws one number from the default generator when it
/// starts, and a shuffling sampler a second one that seeds a generator of its own.
package enum DataLibrary {
    // Made at first use; belongs to the evaluator's thread.
    nonisolated(unsafe) package static let module = LibraryModule.make("torch.utils.data", text, shown: names)
    /// By the modules in which PyTorch defines them.
    private static let names = [
        "torch.utils.data.dataset": [
            "Dataset", "IterableDataset", "TensorDataset", "Subset", "ConcatDataset", "StackDataset", "ChainDataset", "random_split",
        ],
        "torch.utils.data.sampler": ["Sampler", "SequentialSampler", "RandomSampler", "SubsetRandomSampler", "WeightedRandomSampler", "BatchSampler"],
        "torch.utils.data.distributed": ["DistributedSampler"],
        "torch.utils.data.dataloader": ["DataLoader", "default_collate", "default_convert", "get_worker_info"],
    ]
    private static let text = #"""
        import math

        class Dataset:
            """Samples by number: a class of yours with __getitem__ and __len__."""
            def __getitem__(self, index):
                raise NotImplementedError("Subclasses of Dataset should implement __getitem__.")
            def __add__(self, other):
                return ConcatDataset([self, other])

        class IterableDataset(Dataset):
            """Samples one after the other: a class of yours with __iter__."""
            def __iter__(self):
                raise NotImplementedError("Subclasses of IterableDataset should implement __iter__.")
            def __add__(self, other):
                return ChainDataset([self, other])

        class TensorDataset(Dataset):
            """Rows of tensors of the same length: sample i is a tuple of their rows i."""
            def __init__(self, *tensors):
                assert all(tensors[0].size(0) == one.size(0) for one in tensors), "Size mismatch between tensors"
                self.tensors = tensors
            def __getitem__(self, index):
                return tuple(one[index] for one in self.tensors)
            def __len__(self):
                return self.tensors[0].size(0)

        class Subset(Dataset):
            """The samples of a dataset at the given indices."""
            def __init__(self, dataset, indices):
                self.dataset = dataset
                self.indices = indices
            def __getitem__(self, index):
                if isinstance(index, list):
                    return self.dataset[[self.indices[i] for i in index]]
                return self.dataset[self.indices[index]]
            def __len__(self):
                return len(self.indices)

        class ConcatDataset(Dataset):
            """Datasets one behind the other."""
            def __init__(self, datasets):
                self.datasets = list(datasets)
                assert len(self.datasets) > 0, "datasets should not be an empty iterable"
                self.cumulative_sizes = []
                total = 0
                for part in self.datasets:
                    assert not isinstance(part, IterableDataset), "ConcatDataset does not support IterableDataset"
                    total += len(part)
                    self.cumulative_sizes.append(total)
            def __len__(self):
                return self.cumulative_sizes[-1]
            def __getitem__(self, index):
                if index < 0:
                    if -index > len(self):
                        raise ValueError("absolute value of index should not exceed dataset length")
                    index += len(self)
                before = 0
                for part, end in zip(self.datasets, self.cumulative_sizes):
                    if index < end:
                        return part[index - before]
                    before = end
                raise IndexError("list index out of range")

        class StackDataset(Dataset):
            """Datasets side by side: sample i is a tuple (or, from names, a dict) of their samples i."""
            def __init__(self, *args, **kwargs):
                if args and kwargs:
                    raise ValueError("Supported either ``tuple``- (via ``args``) or``dict``- (via ``kwargs``) like input/output, but both types are given.")
                if not args and not kwargs:
                    raise ValueError("At least one dataset should be passed")
                parts = list(args or kwargs.values())
                self._length = len(parts[0])
                if any(len(part) != self._length for part in parts):
                    raise ValueError("Size mismatch between datasets")
                self.datasets = args or kwargs
            def __getitem__(self, index):
                if isinstance(self.datasets, dict):
                    return {name: part[index] for name, part in self.datasets.items()}
                return tuple(part[index] for part in self.datasets)
            def __len__(self):
                return self._length

        class ChainDataset(IterableDataset):
            """Streams one behind the other."""
            def __init__(self, datasets):
                self.datasets = datasets
            def __iter__(self):
                for part in self.datasets:
                    assert isinstance(part, IterableDataset), "ChainDataset only supports IterableDataset"
                    yield from part
            def __len__(self):
                for part in self.datasets:
                    assert isinstance(part, IterableDataset), "ChainDataset only supports IterableDataset"
                return sum(len(part) for part in self.datasets)

        def get_worker_info():
            """Nothing: samples are read by this process alone."""
            return None

        def random_split(dataset, lengths, generator=None):
            """Split a dataset at random into parts of the given lengths, or of the given fractions of the whole."""
            if math.isclose(sum(lengths), 1) and sum(lengths) <= 1:
                counts = []
                for i, fraction in enumerate(lengths):
                    if fraction < 0 or fraction > 1:
                        raise ValueError(f"Fraction at index {i} is not between 0 and 1")
                    counts.append(int(math.floor(len(dataset) * fraction)))
                for i in range(len(dataset) - sum(counts)):
                    counts[i % len(counts)] += 1
                lengths = counts
                for i, length in enumerate(lengths):
                    if length == 0:
                        __warn__(f"Length of split at index {i} is 0. This might result in an empty dataset.")
            if sum(lengths) != len(dataset):
                raise ValueError("Sum of input lengths does not equal the length of the input dataset!")
            order = torch.randperm(sum(lengths), generator=generator).tolist()
            parts = []
            start = 0
            for length in lengths:
                parts.append(Subset(dataset, order[start:start + length]))
                start += length
            return parts

        class Sampler:
            """An order of indices: a class of yours with __iter__."""
            def __init__(self, data_source=None):
                pass
            def __iter__(self):
                raise NotImplementedError

        class SequentialSampler(Sampler):
            """0, 1, 2 …"""
            def __init__(self, data_source):
                self.data_source = data_source
            def __iter__(self):
                return iter(range(len(self.data_source)))
            def __len__(self):
                return len(self.data_source)

        class RandomSampler(Sampler):
            """Indices in random order, each once, or drawn anew each time with replacement."""
            def __init__(self, data_source, replacement=False, num_samples=None, generator=None):
                self.data_source = data_source
                self.replacement = replacement
                self._num_samples = num_samples
                self.generator = generator
                if not isinstance(replacement, bool):
                    raise TypeError(f"replacement should be a boolean value, but got replacement={replacement}")
                if not isinstance(self.num_samples, int) or self.num_samples <= 0:
                    raise ValueError(f"num_samples should be a positive integer value, but got num_samples={self.num_samples}")
            @property
            def num_samples(self):
                return len(self.data_source) if self._num_samples is None else self._num_samples
            def __iter__(self):
                n = len(self.data_source)
                generator = self.generator
                if generator is None:
                    generator = torch.Generator()
                    generator.manual_seed(int(torch.empty((), dtype=torch.int64).random_().item()))
                if self.replacement:
                    for _ in range(self.num_samples // 32):
                        yield from torch.randint(n, (32,), dtype=torch.int64, generator=generator).tolist()
                    yield from torch.randint(n, (self.num_samples % 32,), dtype=torch.int64, generator=generator).tolist()
                else:
                    for _ in range(self.num_samples // n):
                        yield from torch.randperm(n, generator=generator).tolist()
                    yield from torch.randperm(n, generator=generator).tolist()[:self.num_samples % n]
            def __len__(self):
                return self.num_samples

        class SubsetRandomSampler(Sampler):
            """The given indices in random order."""
            def __init__(self, indices, generator=None):
                self.indices = indices
                self.generator = generator
            def __iter__(self):
                for i in torch.randperm(len(self.indices), generator=self.generator).tolist():
                    yield self.indices[i]
            def __len__(self):
                return len(self.indices)

        class WeightedRandomSampler(Sampler):
            """Indices drawn with the given weights."""
            def __init__(self, weights, num_samples, replacement=True, generator=None):
                if not isinstance(num_samples, int) or isinstance(num_samples, bool) or num_samples <= 0:
                    raise ValueError(f"num_samples should be a positive integer value, but got num_samples={num_samples}")
                if not isinstance(replacement, bool):
                    raise ValueError(f"replacement should be a boolean value, but got replacement={replacement}")
                self.weights = torch.as_tensor(weights, dtype=torch.double)
                if len(self.weights.shape) != 1:
                    raise ValueError(f"weights should be a 1d sequence but given weights have shape {tuple(self.weights.shape)}")
                self.num_samples = num_samples
                self.replacement = replacement
                self.generator = generator
            def __iter__(self):
                yield from torch.multinomial(self.weights, self.num_samples, self.replacement, generator=self.generator).tolist()
            def __len__(self):
                return self.num_samples

        class DistributedSampler(Sampler):
            """The share of one of several processes: every `num_replicas`-th index, from `rank` on."""
            def __init__(self, dataset, num_replicas=None, rank=None, shuffle=True, seed=0, drop_last=False):
                if num_replicas is None or rank is None:
                    raise ValueError("Default process group has not been initialized, please make sure to call init_process_group.")
                if rank >= num_replicas or rank < 0:
                    raise ValueError(f"Invalid rank {rank}, rank should be in the interval [0, {num_replicas - 1}]")
                self.dataset, self.num_replicas, self.rank = dataset, num_replicas, rank
                self.epoch, self.drop_last, self.shuffle, self.seed = 0, drop_last, shuffle, seed
                size = len(dataset)
                if drop_last and size % num_replicas != 0:
                    self.num_samples = math.ceil((size - num_replicas) / num_replicas)
                else:
                    self.num_samples = math.ceil(size / num_replicas)
                self.total_size = self.num_samples * num_replicas
            def __iter__(self):
                size = len(self.dataset)
                if self.shuffle:
                    g = torch.Generator()
                    g.manual_seed(self.seed + self.epoch)
                    indices = torch.randperm(size, generator=g).tolist()
                else:
                    indices = list(range(size))
                if not self.drop_last:
                    while len(indices) < self.total_size:
                        indices += indices[:self.total_size - len(indices)]
                return iter(indices[self.rank:self.total_size:self.num_replicas])
            def __len__(self):
                return self.num_samples
            def set_epoch(self, epoch):
                """Another order in every epoch."""
                self.epoch = epoch

        class BatchSampler(Sampler):
            """Lists of batch_size indices from another sampler."""
            def __init__(self, sampler, batch_size, drop_last):
                if not isinstance(batch_size, int) or isinstance(batch_size, bool) or batch_size <= 0:
                    raise ValueError(f"batch_size should be a positive integer value, but got batch_size={batch_size}")
                if not isinstance(drop_last, bool):
                    raise ValueError(f"drop_last should be a boolean value, but got drop_last={drop_last}")
                self.sampler = sampler
                self.batch_size = batch_size
                self.drop_last = drop_last
            def __iter__(self):
                batch = []
                for index in self.sampler:
                    batch.append(index)
                    if len(batch) == self.batch_size:
                        yield batch
                        batch = []
                if batch and not self.drop_last:
                    yield batch
            def __len__(self):
                count = len(self.sampler)
                return count // self.batch_size if self.drop_last else (count + self.batch_size - 1) // self.batch_size

        def default_collate(batch):
            """One sample made of many: tensors are stacked, numbers become a tensor, containers are collated inside."""
            first = batch[0]
            if isinstance(first, torch.Tensor):
                return torch.stack(batch, 0)
            if isinstance(first, float):
                return torch.tensor(batch, dtype=torch.float64)
            if isinstance(first, int):
                return torch.tensor(batch)
            if isinstance(first, (str, bytes)):
                return batch
            if isinstance(first, dict):
                made = first.copy()
                made.update({key: default_collate([sample[key] for sample in batch]) for key in first})
                return made
            if isinstance(first, tuple) and hasattr(first, "_fields"):
                return type(first)(*(default_collate(part) for part in zip(*batch)))
            if isinstance(first, (tuple, list)):
                if any(len(sample) != len(first) for sample in batch):
                    raise RuntimeError("each element in list of batch should be of equal size")
                return [default_collate(part) for part in zip(*batch)]
            raise TypeError(f"default_collate: batch must contain tensors, numpy arrays, numbers, dicts or lists; found {type(first)}")

        def default_convert(data):
            """A sample as it is, tuples as lists: what collates when there are no batches."""
            if isinstance(data, dict):
                made = data.copy()
                made.update({key: default_convert(value) for key, value in data.items()})
                return made
            if isinstance(data, tuple) and hasattr(data, "_fields"):
                return type(data)(*(default_convert(part) for part in data))
            if isinstance(data, (tuple, list)):
                return [default_convert(part) for part in data]
            return data

        class DataLoader:
            """Batches of a dataset, in order or shuffled; a new pass each time it is iterated."""
            def __init__(self, dataset, batch_size=1, shuffle=None, sampler=None, batch_sampler=None, num_workers=0, collate_fn=None,
                         pin_memory=False, drop_last=False, timeout=0, worker_init_fn=None, multiprocessing_context=None,
                         generator=None, *, prefetch_factor=None, persistent_workers=False, pin_memory_device="", in_order=True):
                if num_workers < 0:
                    raise ValueError("num_workers option should be non-negative; use num_workers=0 to disable multiprocessing.")
                if timeout < 0:
                    raise ValueError("timeout option should be non-negative")
                self._iterable = isinstance(dataset, IterableDataset)
                if self._iterable and shuffle:
                    raise ValueError(f"DataLoader with IterableDataset: expected unspecified shuffle option, but got shuffle={shuffle}")
                for option, given in [("sampler", sampler), ("batch_sampler", batch_sampler)]:
                    if self._iterable and given is not None:
                        raise ValueError(f"DataLoader with IterableDataset: expected unspecified {option} option, but got {option}={given}")
                if sampler is not None and shuffle:
                    raise ValueError("sampler option is mutually exclusive with shuffle")
                if batch_sampler is not None:
                    if batch_size != 1 or shuffle or sampler is not None or drop_last:
                        raise ValueError("batch_sampler option is mutually exclusive with batch_size, shuffle, sampler, and drop_last")
                    batch_size = None
                    drop_last = False
                elif batch_size is None and drop_last:
                    raise ValueError("batch_size=None option disables auto-batching and is mutually exclusive with drop_last")
                self.dataset = dataset
                self.num_workers = num_workers
                self.pin_memory = pin_memory
                self.timeout = timeout
                self.drop_last = drop_last
                self.generator = generator
                if sampler is None and not self._iterable:
                    sampler = RandomSampler(dataset, generator=generator) if shuffle else SequentialSampler(dataset)
                if batch_size is not None and batch_sampler is None and not self._iterable:
                    batch_sampler = BatchSampler(sampler, batch_size, drop_last)
                self.batch_size = batch_size
                self.sampler = sampler
                self.batch_sampler = batch_sampler
                if collate_fn is None:
                    collate_fn = default_convert if batch_sampler is None and batch_size is None else default_collate
                self.collate_fn = collate_fn
            def __iter__(self):
                # PyTorch draws a seed for its workers here, whether there are any or not.
                torch.empty((), dtype=torch.int64).random_(generator=self.generator)
                return self._stream() if self._iterable else self._batches()
            def _batches(self):
                if self.batch_sampler is None:
                    for index in self.sampler:
                        yield self.collate_fn(self.dataset[index])
                else:
                    fetch = getattr(self.dataset, "__getitems__", None)
                    for indices in self.batch_sampler:
                        samples = fetch(indices) if fetch else [self.dataset[index] for index in indices]
                        yield self.collate_fn(samples)
            def _stream(self):
                if self.batch_size is None:
                    for sample in self.dataset:
                        yield self.collate_fn(sample)
                    return
                batch = []
                for sample in self.dataset:
                    batch.append(sample)
                    if len(batch) == self.batch_size:
                        yield self.collate_fn(batch)
                        batch = []
                if batch and not self.drop_last:
                    yield self.collate_fn(batch)
            def __len__(self):
                if self._iterable:
                    count = len(self.dataset)
                    if self.batch_size is None:
                        return count
                    return count // self.batch_size if self.drop_last else (count + self.batch_size - 1) // self.batch_size
                return len(self.sampler if self.batch_sampler is None else self.batch_sampler)
        """#
}
