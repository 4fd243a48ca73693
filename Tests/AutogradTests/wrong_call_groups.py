"""The largest groups of wrong calls whose words differ from PyTorch's, by what was said and wanted:

    NBS_WRONG_CALLS=/tmp/calls.txt swift test --disable-swift-testing --filter WrongCallTests
    python Tests/AutogradTests/wrong_call_groups.py /tmp/calls.txt [answered]

`answered`: the calls that got an answer although PyTorch refuses them.
"""
import collections, re, sys


def shape(operation, text):
    """The words without what is the call's own."""
    name = re.escape(operation.split(".")[-1])
    text = re.sub(rf"\b(linalg_|special_|functional\.|torch\.)?{name}_?\b", "OP", text.split("\n")[0])
    return re.sub(r"-?\d+(\.\d+)?", "N", re.sub(r"\[[^\]]*\]", "[..]", re.sub(r"'[^']*'", "'Q'", text)))[:110]


groups = collections.defaultdict(list)
for block in open(sys.argv[1]).read().split("\n----\n"):
    found = re.match(r"(\.?[\w.]+)\((.*)\)\n    said   (.*)\n    wanted (.*)\Z", block, re.S)
    if found and (found[3] == "an answer") == (sys.argv[2:] == ["answered"]):
        groups[shape(found[1], found[3]), shape(found[1], found[4])].append(found)
print(sum(map(len, groups.values())), "differences in", len(groups), "groups")
for (said, wanted), calls in sorted(groups.items(), key=lambda pair: -len(pair[1]))[:60]:
    names = collections.Counter(call[1] for call in calls).most_common(12)
    example = " ".join(calls[0][0].split("\n    said")[0].split())
    print(f"{len(calls):4d}  said   {said}\n      wanted {wanted}\n      {' '.join(f'{name}:{count}' for name, count in names)}\n      {example[:160]}")
