import ObjectModel

/// `torch.nn.utils.rnn`, written in the language itself: sequences of different lengths in one batch.
package enum RecurrentLibrary {
    // Made at first use; belongs to the evaluator's thread.
    nonisolated(unsafe) package static let module = LibraryModule.make(
        "torch.nn.utils.rnn", text,
        shown: [
            "torch.nn.utils.rnn": [
                "PackedSequence", "pad_sequence", "unpad_sequence", "pack_sequence", "unpack_sequence", "pack_padded_sequence", "pad_packed_sequence",
            ]
        ])
    private static let text = #"""
        from collections import namedtuple

        class PackedSequence(namedtuple("PackedSequence", ["data", "batch_sizes", "sorted_indices", "unsorted_indices"], defaults=(None, None, None))):
            """Sequences step by step: all first steps, then all second ones; recurrent layers take it."""
            def to(self, *args, **kwargs):
                return type(self)(self.data.to(*args, **kwargs), self.batch_sizes, self.sorted_indices, self.unsorted_indices)
            def cpu(self):
                return self
            @property
            def is_cuda(self):
                return False

        def pad_sequence(sequences, batch_first=False, padding_value=0.0, padding_side="right"):
            """One tensor of sequences of different lengths, the short ones filled up."""
            if torch.is_tensor(sequences):
                sequences = sequences.unbind(0)
            if not hasattr(sequences, "__iter__"):
                raise RuntimeError(f"pad_sequence: Expected iterable for input sequences, but got arg of type: {type(sequences)}")
            sequences = tuple(sequences)
            if not sequences:
                raise RuntimeError("received an empty list of sequences")
            if padding_side not in ("left", "right"):
                raise RuntimeError(f"Expected padding_side to be one of left or right, but got {padding_side}.")
            most = max(one.size(0) for one in sequences)
            rest = sequences[0].shape[1:]
            if batch_first:
                padded = sequences[0].new_full((len(sequences), most) + tuple(rest), padding_value)
            else:
                padded = sequences[0].new_full((most, len(sequences)) + tuple(rest), padding_value)
            for i, one in enumerate(sequences):
                length = one.size(0)
                place = slice(most - length, most) if padding_side == "left" else slice(0, length)
                if batch_first:
                    padded[i, place] = one
                else:
                    padded[place, i] = one
            return padded

        def unpad_sequence(padded_sequences, lengths, batch_first=False):
            """The sequences of a padded tensor, each as long as it is."""
            if not batch_first:
                padded_sequences = padded_sequences.transpose(0, 1)
            return [one[:int(length)] for one, length in zip(padded_sequences, lengths)]

        def pack_sequence(sequences, enforce_sorted=True):
            """Sequences of different lengths, packed."""
            lengths = torch.as_tensor([one.size(0) for one in sequences])
            return pack_padded_sequence(pad_sequence(sequences), lengths, enforce_sorted=enforce_sorted)

        def unpack_sequence(packed_sequences):
            """The sequences of a packed one."""
            padded, lengths = pad_packed_sequence(packed_sequences, batch_first=True)
            return unpad_sequence(padded, lengths, batch_first=True)

        def pack_padded_sequence(input, lengths, batch_first=False, enforce_sorted=True):
            """A padded tensor without its padding; the longest sequence first, or `enforce_sorted=False`."""
            lengths = torch.as_tensor(lengths, dtype=torch.int64)
            order = None
            if not enforce_sorted:
                lengths, order = torch.sort(lengths, descending=True)
                input = input.index_select(0 if batch_first else 1, order)
            if batch_first:
                input = input.transpose(0, 1)
            counts = lengths.tolist()
            if len(counts) != input.size(1):
                raise RuntimeError(f"Expected `len(lengths)` to be equal to batch_size, but got {len(counts)} (batch_size={input.size(1)})")
            if any(count <= 0 for count in counts):
                raise RuntimeError("Length of all samples has to be greater than 0, but found an element in 'lengths' that is <= 0")
            if any(a < b for a, b in zip(counts, counts[1:])):
                raise RuntimeError("`lengths` array must be sorted in decreasing order when `enforce_sorted` is True. You can pass "
                                   "`enforce_sorted=False` to pack_padded_sequence and/or pack_sequence to sidestep this requirement if you do not need ONNX exportability.")
            if counts[0] > input.size(0):
                raise RuntimeError(f"the longest of `lengths` is {counts[0]}, but the input has only {input.size(0)} steps")
            sizes = [sum(count > step for count in counts) for step in range(counts[0])]
            data = torch.cat([input[step, :size] for step, size in enumerate(sizes)])
            return PackedSequence(data, torch.tensor(sizes), order, None if order is None else torch.argsort(order))

        def pad_packed_sequence(sequence, batch_first=False, padding_value=0.0, total_length=None):
            """A padded tensor from a packed one, and the lengths."""
            sizes = sequence.batch_sizes.tolist()
            steps = len(sizes)
            if total_length is not None:
                if total_length < steps:
                    raise ValueError("Expected total_length to be at least the length of the longest sequence in input, "
                                     f"but got total_length={total_length} and max sequence length being {steps}")
                steps = total_length
            padded = sequence.data.new_full((steps, sizes[0]) + tuple(sequence.data.shape[1:]), padding_value)
            start = 0
            for step, size in enumerate(sizes):
                padded[step, :size] = sequence.data[start:start + size]
                start += size
            lengths = torch.tensor([sum(size > i for size in sizes) for i in range(sizes[0])])
            if batch_first:
                padded = padded.transpose(0, 1)
            if sequence.unsorted_indices is not None:
                padded = padded.index_select(0 if batch_first else 1, sequence.unsorted_indices)
                lengths = lengths[sequence.unsorted_indices]
            return padded, lengths
        """#
}
